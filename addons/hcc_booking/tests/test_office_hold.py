from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AT_HOME, AT_POINT, NOW
from .office_common import OfficeCase

LATER = AT_POINT + timedelta(minutes=60)


@tagged("post_install", "-at_install")
class TestOfficeHold(OfficeCase):
    """A clerk's chosen time is held while the form is filled in."""

    def setUp(self):
        super().setUp()
        self.intake = self.env["hcc.intake"].with_user(self.user_clerk)
        self.holds = self.env["hcc.slot.hold"]

    def _asked(self, start=AT_POINT, **changes):
        return {
            "slot": f"{start:%Y-%m-%dT%H:%M}|{self.point_a1.id}",
            "ward_id": self.ward_a1.id,
            "place": "point",
            "service_point_id": self.point_a1.id,
            "procedure_ids": self.procedure.ids,
            "phone": "0912 345 678",
        } | changes

    def _fill(self, start=AT_POINT):
        form = Form(self.intake)
        form.ward_id = self.ward_a1
        form.phone = "0912345678"
        form.name = "Trần Văn Bình"
        form.procedure_ids.add(self.procedure)
        form.service_point_id = self.point_a1
        form.slot_from = start.date()
        form.slot = self._slot_at(form, start)
        form.consent_given = True
        return form

    def test_chosen_time_is_held(self):
        answer = self.intake.hold_time(self._asked())
        self.assertEqual(answer, {"seconds": 600, "until": "08:10", "notice": ""})
        hold = self.holds.search([])
        self.assertEqual(hold.user_id, self.user_clerk)
        self.assertEqual((hold.start, hold.place), (AT_POINT, "point"))
        self.intake.hold_time(self._asked(LATER))
        self.assertEqual(self.holds.search([]).start, LATER)

    def test_own_hold_stays_among_the_choices(self):
        self._submit()
        self.intake.hold_time(self._asked())
        self.assertTrue(self._fill().slot)
        other = Form(self.env["hcc.intake"].with_user(self.user_coordinator))
        other.ward_id = self.ward_a1
        other.service_point_id = self.point_a1
        other.slot_from = AT_POINT.date()
        starts = {choice["value"].partition("|")[0] for choice in other.slot_choices}
        self.assertNotIn(f"{AT_POINT:%Y-%m-%dT%H:%M}", starts)

    def test_taken_is_said(self):
        for token in ("one", "two"):
            self._submit(submit_token=token)
        answer = self.intake.hold_time(self._asked())
        self.assertEqual(answer["seconds"], 0)
        self.assertIn("just been taken", answer["notice"])
        answer = self.intake.hold_time(self._asked(NOW - timedelta(hours=1)))
        self.assertIn("over already", answer["notice"])

    def test_a_clerk_may_hold_what_is_near(self):
        start = NOW.replace(hour=1, minute=30)
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": start,
                "stop": start + timedelta(hours=2),
                "kind": "on_call",
                "state": "published",
            }
        )
        asked = self._asked(start, place="home", slot=f"{start:%Y-%m-%dT%H:%M}|0")
        self.assertTrue(self.intake.hold_time(asked)["seconds"])

    def test_booking_takes_what_is_held(self):
        self._submit()
        self.intake.hold_time(self._asked())
        person = self.holds.search([])._get_entries().collaborator_id
        action = self._fill().save().action_book()
        request = self.env["hcc.request"].browse(action["res_id"])
        self.assertEqual(request.current_appointment_id.lead_id, person)
        self.assertFalse(self.holds.search([]))

    def test_wish_gives_the_time_back(self):
        self.intake.hold_time(self._asked())
        form = self._fill()
        form.wants_other_time = True
        form.wish = "Evenings"
        form.save().action_book()
        self.assertFalse(self.holds.search([]))

    def test_longer_and_given_back(self):
        self.intake.hold_time(self._asked())
        with freeze_time(NOW + timedelta(minutes=9)):
            self.assertEqual(self.intake.extend_time()["until"], "08:19")
        self.holds.search([]).extensions = 10
        answer = self.intake.extend_time()
        self.assertTrue(answer["seconds"])
        self.assertIn("cannot be held any longer", answer["notice"])
        self.assertTrue(self.intake.release_time())
        self.assertFalse(self.intake.release_time())
        self.assertEqual(self.intake.extend_time()["seconds"], 0)

    def test_each_clerk_for_oneself(self):
        self.intake.hold_time(self._asked())
        other = self.env["hcc.intake"].with_user(self.user_coordinator)
        self.assertFalse(other.release_time())
        self.assertEqual(other.extend_time()["seconds"], 0)
        self.assertEqual(self.holds.search([]).extensions, 0)

    def test_only_in_ones_own_wards(self):
        asked = self._asked(ward_id=self.ward_b1.id, service_point_id=self.point_b1.id)
        with self.assertRaises(AccessError):
            self.intake.hold_time(asked)
        stranger = self.env["hcc.intake"].with_user(self.user_collaborator)
        for call in (
            lambda: stranger.hold_time(self._asked()),
            stranger.extend_time,
            stranger.release_time,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.holds.search([]))

    def test_nonsense(self):
        for changes in (
            {"slot": ""},
            {"slot": "tomorrow"},
            {"slot": ["x"]},
            {"place": "moon"},
            {"place": None},
        ):
            with self.subTest(changes=changes), self.assertRaises(UserError):
                self.intake.hold_time(self._asked(**changes))
        self.assertFalse(self.holds.search([]))

    # A visit that moves

    def _reschedule(self, request):
        return (
            self.env["hcc.reschedule"]
            .with_user(self.user_clerk)
            .with_context(default_request_id=request.id)
        )

    def _asked_move(self, request, start):
        return {
            "slot": f"{start:%Y-%m-%dT%H:%M}|0",
            "request_id": request.id,
            "place": "home",
        }

    def _move(self, request, start):
        form = Form(self._reschedule(request))
        form.slot_from = start.date()
        form.slot = self._slot_at(form, start)
        form.agreed = True
        form.save().action_confirm()

    def test_move_keeps_the_helper_and_takes_what_is_held(self):
        request = self._submit_home()
        helper = request.current_appointment_id.lead_id
        start = AT_HOME + timedelta(hours=2)
        model = self._reschedule(request)
        answer = model.hold_time(self._asked_move(request, start))
        self.assertTrue(answer["seconds"])
        self.assertEqual(self.holds.search([])._get_entries().collaborator_id, helper)
        self._move(request, start)
        self.assertEqual(request.start, start)
        self.assertEqual(request.current_appointment_id.lead_id, helper)
        self.assertFalse(self.holds.search([]))

    def test_move_into_its_own_time_is_not_held_but_moves(self):
        request = self._submit_home()
        helper = request.current_appointment_id.lead_id
        others = self.c_a1_2 | self.c_a1_3 - helper
        self.shifts.filtered(
            lambda shift: shift.collaborator_id in others - helper
            and shift.kind == "on_call"
        ).action_cancel()
        start = AT_HOME + timedelta(minutes=15)
        self.env["ir.config_parameter"].set_param("hcc_booking.slot_step", "15")
        model = self._reschedule(request)
        answer = model.hold_time(self._asked_move(request, start))
        self.assertEqual(answer, {"seconds": 0, "until": "", "notice": ""})
        self._move(request, start)
        self.assertEqual(request.start, start)

    def test_move_of_others(self):
        request = self._submit_home()
        model = self.env["hcc.reschedule"].with_user(self.user_coordinator_b)
        with self.assertRaises(AccessError):
            model.hold_time(self._asked_move(request, AT_HOME + timedelta(hours=2)))
