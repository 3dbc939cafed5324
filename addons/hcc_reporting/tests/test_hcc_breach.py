import io
from datetime import timedelta

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged, users

from odoo.addons.hcc_booking.tests.common import BookingCase

#: the accounts of those who may not know of it
OTHERS = ("test_clerk", "test_coordinator", "test_manager", "test_collaborator")


class BreachCase(BookingCase):
    """A helper with a visit, and a clerk who has read a person."""

    def setUp(self):
        super().setUp()
        self.request = self._submit_home()
        self.citizen = self.request.citizen_id
        self.citizen.write({"identity_number": "001234567890", "disability": "mild"})
        self.assignment = self.request.assignment_ids
        self.helper = self.assignment.user_id
        self.near, self.same_branch, self.far = self.env["hcc.citizen"].create(
            [
                {"name": f"=cmd|{ward.name}", "phone": "0900000001", "ward_id": ward.id}
                for ward in (self.ward_a1, self.ward_a2, self.ward_b1)
            ]
        )
        self.env.flush_all()

    def _open(self, user, days=1, officer=None, **values):
        """A case of the time until now, worked out."""
        breach = (
            self.env["hcc.breach"]
            .with_user(officer or self.user_data_officer)
            .create(
                {
                    "kind": "account",
                    "user_id": user.id,
                    "date_from": self.now - timedelta(days=days),
                    "date_to": self.now,
                    "known_at": self.now,
                    **values,
                }
            )
        )
        breach.action_assess()
        return breach

    def _persons(self, breach, reached):
        return breach.person_ids.filtered(lambda one: one.reached == reached).citizen_id

    def _read(self, citizens, user):
        self.env.invalidate_all()
        citizens.with_user(user).read(["phone"])
        self.env.cr.flush()


