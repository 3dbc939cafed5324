from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..tools.text import fold
from .common import HccCase


class TestHccCollaborator(HccCase):
    def _applicant(self, **values):
        return self.env["hcc.collaborator"].create(
            {"name": "Helper New", "team_id": self.team_a1.id, **values}
        )

    def _take_in(self, people):
        """Approve applicants whose scores and documents are all there."""
        strict = self.env["hcc.document.type"].search([("is_strict", "=", True)])
        people.write(
            {
                "is_scored": True,
                "document_ids": [Command.create({"type_id": k.id}) for k in strict],
            }
        )
        people._decide("approved", "Fits well")

    def test_way_into_the_service(self):
        person = self._applicant()
        self.assertEqual(person.state, "applied")
        self.assertEqual(person.ward_id, self.ward_a1)
        self.assertEqual(person.branch_id, self.branch_a)
        person.action_screen()
        person.action_interview()
        self._take_in(person)
        self.assertEqual(person.badge_number, "CTV-T-A1-04", "the next of the ward")
        person.action_activate()
        person.action_suspend()
        person.action_activate()
        person.action_leave()
        self.assertEqual(person.state, "left")
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.collaborator"), ("res_id", "=", person.id)], order="id"
        )
        self.assertEqual(
            [row.details["to"] for row in rows if row.action == "state"],
            ["screened", "interviewed", "approved"]
            + ["active", "suspended", "active", "left"],
        )
        self.assertEqual(rows.ward_id, self.ward_a1)

    def test_states_that_may_not_follow(self):
        person = self._applicant()
        with self.assertRaises(UserError):
            person.action_activate()
        with self.assertRaises(UserError):
            person.write({"state": "suspended"})
        self.c_a1_2.action_leave()
        with self.assertRaises(UserError):
            self.c_a1_2.action_activate()

    def test_badges_are_unique(self):
        people = self._applicant() | self._applicant(name="Helper Newer")
        self._take_in(people)
        self.assertEqual(people.mapped("badge_number"), ["CTV-T-A1-04", "CTV-T-A1-05"])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._applicant(badge_number="CTV-T-A1-01")

    def test_commitments_come_first(self):
        self.patch(
            type(self.env["hcc.collaborator"]),
            "_get_future_commitments",
            lambda self: ["HT-0000"],
        )
        with self.assertRaisesRegex(UserError, "HT-0000"):
            self.c_a1_1.action_leave()
        # not by another way either
        with self.assertRaisesRegex(UserError, "HT-0000"):
            self.c_a1_1.write({"state": "suspended"})
        with self.assertRaisesRegex(UserError, "HT-0000"):
            self.c_a1_1.action_archive()
        self.assertEqual(self.c_a1_1.state, "active")

    def test_only_administrators_link_accounts(self):
        person = self.c_a1_2.with_user(self.user_coordinator)
        with self.assertRaises(AccessError):
            person.user_id = self.user_coordinator
        person = self.c_a1_2.with_user(self.user_administrator)
        person.user_id = self.user_clerk
        self.assertEqual(self.user_clerk.hcc_collaborator_ids, self.c_a1_2)

    def test_phone(self):
        person = self._applicant(phone="0912 000 777")
        self.assertEqual(person.phone, "+84912000777")
        person.phone = "0912.000.778"
        self.assertEqual(person.phone, "+84912000778")
        with self.assertRaises(ValidationError):
            person.phone = "12"

    def test_user_follows_state(self):
        group = "hcc_collaborator.group_hcc_collaborator"
        self.assertTrue(self.user_collaborator.has_group(group))
        self.assertEqual(self.user_collaborator.hcc_collaborator_ids, self.c_a1_1)
        self.c_a1_1.action_suspend()
        self.assertFalse(self.user_collaborator.has_group(group))
        self.assertTrue(self.user_collaborator.has_group("base.group_user"))
        self.c_a1_1.action_activate()
        self.assertTrue(self.user_collaborator.has_group(group))
        self.c_a1_1.user_id = False
        self.assertFalse(self.user_collaborator.has_group(group))

    def test_create_user(self):
        person = self.c_a1_2.with_user(self.user_administrator)
        with self.assertRaisesRegex(UserError, "e-mail"):
            person.action_create_user()
        person.email = "helper.two@example.com"
        with self.assertRaises(AccessError):
            self.c_a1_2.with_user(self.user_coordinator).action_create_user()
        person.action_create_user()
        user = self.c_a1_2.user_id
        self.assertEqual(user.login, "helper.two@example.com")
        self.assertTrue(user.has_group("hcc_collaborator.group_hcc_collaborator"))
        self.assertFalse(user.has_group("hcc_collaborator.group_hcc_clerk"))

    def test_coordinator_uses_the_form(self):
        Collaborator = self.env["hcc.collaborator"].with_user(self.user_coordinator)
        with Form(Collaborator) as form:
            form.name = "Helper Form"
            form.team_id = self.team_a2
            form.phone = "0912 000 555"
        person = form.record
        self.assertEqual(person.resource_id.sudo().name, "Helper Form")
        self.assertEqual(person.resource_id.sudo().tz, "Asia/Ho_Chi_Minh")
        person.name = "Helper Renamed"
        self.assertEqual(person.resource_id.sudo().name, "Helper Renamed")
        with self.assertRaises(AccessError):
            Collaborator.create({"name": "No", "team_id": self.team_b1.id})

    def test_team_moves_take_the_ward_along(self):
        self.c_a1_3.team_id = self.team_b1
        self.env.flush_all()
        self.assertEqual(self.c_a1_3.ward_id, self.ward_b1)
        self.assertEqual(self.c_a1_3.qualification_ids.ward_id, self.ward_b1)

    def test_qualified_on(self):
        social = self.env.ref("hcc_collaborator.qualification_type_social")
        everyone = self.c_a1_1 | self.c_a1_2 | self.c_a1_3
        self.c_a1_1.qualification_ids = [
            Command.create(
                {
                    "type_id": social.id,
                    "date_from": date(2026, 11, 1),
                    "date_to": date(2026, 11, 23),
                }
            )
        ]
        both = self.type_basic | social
        qualified = everyone._qualified_on
        self.assertEqual(qualified(both, date(2026, 11, 23)), self.c_a1_1)
        self.assertFalse(qualified(both, date(2026, 11, 24)), "the last day is over")
        self.assertFalse(qualified(both, date(2026, 10, 31)), "not yet valid")
        self.assertEqual(qualified(self.type_basic, date(2026, 11, 24)), everyone)
        none = self.env["hcc.qualification.type"]
        self.assertEqual(qualified(none, date(2026, 11, 24)), everyone)

    def test_two_qualifications_of_one_type_count_once(self):
        social = self.env.ref("hcc_collaborator.qualification_type_social")
        self.c_a1_1.qualification_ids = [
            Command.create({"type_id": self.type_basic.id, "date_from": "2026-05-01"})
        ]
        types = self.type_basic | social
        self.assertFalse(self.c_a1_1._qualified_on(types, date(2026, 11, 23)))

    def test_qualified_is_one_query(self):
        everyone = self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_a2_1
        self.env.flush_all()
        with self.assertQueryCount(1):
            everyone._qualified_on(self.type_basic, date(2026, 11, 23))

    def test_qualification_cannot_end_before_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.c_a1_1.qualification_ids.date_to = date(2025, 12, 31)

    def test_validity(self):
        qualification = self.c_a1_1.qualification_ids
        for date_to, expected in (
            (False, "valid"),
            (date(2026, 12, 24), "valid"),
            (date(2026, 12, 23), "expiring"),
            (date(2026, 11, 23), "expiring"),
            (date(2026, 11, 22), "expired"),
        ):
            with self.subTest(date_to=date_to):
                qualification.date_to = date_to
                self.assertEqual(qualification.validity, expected)
        qualification.write({"date_from": date(2026, 11, 24), "date_to": False})
        self.assertEqual(qualification.validity, "future")

    def test_relatives(self):
        self.c_a1_1.relative_ids = [
            Command.create({"name": "Nguyễn Thị Hoà", "phone": "0912 000 321"})
        ]
        everyone = self.c_a1_1 | self.c_a1_2
        related = everyone._is_relative_of
        self.assertEqual(related({"+84912000321"}, set()), self.c_a1_1)
        self.assertEqual(related(set(), {fold("nguyen thi Hòa")}), self.c_a1_1)
        self.assertFalse(related({"+84912000322"}, {"someone else"}))
        self.assertFalse(related({False, ""}, {""}))
        self.assertEqual(related({self.c_a1_2.phone}, set()), self.c_a1_2)
        with self.assertRaises(ValidationError):
            self.c_a1_1.relative_ids.phone = "1"
