import warnings

from psycopg2 import Error as DatabaseError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users, warmup
from odoo.tools import SQL, mute_logger

from .common import BookingCase

FORM = {"name": {}, "phone": {}, "address": {}}


@tagged("post_install", "-at_install")
class TestHccReadLog(BookingCase):
    def setUp(self):
        super().setUp()
        self.Log = self.env["hcc.read.log"]
        self.request = self._submit_home()
        self.citizen = self.request.citizen_id
        self.other = self.env["hcc.citizen"].create(
            [
                {
                    "name": f"Other {number}",
                    "phone": f"+8490000000{number}",
                    "ward_id": ward.id,
                }
                for number, ward in enumerate(
                    (self.ward_a1, self.ward_a2, self.ward_b1)
                )
            ]
        )

    def _rows(self):
        """The rows of what was read since the last time."""
        self.env.cr.flush()
        after = getattr(self, "_last_id", 0)
        rows = self.Log.search([("id", ">", after)], order="id")
        self._last_id = max(rows.ids, default=after)
        return rows

    def _as(self, user, records=None):
        records = self.citizen if records is None else records
        self.env.invalidate_all()
        return records.with_user(user)

    def _read_group(self, citizen, domain):
        with warnings.catch_warnings():
            # deprecated, but whoever has a session may still call it
            warnings.simplefilter("ignore", DeprecationWarning)
            citizen.read_group(domain, ["name"], ["name"])

    def test_opening_a_person(self):
        self._as(self.user_coordinator).web_read(FORM)
        row = self._rows()
        self.assertRecordValues(
            row,
            [
                {
                    "user_id": self.user_coordinator.id,
                    "how": "open",
                    "model": "hcc.citizen",
                    "res_id": self.citizen.id,
                    "person_ids": self.citizen.ids,
                    "person_count": 1,
                    "person_id": self.citizen.id,
                    "ward_id": self.ward_a1.id,
                    "role": "coordinator",
                    "scope": "branch",
                    "at": self.now,
                }
            ],
        )
        self.assertEqual(row._get_reader_words(), "Coordinator of the branch")

    def test_each_way_of_reading(self):
        """There is no way past the log for who calls other methods."""
        citizen = self._as(self.user_clerk)
        domain = [("id", "=", citizen.id)]
        ways = {
            "read": (lambda: citizen.read(["phone"]), "open"),
            "all": (lambda: citizen.read(), "open"),
            "search_read": (lambda: citizen.search_read(domain, ["phone"]), "list"),
            "list": (lambda: citizen.web_search_read(domain, FORM), "list"),
            "group": (
                lambda: citizen.web_read_group(domain, ["phone"], ["__count"]),
                "list",
            ),
            "groups": (lambda: self._read_group(citizen, domain), "list"),
            "pivot": (
                lambda: citizen.formatted_read_grouping_sets(domain, [["phone"]]),
                "list",
            ),
            "name": (lambda: citizen.name_search(citizen.name), "list"),
            "request": (
                lambda: self._as(self.user_clerk, self.request).web_read(
                    {"citizen_id": {"fields": {"display_name": {}}}}
                ),
                "open",
            ),
            "consent": (
                lambda: self._as(self.user_clerk, citizen.consent_ids).web_read(
                    {"citizen_id": {}}
                ),
                "open",
            ),
        }
        for name, (read, how) in ways.items():
            with self.subTest(way=name):
                read()
                row = self._rows()
                self.assertEqual(row.mapped("how"), [how])
                self.assertEqual(row.person_ids, citizen.ids)

    def test_nothing_of_the_person_is_not_noted(self):
        citizen = self._as(self.user_clerk)
        citizen.web_read({"ward_id": {}, "contact_channel": {}})
        citizen.web_search_read([], {"ward_id": {}})
        citizen.web_read_group([], ["ward_id"], ["__count"])
        self._as(self.user_manager, self.request).web_read({"state": {}})
        self.assertFalse(self._rows())

    def test_list_over_wards_is_one_row_a_ward(self):
        people = self.citizen | self.other
        with self.assertQueryCount(25):
            self._as(self.user_administrator, people).web_search_read(
                [("id", "in", people.ids)], FORM
            )
            rows = self._rows()
        found = {row.ward_id: set(row.person_ids) for row in rows}
        self.assertEqual(
            found,
            {
                self.ward_a1: {self.citizen.id, self.other[0].id},
                self.ward_a2: {self.other[1].id},
                self.ward_b1: {self.other[2].id},
            },
        )
        self.assertEqual(set(rows.mapped("how")), {"list"})
        self.assertFalse(any(rows.mapped("res_id")), "no single record was opened")
        self.assertEqual(
            self.Log.search([("person_id", "=", self.other[0].id)]),
            rows.filtered(lambda row: row.ward_id == self.ward_a1),
        )

    def test_nested_lists_belong_to_what_was_opened(self):
        self._as(self.user_clerk, self.request).web_read(
            {
                "citizen_id": {"fields": {"display_name": {}, "phone": {}}},
                "outbox_ids": {"fields": {"citizen_id": {}, "body": {}}},
            }
        )
        row = self._rows()
        self.assertEqual(row.model, "hcc.request")
        self.assertEqual(row.res_id, self.request.id)
        self.assertEqual(row.person_ids, self.citizen.ids)

    def test_export(self):
        user = self.user_clerk
        user.group_ids += self.env.ref("base.group_allow_export")
        self._as(user, self.other[:2]).export_data(["id", "ward_id/name"])
        self.assertFalse(self._rows())
        self._as(user, self.other[:2]).export_data(["name"])
        self.assertEqual(set(self._rows().mapped("how")), {"export"})
        # through a record that shows no person by itself
        self._as(user, self.request.appointment_ids).export_data(
            ["reference", "request_id/citizen_id/phone"]
        )
        row = self._rows()
        self.assertEqual(row.how, "export")
        self.assertEqual(row.person_ids, self.citizen.ids)

    def test_checking_a_number(self):
        Intake = self.env["hcc.intake"].with_user(self.user_clerk)
        form = Intake.new({"phone": "0912 345 678"})
        self.assertTrue(form.known_choices)
        row = self._rows()
        self.assertEqual(row.how, "phone")
        self.assertEqual(row.person_ids, self.citizen.ids)
        self._as(self.user_clerk).web_search_read(
            [("phone", "ilike", "912345678")], FORM
        )
        row = self._rows()
        self.assertEqual((row.how, row.person_ids), ("phone", self.citizen.ids))

    def test_a_number_that_nobody_has(self):
        people = self.env["hcc.citizen"].with_user(self.user_clerk)
        for look in (
            lambda: people._similar("0988 888 888", ""),
            lambda: people.web_search_read([("phone", "ilike", "0988888888")], FORM),
            lambda: people.search_read([("phone", "=", "+84988888888")], ["name"]),
            lambda: people.name_search("0988888888"),
        ):
            look()
            row = self._rows()
            self.assertEqual((row.how, row.person_count), ("phone", 0))
            self.assertFalse(row.ward_id)
            self.assertNotIn("988", str(row.read()), "the number itself is not kept")
        people._similar("", "nobody of this name")
        self.assertFalse(self._rows())

    def test_contact_of_a_visit(self):
        assignment = self.request.assignment_ids
        user = assignment.user_id
        contact = {"contact_phone": {}, "contact_address": {}}
        self._as(user, assignment).web_read(contact)
        self.assertFalse(self._rows(), "nothing is shown before acceptance")
        self._as(user, assignment).action_accept()
        self._as(user, assignment).web_read(contact)
        row = self._rows()
        self.assertEqual(row.person_ids, self.citizen.ids)
        self.assertEqual(row.role, "collaborator")
        self.assertEqual(row._get_reader_words(), "Collaborator")

    def test_printing(self):
        report = self.env.ref("hcc_booking.action_report_slip")
        report.with_user(self.user_clerk)._render_qweb_html(
            report.report_name, self.request.ids
        )
        self.assertEqual(self._rows().how, "file")

    def test_the_system_leaves_nothing(self):
        self.citizen.read()
        self._as(self.user_clerk).sudo().read(["name"])
        self._as(self.env.ref("base.user_root")).read(["name"])
        self.request._write_guarded({"partner_id": self.user_portal.partner_id.id})
        self._as(self.user_portal, self.request).read(["state"])
        self.assertFalse(self._rows())

    def test_what_is_undone_leaves_nothing_half(self):
        self._rows()
        with mute_logger("odoo.sql_db"), self.assertRaises(ZeroDivisionError):
            with self.env.cr.savepoint():
                self._as(self.user_clerk).web_read(FORM)
                raise ZeroDivisionError
        self.assertFalse(self._rows())

    def test_page_that_only_reads(self):
        """Where a replica answers, the row goes through a cursor of its own."""
        cr = self.env.cr
        self._rows()
        self._as(self.user_clerk).web_read(FORM)
        self.patch(type(cr), "readonly", True)
        written = []
        self.patch(
            type(self.Log), "_write_beside", lambda _self, query: written.append(query)
        )
        cr.flush()
        self.assertFalse(written, "not before the end")
        cr.postcommit.run()
        cr.execute(written[0])
        self.patch(type(cr), "readonly", False)
        self.assertEqual(self._rows().person_ids, self.citizen.ids)

    @warmup
    def test_one_query_more(self):
        citizen = self._as(self.user_clerk)

        def read():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            citizen.web_read(FORM)
            self.env.cr.flush()
            return self.env.cr.sql_log_count - before

        read()
        logged = read()
        self.patch(type(self.Log), "_note", lambda *_args: None)
        self.assertLessEqual(logged - read(), 1)

    @users("test_clerk", "test_coordinator", "test_manager", "test_collaborator")
    def test_nobody_else_reads_it(self):
        with self.assertRaises(AccessError):
            self.env["hcc.read.log"].search([])

    def test_data_officer_of_a_branch(self):
        officer = self._new_role_user(
            "data_officer", branch=self.branch_b, login="test_officer_b"
        )
        people = self.citizen | self.other
        self._as(self.user_administrator, people).read(["name"])
        rows = self._rows()
        seen = self.Log.with_user(officer).search([("id", "in", rows.ids)])
        self.assertEqual(seen.ward_id, self.ward_b1)
        seen = self.Log.with_user(self.user_data_officer).search(
            [("id", "in", rows.ids)]
        )
        self.assertEqual(seen, rows)

    def test_button_of_the_person(self):
        self._as(self.user_clerk).web_read(FORM)
        self._as(self.user_clerk, self.other[1]).web_read(FORM)
        self._rows()
        action = self._as(self.user_data_officer).action_who_read()
        rows = self.Log.with_user(self.user_data_officer).search(action["domain"])
        self.assertEqual(rows.mapped("person_id"), self.citizen.ids)
        opened = rows[:1].action_open_persons()
        self.assertEqual(self.env["hcc.citizen"].search(opened["domain"]), self.citizen)

    def test_read_under_a_number_that_was_merged(self):
        gone = self.other[0]
        self._as(self.user_clerk, gone).web_read(FORM)
        self._rows()
        gone.phone = False
        self.citizen._merge(gone)
        action = self.citizen.action_who_read()
        self.assertTrue(self.Log.search(action["domain"]))

    def test_database_refuses_changes(self):
        self._as(self.user_clerk).web_read(FORM)
        self._rows()
        for query in ("UPDATE %s SET id = id", "DELETE FROM %s", "TRUNCATE %s"):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(DatabaseError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(SQL(query, SQL.identifier("hcc_read_log")))

    def test_forgotten_after_the_time_of_the_settings(self):
        self._as(self.user_clerk).web_read(FORM)
        young = self._rows()
        self.env.execute_query(
            SQL(
                """INSERT INTO hcc_read_log (at, user_id, role, how, model, person_ids,
                                             person_count)
                   SELECT '2020-01-01', %s, 'clerk', 'open', 'hcc.citizen', '{1}', 1
                     FROM generate_series(1, 5)
                RETURNING id""",
                self.user_clerk.id,
            )
        )
        old = self._rows()
        self.assertEqual(len(old), 5)
        with self.enter_registry_test_mode():
            self.env.ref(
                "hcc_collaborator.ir_cron_hcc_read_log_forget"
            ).method_direct_trigger()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
        entry = self.env["hcc.journal"].search([("action", "=", "read_log_forgotten")])
        self.assertEqual(entry.details["rows"], 5)

    def test_reader_stays_known(self):
        self._as(self.user_clerk).web_read(FORM)
        self._rows()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.user_clerk.unlink()

    def test_reader_with_several_roles(self):
        """The role is the one that reaches the ward."""
        user = self._new_role_user("data_officer", branch=self.branch_b, login="two")
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "clerk",
                "scope": "ward",
                "ward_id": self.ward_a1.id,
                "date_from": "2026-01-01",
            }
        )
        self._as(user, self.citizen | self.other[2]).read(["name"])
        self.assertEqual(
            {row.ward_id: (row.role, row.scope) for row in self._rows()},
            {self.ward_a1: ("clerk", "ward"), self.ward_b1: ("data_officer", "branch")},
        )
        user.hcc_area_role_ids.filtered(lambda role: role.role == "clerk").unlink()
        self._as(user, self.other[2]).read(["name"])
        self.assertEqual(self._rows().role, "data_officer")

    def test_complaint_against_the_reader(self):
        officer = self.user_data_officer
        complaint = self.env["hcc.complaint"]._receive(
            {
                "request_id": self.request.id,
                "ward_id": self.ward_a1.id,
                "kind": "behaviour",
                "text": "Words",
                "staff_user_ids": [(6, 0, officer.ids)],
            }
        )
        self.assertIn(officer, complaint.barred_user_ids)
        self._as(complaint.owner_id, complaint).read(["text"])
        row = self._rows()
        self.assertEqual(row.model, "hcc.complaint")
        self.assertEqual(row.person_ids, self.citizen.ids)
        self.assertFalse(row.with_user(officer).search([("id", "=", row.id)]))
        self.assertTrue(
            row.with_user(self.user_administrator).search([("id", "=", row.id)])
        )
