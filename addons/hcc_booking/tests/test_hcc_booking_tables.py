from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AT_HOME, AT_POINT, BookingCase


@tagged("post_install", "-at_install")
class TestHccBookingTables(BookingCase):
    def test_constraints_are_really_there(self):
        """PostgreSQL refusing a constraint is only logged: look it up."""
        self.env.cr.execute(
            """SELECT conname, condeferrable, condeferred
                 FROM pg_constraint
                WHERE contype = 'x' AND conname LIKE 'hcc_%'"""
        )
        found = {name: (able, off) for name, able, off in self.env.cr.fetchall()}
        for name in ("hcc_assignment_no_overlap", "hcc_appointment_desk_free"):
            self.assertEqual(found.get(name), (True, False), name)
        self.env.cr.execute(
            """SELECT conname FROM pg_constraint
                WHERE conname IN %s""",
            [
                (
                    "hcc_request_submit_token_unique",
                    "hcc_request_reference_unique",
                    "hcc_appointment_time_ordered",
                    "hcc_appointment_helpers_range",
                    "hcc_assignment_time_ordered",
                )
            ],
        )
        self.assertEqual(self.env.cr.rowcount, 5)

    def test_two_live_assignments_at_a_time(self):
        visit = self._submit().current_appointment_id
        entry = visit.assignment_ids
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                """INSERT INTO hcc_assignment
                          (appointment_id, request_id, collaborator_id, ward_id,
                           role, state, offered_at, start, stop)
                   SELECT appointment_id, request_id, collaborator_id, ward_id,
                          role, 'done', offered_at,
                          start + interval '10 minutes', stop + interval '1 hour'
                     FROM hcc_assignment WHERE id = %s""",
                [entry.id],
            )

    def test_two_helpers_swap(self):
        first = self._submit_home(
            submit_token="one", collaborator_id=self.c_a1_2.id
        ).assignment_ids
        second = self._submit_home(
            submit_token="two", collaborator_id=self.c_a1_3.id
        ).assignment_ids
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE hcc_assignment
                  SET collaborator_id = CASE collaborator_id
                      WHEN %(one)s THEN %(two)s ELSE %(one)s END
                WHERE id IN %(ids)s""",
            {
                "one": self.c_a1_2.id,
                "two": self.c_a1_3.id,
                "ids": tuple((first | second).ids),
            },
        )

    def test_dossier_rules(self):
        visit = self._submit().current_appointment_id
        base = {"procedure_id": self.procedure.id}
        for line in (
            {"outcome": "filed"},
            {"outcome": "not_filed"},
            {"outcome": "filed", "code": "X" * 41},
            {"code": "H26.1-261125-0001", "note": "x" * 1001},
            {"code": "H26.1-261125-0001", "collaborator_id": self.c_b1_1.id},
        ):
            with self.subTest(**line), self.assertRaises(ValidationError):
                visit._record_dossiers([base | line])
        odd = visit._record_dossiers([base | {"code": "SO 25/2026"}])
        self.assertTrue(odd.code_is_odd)
        same = visit._record_dossiers([{"id": odd.id, "code": "H26.1-261125-0001"}])
        self.assertEqual(same, odd)
        self.assertFalse(odd.code_is_odd)
        self.assertEqual(odd.ward_id, self.ward_a1)
        other = self._submit(submit_token="two").current_appointment_id
        with self.assertRaises(ValidationError):
            odd._write_guarded({"appointment_id": other.id})

    def test_dossier_outcome_is_journaled(self):
        visit = self._submit().current_appointment_id
        dossier = visit._record_dossiers([{"code": "H26.1-261125-0001"}])
        dossier._set_outcome("accepted")
        self.assertEqual(dossier.outcome_on.isoformat(), "2026-11-23")
        logged = self.env["hcc.journal"].search(
            [("model", "=", "hcc.dossier"), ("res_id", "=", dossier.id)]
        )
        self.assertEqual(
            set(logged.mapped("action")), {"dossier_recorded", "dossier_outcome"}
        )

    def test_consent_text_is_kept_once_agreed_to(self):
        request = self._submit()
        with self.assertRaises(UserError):
            self.consent_text.body = "Other words"
        consent = request.consent_ids.with_user(self.user_clerk)
        consent.action_withdraw()
        self.assertEqual(consent.withdrawn_at, self.now)
        with self.assertRaises(UserError):
            consent.action_withdraw()
        newer = self.env["hcc.consent.text"].create(
            {"version": "2.0", "body": "New words", "date_from": "2026-11-20"}
        )
        self.assertEqual(self.env["hcc.consent.text"]._current(), newer)

    def test_citizen(self):
        citizen = self.env["hcc.citizen"].create(
            {
                "name": " Hoàng Thị Hoà ",
                "phone": "0912 345 678",
                "ward_id": self.ward_a1.id,
            }
        )
        self.assertEqual(citizen.name, "Hoàng Thị Hoà")
        for vals in (
            {"phone": "12"},
            {"birth_year": 1800},
            {"identity_number": "123"},
        ):
            with self.assertRaises(ValidationError):
                citizen.write(vals)
        citizen.with_user(self.user_clerk).write({"address": "9 Secret street"})
        entry = self.env["hcc.journal"].search(
            [("model", "=", "hcc.citizen"), ("res_id", "=", citizen.id)]
        )
        self.assertEqual(
            (entry.action, entry.user_id), ("citizen_updated", self.user_clerk.id)
        )
        self.assertEqual(
            entry.details, {"fields": ["address"]}, "never the fact itself"
        )
        far = self.env["hcc.citizen"].create(
            {"name": "Other", "phone": "0912345678", "ward_id": self.ward_b1.id}
        )
        people = self.env["hcc.citizen"].with_user(self.user_clerk)
        self.assertEqual(people._similar("0912345678", ""), citizen)
        self.assertEqual(people._similar("", "hoang thi hòa"), citizen)
        self.assertFalse(people._similar("abc", ""))
        self.assertNotIn(far, people._similar("0912345678", "Other"))

    def test_future_visits_keep_a_helper_from_leaving(self):
        self._submit(collaborator_id=self.c_a1_1.id)
        with self.assertRaises(UserError):
            self.c_a1_1.action_suspend()
        self.c_a1_3.action_suspend()

    def test_current_visit_and_needs_hand(self):
        request = self._submit_home()
        visit = request.current_appointment_id
        self.assertEqual(request.start, AT_HOME)
        visit.assignment_ids._release("expired")
        self.assertTrue(visit.needs_hand)
        self.assertFalse(visit.lead_id)
        self.assertIn(
            visit, self.env["hcc.appointment"].search([("needs_hand", "=", True)])
        )

    def test_settings(self):
        settings = self.env["res.config.settings"].create({"hcc_evening_hour": 19})
        settings.execute()
        value = self.env["ir.config_parameter"].get_param("hcc_booking.evening_hour")
        self.assertEqual(value, "19")
        with self.assertRaises(ValidationError):
            self.env["res.config.settings"].create({"hcc_slot_step": 0})

    def test_queries_of_a_batch(self):
        """Checking who fits takes as many queries for ten as for one."""
        visits = self.env["hcc.appointment"]
        for number in range(2):
            visits |= self._submit(submit_token=f"q{number}").current_appointment_id
        people = self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_a2_1
        assignments = self.env["hcc.assignment"]

        def count(pairs):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            assignments._get_misfit_reasons(pairs)
            return self.env.cr.sql_log_count - before

        few = count([(visits[0], people[0])])
        many = count([(visits[0], person) for person in people])
        self.assertLessEqual(many, few)
        self.assertEqual(visits[0].start, AT_POINT)
        self.assertEqual(visits[0].stop, AT_POINT + timedelta(minutes=30))
