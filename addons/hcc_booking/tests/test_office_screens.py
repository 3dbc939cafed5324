from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AT_HOME, AT_POINT
from .office_common import OfficeCase


@tagged("post_install", "-at_install")
class TestOfficeScreens(OfficeCase):
    def _reschedule_form(self, request):
        form = Form(
            self.env["hcc.reschedule"]
            .with_user(self.user_clerk)
            .with_context(default_request_id=request.id)
        )
        form.slot_from = AT_POINT.date()
        return form

    def test_answer_a_wish(self):
        request = self._submit(start=None, wish="Wednesday")
        form = self._reschedule_form(request)
        form.slot = self._slot_at(form, AT_POINT)
        form.agreed = True
        form.save().action_confirm()
        self.assertEqual(request.state, "booked")
        self.assertEqual(request.start, AT_POINT)

    def test_move_only_when_the_citizen_agrees(self):
        request = self._submit()
        form = self._reschedule_form(request)
        later = AT_POINT + timedelta(hours=1)
        form.slot = self._slot_at(form, later)
        wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertEqual(request.start, AT_POINT)
        wizard.agreed = True
        wizard.action_confirm()
        self.assertEqual(request.start, later)

    def test_home_decision(self):
        request = self._submit_home()
        form = Form(
            self.env["hcc.home.decision"]
            .with_user(self.user_coordinator)
            .with_context(default_request_id=request.id)
        )
        form.decision = "refused"
        wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.reason = "Lives next to the point"
        wizard.action_confirm()
        self.assertEqual(request.home_decision, "refused")

    def test_cancel(self):
        request = self._submit()
        form = Form(
            self.env["hcc.request.cancel"]
            .with_user(self.user_clerk)
            .with_context(default_request_id=request.id)
        )
        form.reason = "called, not needed"
        form.save().action_confirm()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(
            request.current_appointment_id.assignment_ids.filtered("is_live")
        )

    def test_contact_from_acceptance_to_closing(self):
        request = self._submit_home()
        assignment = request.current_appointment_id.assignment_ids.with_user(
            request.current_appointment_id.assignment_ids.user_id
        )
        self.assertFalse(assignment.contact_phone)
        self.assertFalse(assignment.map_url)
        assignment.action_accept()
        self.assertEqual(assignment.contact_phone, "+84912345678")
        self.assertTrue(assignment.map_url.startswith("geo:0,0?q=12%20Test"))
        with freeze_time(AT_HOME):
            assignment.action_start()
            form = self._finish_form(assignment)
            form.filed = "advice"
            form.save().action_done()
        assignment.invalidate_recordset()
        self.assertFalse(assignment.contact_phone)
        self.assertFalse(assignment.map_url)

    def test_states_change_by_methods_alone(self):
        request = self._submit()
        for record in (
            request,
            request.current_appointment_id,
            request.current_appointment_id.assignment_ids,
        ):
            with self.assertRaises(UserError):
                record.with_user(self.user_coordinator).write({"state": "done"})

    def test_forms_show_nothing_of_other_wards(self):
        """A form is filled by the client: its words stay behind the same rules."""
        request = self._submit_home()
        visit = request.current_appointment_id
        clerk_b = self._new_role_user(
            "clerk", branch=self.branch_b, login="test_clerk_b"
        )
        helper_b = self._new_helper_user("test_helper_b", self.c_b1_1)
        for user, model, values in (
            (clerk_b, "hcc.reschedule", {"request_id": request.id}),
            (clerk_b, "hcc.request.cancel", {"request_id": request.id, "reason": "x"}),
            (self.user_coordinator_b, "hcc.home.decision", {"request_id": request.id}),
            (self.user_coordinator_b, "hcc.reassign", {"appointment_id": visit.id}),
            (clerk_b, "hcc.visit.finish", {"appointment_id": visit.id}),
            (helper_b, "hcc.visit.finish", {"appointment_id": visit.id}),
            (helper_b, "hcc.hand.back", {"assignment_id": visit.assignment_ids.id}),
        ):
            with self.subTest(model=model, user=user.login):
                with self.assertRaises(AccessError):
                    form = self.env[model].with_user(user).create(values)
                    self.env.invalidate_all()
                    form.read()

    def test_history_in_words(self):
        request = self._submit()
        request.with_user(self.user_clerk)._cancel("called", by="clerk")
        request.invalidate_recordset()
        lines = request.with_user(self.user_clerk).history_ids
        self.assertTrue(lines)
        self.assertFalse(
            [line.sentence for line in lines if line.sentence == line.action],
            "every action of the journal has its words",
        )
        with self.assertRaises(AccessError):
            self.env["hcc.request.history"].with_user(self.user_collaborator).search([])
        self.assertFalse(
            self.env["hcc.request.history"]
            .with_user(self.user_coordinator_b)
            .search([("request_id", "=", request.id)])
        )

    def test_slip_is_printed(self):
        request = self._submit()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_booking.report_slip", request.ids
        )[0]
        text = html.decode()
        self.assertIn(request.reference, text)
        self.assertIn("<svg width=", text)
        self.assertIn("024 1234 0001", text)
        self.assertIn("09:00", text)
        self.assertIn(request.lead_id.badge_number, text)

    def test_menus_of_a_helper(self):
        menus = self.env["ir.ui.menu"].with_user(self.user_collaborator)
        visible = menus._visible_menu_ids()
        loaded = menus.load_menus(False)
        discuss = self.env.ref("mail.menu_root_discuss").id
        self.assertNotIn(discuss, loaded)
        self.assertNotIn(self.env.ref("base.menu_management").id, loaded)
        my_day = self.env.ref("hcc_booking.hcc_assignment_menu_my_day").id
        self.assertIn(my_day, visible)
        for name in ("hcc_attention_menu", "hcc_intake_menu", "hcc_citizen_menu"):
            self.assertNotIn(self.env.ref(f"hcc_booking.{name}").id, visible)
        office = self.env["ir.ui.menu"].with_user(self.user_clerk)
        self.assertIn(discuss, office.load_menus(False))