@tagged("post_install", "-at_install")
class TestHccBreach(BreachCase):
    def test_who_was_read_and_who_could_be(self):
        self._read(self.near, self.user_clerk)
        breach = self._open(self.user_clerk)
        self.assertEqual(self._persons(breach, True), self.near)
        # a clerk of the branch: its wards, not those of another branch
        could = self._persons(breach, False)
        self.assertIn(self.citizen, could)
        self.assertIn(self.same_branch, could)
        self.assertNotIn(self.far, could)
        line = breach.person_ids.filtered("reached")
        self.assertTrue(line.by_reads and line.by_rules and line.by_roles)
        self.assertEqual(line.last_read_at, self.now)
        self.assertEqual(breach.reached_count, 1)
        self.assertEqual(breach.could_count, len(could))
        self.assertEqual(breach.identity_count, 1)
        self.assertEqual(breach.disability_count, 1)
        self.assertEqual(breach.ward_ids, self.ward_a1 | self.ward_a2)
        self.assertIn("1 persons: the account did reach", breach.reach_words)

    def test_read_before_the_period(self):
        self._read(self.near, self.user_clerk)
        breach = self._open(self.user_clerk)
        breach.write({"date_from": "2026-11-01", "date_to": "2026-11-02"})
        self.assertEqual(breach.state, "draft", "the list was of other facts")
        self.assertFalse(breach.person_ids)
        breach.action_assess()
        self.assertFalse(self._persons(breach, True))
        self.assertIn(self.near, self._persons(breach, False))

    def test_visit_of_a_helper(self):
        breach = self._open(self.helper)
        line = breach.person_ids
        self.assertEqual(line.citizen_id, self.citizen)
        self.assertFalse(line.reached, "offered, and not accepted")
        self.assertTrue(line.by_visits)
        self.assignment.with_user(self.helper).action_accept()
        self.env.flush_all()
        breach.action_assess()
        line = breach.person_ids
        self.assertTrue(line.reached)
        self.assertTrue(line.has_phone and line.has_address)
        self.assertFalse(line.has_identity, "a helper never sees it")
        self.assertFalse(line.by_rules or line.by_roles)

    def test_visit_that_was_closed_before(self):
        self.assignment.with_user(self.helper).action_accept()
        with freeze_time(self.now + timedelta(hours=1)):
            self.assignment.with_user(self.helper).action_hand_back()
        with freeze_time(self.now + timedelta(days=2)):
            breach = self._open(
                self.helper,
                date_from=self.now + timedelta(days=1),
                date_to=self.now + timedelta(days=2),
            )
        self.assertNotIn(self.citizen, breach.person_ids.citizen_id)

    def test_role_that_has_ended(self):
        """What the rules say today is not what they said in the period."""
        role = self.user_clerk.hcc_area_role_ids
        role.date_to = "2026-11-20"
        self.env.flush_all()
        breach = self._open(self.user_clerk, days=30)
        line = breach.person_ids.filtered(lambda one: one.citizen_id == self.near)
        self.assertTrue(line.by_roles)
        self.assertFalse(line.by_rules or line.reached)
        breach = self._open(self.user_clerk, days=1)
        self.assertFalse(breach.person_ids)

    def test_merged_person_is_named_once(self):
        self._read(self.near, self.user_clerk)
        self.citizen._merge(self.near)
        breach = self._open(self.user_clerk)
        self.assertEqual(self._persons(breach, True), self.citizen)
        self.assertNotIn(self.near, breach.person_ids.citizen_id)

    def test_device(self):
        equipment = self.env["maintenance.equipment"].create(
            {"name": "Tablet", "branch_id": self.branch_a.id, "hcc_kind": "tablet"}
        )
        handover = self.env["hcc.equipment.handover"].create(
            {"equipment_id": equipment.id, "collaborator_id": self.c_a1_1.id}
        )
        breach = self.env["hcc.breach"].create(
            {
                "handover_id": handover.id,
                "date_from": self.now - timedelta(days=1),
                "date_to": self.now,
            }
        )
        self.assertEqual(breach.user_id, self.c_a1_1.user_id)

    def test_no_query_per_person(self):
        def assess():
            breach = self._open(self.user_administrator)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            breach.action_assess()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        assess()
        few = assess()
        self.env["hcc.citizen"].create(
            [
                {"name": f"Person {number}", "ward_id": self.ward_a1.id}
                for number in range(50)
            ]
        )
        self.assertEqual(assess(), few)

    def test_seventy_two_hours(self):
        breach = self._open(self.user_clerk)
        self.assertEqual(breach.deadline, self.now + timedelta(hours=72))
        self.assertFalse(breach.is_overdue)
        with self.assertRaisesRegex(UserError, "who was told"):
            breach.action_notify()
        with freeze_time(self.now + timedelta(hours=73)):
            breach.invalidate_recordset()
            self.assertTrue(breach.is_overdue)
            breach.notified_to = "The authority, by letter"
            breach.action_notify()
        self.assertEqual(breach.state, "notified")
        self.assertEqual(breach.notified_by_id, self.user_data_officer)
        for step in (breach.action_assess, breach.action_notify):
            with self.assertRaises(UserError):
                step()
        with self.assertRaisesRegex(UserError, "told already"):
            breach.date_from = "2026-11-01"
        journal = self.env["hcc.journal"].search(
            [("model", "=", "hcc.breach"), ("res_id", "=", breach.id)]
        )
        self.assertEqual(
            set(journal.mapped("action")),
            {"breach_opened", "breach_assessed", "breach_notified"},
        )
        self.assertNotIn(self.citizen.name, str(journal.mapped("details")))

    def test_not_by_hand(self):
        breach = self._open(self.user_clerk)
        for values in (
            {"state": "notified"},
            {"reached_count": 0},
            {"notified_at": self.now},
            {"person_ids": [(5,)]},
        ):
            with self.assertRaisesRegex(UserError, "by hand"):
                breach.write(values)
        with self.assertRaises(ValidationError):
            breach.date_to = self.now + timedelta(days=1)

    @users(*OTHERS)
    def test_nobody_else(self):
        for model in ("hcc.breach", "hcc.breach.person"):
            with self.assertRaises(AccessError):
                self.env[model].search([])
        with self.assertRaises(AccessError):
            self.env["hcc.breach"].create({"user_id": self.env.uid})

    def test_officer_of_another_branch(self):
        officer = self._new_role_user(
            "data_officer", branch=self.branch_b, login="test_officer_b"
        )
        breach = self._open(self.user_clerk)
        other = self.env["hcc.breach"].with_user(officer)
        self.assertFalse(other.search([("id", "=", breach.id)]))
        own = self._open(self.user_clerk, officer=officer)
        self.assertTrue(own.could_count)
        self.assertFalse(own.person_ids, "of wards that the officer does not reach")
        self.assertEqual(own.hidden_count, own.could_count)
        self.assertIn("wards that you do not reach", own.reach_words)

    def test_spreadsheet_without_formulas(self):
        breach = self._open(self.user_clerk)
        book = load_workbook(io.BytesIO(breach._make_xlsx()))
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        names = {cell.value: cell for cell in cells}
        self.assertEqual(names[self.near.name].data_type, "s")
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.env.cr.flush()
        row = self.env["hcc.read.log"].search(
            [("person_id", "=", self.near.id), ("how", "=", "file")]
        )
        self.assertEqual(row.user_id, self.user_data_officer, "the list is read too")

    def test_paper(self):
        self._read(self.near, self.user_clerk)
        breach = self._open(self.user_clerk)
        reports = self.env["ir.actions.report"].with_user(self.user_data_officer)
        page, _kind = reports._render_qweb_html(
            "hcc_reporting.report_breach", breach.ids
        )
        for fact in (breach.reference, self.near.name, "did reach", "By ward"):
            self.assertIn(fact, page.decode())
        reports = reports.with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(
            "hcc_reporting.report_breach", breach.ids
        )
        self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))


@tagged("post_install", "-at_install", "security")
class TestHccBreachFiles(BreachCase, HttpCase):
    def test_files_for_those_who_may_read_it(self):
        breach = self._open(self.user_clerk)
        self.env.flush_all()
        draft = breach.copy({"user_id": self.user_clerk.id})
        for login, codes in (
            ("test_data_officer", (200, 200, 404)),
            ("test_clerk", (404, 404, 404)),
            ("test_portal", (404, 404, 404)),
        ):
            self.authenticate(login, login)
            answers = [
                self.url_open(f"/hcc/breach/{number}/xlsx").status_code
                for number in (breach.id, breach.id, draft.id)
            ]
            self.assertEqual(tuple(answers), codes, login)
        self.authenticate("test_data_officer", "test_data_officer")
        answer = self.url_open(f"/hcc/breach/{breach.id}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_without_an_account(self):
        breach = self._open(self.user_clerk)
        answer = self.url_open(f"/hcc/breach/{breach.id}/xlsx", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
