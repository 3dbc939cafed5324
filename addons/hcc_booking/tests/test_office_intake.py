from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import BookingError
from .common import AT_POINT
from .office_common import OfficeCase


@tagged("post_install", "-at_install")
class TestOfficeIntake(OfficeCase):
    def _fill_intake(self, **changes):
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.ward_id = self.ward_a1
        form.phone = "0912345678"
        form.name = "Trần Văn Bình"
        form.procedure_ids.add(self.procedure)
        form.service_point_id = self.point_a1
        form.slot_from = AT_POINT.date()
        for name, value in changes.items():
            setattr(form, name, value)
        return form

    def test_intake_books_a_free_time(self):
        form = self._fill_intake(channel="telephone")
        form.slot = self._slot_at(form, AT_POINT)
        form.consent_given = True
        intake = form.save()
        action = intake.action_book()
        request = self.env["hcc.request"].browse(action["res_id"])
        self.assertRecordValues(
            request,
            [
                {
                    "state": "booked",
                    "start": AT_POINT,
                    "channel": "telephone",
                    "service_point_id": self.point_a1.id,
                }
            ],
        )
        self.assertEqual(request.consent_ids.how, "telephone")
        self.assertEqual(request.citizen_id.phone, "+84912345678")
        self.assertFalse(intake.exists(), "what was typed is not kept")

    def test_intake_shows_no_time_of_others(self):
        form = self._fill_intake()
        starts = {choice["value"].partition("|")[0] for choice in form.slot_choices}
        self.assertIn(f"{AT_POINT:%Y-%m-%dT%H:%M}", starts)
        self.assertNotIn("2026-11-24T02:00", starts, "nobody has a shift then")

    def test_intake_drops_stale_time(self):
        form = self._fill_intake()
        form.slot = self._slot_at(form, AT_POINT)
        form.ward_id = self.ward_a2
        self.assertFalse(form.slot)

    def test_intake_taken_time_keeps_the_form(self):
        form = self._fill_intake()
        form.slot = self._slot_at(form, AT_POINT)
        form.consent_given = True
        intake = form.save()
        for token in ("one", "two"):
            self._submit(submit_token=token)
        action = intake.action_book()
        self.assertEqual(action["res_id"], intake.id)
        self.assertTrue(intake.notice)
        self.assertFalse(intake.slot)
        self.assertEqual(intake.name, "Trần Văn Bình")

    def test_intake_needs_consent(self):
        form = self._fill_intake()
        form.slot = self._slot_at(form, AT_POINT)
        with self.assertRaises(BookingError) as caught:
            form.save().action_book()
        self.assertEqual(set(caught.exception.errors), {"consent_text_id"})

    def test_intake_all_mistakes_at_once(self):
        form = self._fill_intake(phone="12", name="")
        with self.assertRaises(BookingError) as caught:
            form.save().action_book()
        self.assertEqual(
            set(caught.exception.errors), {"phone", "name", "wish", "consent_text_id"}
        )

    def test_intake_wish(self):
        form = self._fill_intake(wants_other_time=True, wish="After 20:00")
        form.consent_given = True
        action = form.save().action_book()
        request = self.env["hcc.request"].browse(action["res_id"])
        self.assertEqual(request.state, "waiting")
        self.assertEqual(request.wish, "After 20:00")

    def test_intake_twice_is_once(self):
        form = self._fill_intake()
        form.slot = self._slot_at(form, AT_POINT)
        form.consent_given = True
        intake = form.save()
        values = intake._prepare_values()
        first = self.env["hcc.booking"].with_user(self.user_clerk)._submit(values)
        second = self.env["hcc.booking"].with_user(self.user_clerk)._submit(values)
        self.assertEqual(first, second)

    def test_intake_known_person_is_offered(self):
        known = self._submit().citizen_id
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.phone = "0912 345 678"
        self.assertEqual(
            [choice["value"] for choice in form.known_choices or []], [str(known.id)]
        )
        self.assertFalse(form.name, "offered, not forced")
        form.known = str(known.id)
        self.assertEqual(form.name, "Nguyễn Thị Lan")
        self.assertEqual(form.ward_id, self.ward_a1)
        form.procedure_ids.add(self.procedure)
        form.wants_other_time = True
        form.wish = "Any morning"
        form.consent_given = True
        request = self.env["hcc.request"].browse(form.save().action_book()["res_id"])
        self.assertEqual(request.citizen_id, known)

    def test_intake_other_name_is_another_person(self):
        known = self._submit().citizen_id
        form = self._fill_intake()
        form.known = str(known.id)
        form.name = "Nguyễn Văn Con"
        form.wants_other_time = True
        form.wish = "Any morning"
        form.consent_given = True
        request = self.env["hcc.request"].browse(form.save().action_book()["res_id"])
        self.assertNotEqual(request.citizen_id, known)
        self.assertEqual(known.name, "Nguyễn Thị Lan")

    def test_intake_known_person_of_another_branch(self):
        known = self._submit(
            ward_id=self.ward_b1.id, start=None, wish="x", service_point_id=False
        ).citizen_id
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.phone = "0912 345 678"
        self.assertNotIn(
            str(known.id), [choice["value"] for choice in form.known_choices or []]
        )

    def test_intake_form_is_private(self):
        intake = self._fill_intake().save()
        with self.assertRaises(AccessError):
            intake.with_user(self.user_coordinator).read(["name", "phone"])

    def test_walk_in_by_helper(self):
        with freeze_time(AT_POINT):
            form = Form(self.env["hcc.walk.in"].with_user(self.user_collaborator))
            self.assertEqual(form.service_point_id, self.point_a1, "point of the shift")
            form.procedure_id = self.procedure
            form.filed = "online"
            form.code = "h26.1-251125-0001"
            form.save().action_save()
        request = self.env["hcc.request"].search(
            [("is_walk_in", "=", True)], order="id desc", limit=1
        )
        self.assertRecordValues(
            request, [{"state": "done", "channel": "helper", "citizen_id": False}]
        )
        self.assertRecordValues(
            request.dossier_ids,
            [
                {
                    "code": "H26.1-251125-0001",
                    "outcome": "filed",
                    "filed_online": True,
                    "collaborator_id": self.c_a1_1.id,
                }
            ],
        )

    def test_walk_in_not_filed_needs_reason(self):
        with freeze_time(AT_POINT):
            form = Form(self.env["hcc.walk.in"].with_user(self.user_collaborator))
            form.procedure_id = self.procedure
            form.filed = "no"
            wizard = form.save()
            with self.assertRaises(UserError):
                wizard.action_save()
            wizard.not_filed_reason = "no_eid_level2"
            wizard.action_save()
        dossier = self.env["hcc.dossier"].search([], order="id desc", limit=1)
        self.assertEqual(dossier.outcome, "not_filed")
        self.assertEqual(dossier.not_filed_reason, "no_eid_level2")

    def test_walk_in_advice_is_an_assist_without_dossier(self):
        with freeze_time(AT_POINT):
            form = Form(self.env["hcc.walk.in"].with_user(self.user_collaborator))
            form.filed = "advice"
            action = form.save().action_save_and_next()
        self.assertEqual(
            action["context"]["default_service_point_id"], self.point_a1.id
        )
        request = self.env["hcc.request"].search(
            [("is_walk_in", "=", True)], order="id desc", limit=1
        )
        self.assertEqual(request.state, "done")
        self.assertFalse(request.dossier_ids)

    def test_walk_in_person_needs_consent(self):
        with freeze_time(AT_POINT):
            form = Form(self.env["hcc.walk.in"].with_user(self.user_collaborator))
            form.filed = "advice"
            form.with_person = True
            form.name = "Lê Thị Hoa"
            wizard = form.save()
            with self.assertRaises(UserError):
                wizard.action_save()
            wizard.consent_given = True
            wizard.action_save()
        request = self.env["hcc.request"].search(
            [("is_walk_in", "=", True)], order="id desc", limit=1
        )
        self.assertEqual(request.citizen_id.name, "Lê Thị Hoa")
        self.assertTrue(request.consent_ids)
