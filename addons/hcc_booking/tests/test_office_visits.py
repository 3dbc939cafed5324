from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AT_HOME, AT_POINT
from .office_common import OfficeCase


@tagged("post_install", "-at_install")
class TestOfficeVisits(OfficeCase):
    def test_finish_steps_through_the_dossiers(self):
        assignment = self._accepted(
            procedure_ids=(self.procedure | self.procedure_point).ids
        )
        with freeze_time(AT_POINT):
            assignment.action_start()
            form = self._finish_form(assignment)
            self.assertEqual(form.entry_count, 2)
            self.assertEqual(form.procedure_id, self.procedure)
            form.filed = "online"
            form.code = "H26.1-251125-0001"
            wizard = form.save()
            wizard.action_next_entry()
            self.assertEqual(wizard.procedure_id, self.procedure_point)
            self.assertFalse(wizard.code)
            wizard.write({"filed": "no", "not_filed_reason": "in_person_only"})
            wizard.action_done()
        request = assignment.sudo().request_id
        self.assertEqual(request.state, "done")
        self.assertEqual(assignment.state, "done")
        self.assertRecordValues(
            request.dossier_ids.sorted("id"),
            [
                {"procedure_id": self.procedure.id, "outcome": "filed"},
                {"procedure_id": self.procedure_point.id, "outcome": "not_filed"},
            ],
        )

    def test_finish_needs_a_result(self):
        assignment = self._accepted()
        with freeze_time(AT_POINT):
            assignment.action_start()
            wizard = self._finish_form(assignment).save()
            with self.assertRaises(UserError):
                wizard.action_done()
            wizard.filed = "online"
            with self.assertRaises(UserError):
                wizard.action_done()
        self.assertEqual(assignment.state, "started")

    def test_finish_keeps_an_odd_code(self):
        assignment = self._accepted()
        with freeze_time(AT_POINT):
            assignment.action_start()
            form = self._finish_form(assignment)
            form.filed = "online"
            form.code = "Biên nhận 0001"
            self.assertTrue(form.code_is_odd)
            form.save().action_done()
        self.assertTrue(assignment.sudo().request_id.dossier_ids.code_is_odd)

    def test_finish_and_return(self):
        assignment = self._accepted()
        with freeze_time(AT_POINT):
            assignment.action_start()
            form = self._finish_form(assignment)
            form.filed = "advice"
            form.save().action_done_and_return()
        request = assignment.sudo().request_id
        self.assertEqual(request.state, "waiting")
        self.assertEqual(request.appointment_ids.mapped("state"), ["done"])

    def test_finish_no_show(self):
        assignment = self._accepted()
        with freeze_time(AT_POINT + timedelta(minutes=20)):
            self._finish_form(assignment).save().action_no_show()
        self.assertEqual(assignment.sudo().request_id.state, "no_show")

    def test_finish_by_clerk(self):
        assignment = self._accepted()
        visit = assignment.sudo().appointment_id
        with freeze_time(visit.stop + timedelta(hours=1)):
            form = Form(
                self.env["hcc.visit.finish"]
                .with_user(self.user_clerk)
                .with_context(default_appointment_id=visit.id)
            )
            form.filed = "advice"
            form.save().action_done()
        self.assertEqual(visit.state, "done")

    def test_finish_not_for_another_helper(self):
        assignment = self._accepted()
        stranger = (self.user_helper_3).with_env(self.env)
        with freeze_time(AT_POINT), self.assertRaises(AccessError):
            form = Form(
                self.env["hcc.visit.finish"]
                .with_user(stranger)
                .with_context(default_assignment_id=assignment.id)
            )
            form.filed = "advice"
            form.save().action_done()

    def test_hand_back_asks_the_next(self):
        assignment = self._accepted()
        form = Form(
            self.env["hcc.hand.back"]
            .with_user(assignment.env.user)
            .with_context(default_assignment_id=assignment.id)
        )
        form.why = "ill"
        form.reason = "fever"
        form.save().action_confirm()
        visit = assignment.sudo().appointment_id
        self.assertEqual(assignment.sudo().state, "released")
        self.assertIn("fever", assignment.sudo().reason)
        self.assertNotEqual(visit.lead_id, assignment.sudo().collaborator_id)
        self.assertFalse(visit.needs_hand)

    def _reassign_form(self, visit, assignment=None, user=None):
        return Form(
            self.env["hcc.reassign"]
            .with_user(user or self.user_coordinator)
            .with_context(
                default_appointment_id=visit.id,
                default_assignment_id=assignment.id if assignment else False,
            )
        )

    def test_reassign_own_ward_first_then_borrowed(self):
        visit = self._submit_home().current_appointment_id
        form = self._reassign_form(visit, visit.assignment_ids)
        ids = [int(choice["value"]) for choice in form.choices]
        free = {self.c_a1_2.id, self.c_a1_3.id} - {visit.lead_id.id}
        self.assertEqual(ids, [*free, self.c_a2_1.id])
        self.assertFalse(form.choices[0]["badge"])
        self.assertIn("Test A2", form.choices[-1]["badge"])

    def test_reassign_borrowed_helper_sees_the_visit(self):
        self.c_a2_1.user_id = self.env["res.users"].create(
            {"login": "test_a2_1", "name": "A2 One"}
        )
        visit = self._submit_home().current_appointment_id
        old = visit.assignment_ids
        form = self._reassign_form(visit, old)
        form.choice = str(self.c_a2_1.id)
        form.reason = "closer"
        form.save().action_confirm()
        self.assertEqual(old.state, "released")
        self.assertEqual(visit.lead_id, self.c_a2_1)
        self.assertEqual(visit.start, AT_HOME, "the promise stays")
        own = visit.assignment_ids.filtered("is_live").with_user(self.c_a2_1.user_id)
        self.assertEqual(own.reference, visit.reference)
        self.assertTrue(
            self._get_messages(visit.request_id, "released", "collaborator")
        )

    def test_reassign_refuses_who_is_not_free(self):
        visit = self._submit_home().current_appointment_id
        form = self._reassign_form(visit, visit.assignment_ids)
        form.choice = str(self.c_a1_1.id)
        with self.assertRaises(UserError):
            form.save().action_confirm()
        form = self._reassign_form(visit, visit.assignment_ids)
        form.choice = str(self.c_b1_1.id)
        with self.assertRaises(UserError):
            form.save().action_confirm()

    def test_reassign_not_by_clerk_nor_other_branch(self):
        visit = self._submit_home().current_appointment_id
        with self.assertRaises(AccessError):
            self._reassign_form(visit, user=self.user_clerk)
        with self.assertRaises(AccessError):
            self._reassign_form(visit, user=self.user_coordinator_b)

    def test_reassign_load_of_the_week(self):
        self._submit_home(submit_token="first")
        busy = self.env["hcc.assignment"].search([], order="id desc", limit=1)
        visit = self._submit_home(
            submit_token="second", start=AT_HOME + timedelta(hours=2)
        ).current_appointment_id
        form = self._reassign_form(visit, visit.assignment_ids)
        hints = {int(choice["value"]): choice["hint"] for choice in form.choices}
        if busy.collaborator_id.id in hints:
            self.assertIn("1", hints[busy.collaborator_id.id])
        self.assertNotIn("1", hints[self.c_a2_1.id])

    def test_illness_hands_every_visit_over(self):
        visits = self.env["hcc.appointment"]
        for token, start in (
            ("a", AT_HOME),
            ("b", AT_HOME + timedelta(hours=2)),
        ):
            visits |= self._submit_home(
                submit_token=token, start=start, collaborator_id=self.c_a1_3.id
            ).current_appointment_id
        self.assertEqual(visits.lead_id, self.c_a1_3)
        form = Form(self.env["hcc.illness"].with_user(self.user_coordinator))
        form.collaborator_id = self.c_a1_3
        form.start = AT_HOME - timedelta(hours=6)
        form.stop = AT_HOME + timedelta(hours=9)
        self.assertEqual(form.visit_count, 2)
        self.assertEqual(form.open_count, 0)
        wizard = form.save()
        self.assertTrue(all(line.collaborator_id for line in wizard.line_ids))
        wizard.action_apply()
        self.assertNotIn(self.c_a1_3, visits.lead_id)
        self.assertFalse(any(visits.mapped("needs_hand")))
        self.assertEqual(
            visits.mapped("start"), [AT_HOME, AT_HOME + timedelta(hours=2)]
        )
        self.assertTrue(
            self.env["hcc.absence"].search([("collaborator_id", "=", self.c_a1_3.id)])
        )
        self.assertIn(visits[0].reference, wizard.result)

    def test_illness_leaves_red_what_nobody_takes(self):
        visit = self._submit_home(collaborator_id=self.c_a1_3.id).current_appointment_id
        form = Form(self.env["hcc.illness"].with_user(self.user_coordinator))
        form.collaborator_id = self.c_a1_3
        form.start = AT_HOME - timedelta(hours=6)
        form.stop = AT_HOME + timedelta(hours=9)
        with form.line_ids.edit(0) as line:
            line.collaborator_id = self.env["hcc.collaborator"]
        self.assertEqual(form.open_count, 1)
        form.save().action_apply()
        self.assertTrue(visit.needs_hand)
        self.assertEqual(visit.state, "booked")
        self.assertEqual(visit.start, AT_HOME)

    def test_illness_default_is_the_rest_of_today(self):
        form = Form(self.env["hcc.illness"].with_user(self.user_coordinator))
        self.assertEqual(form.start, self.now)
        self.assertEqual(form.stop, self.now.replace(hour=17), "midnight in Hanoi")

    def test_names_of_borrowed_helpers_are_no_secret(self):
        """A coordinator of one ward works with who comes from another."""
        coordinator = self._new_role_user(
            "coordinator", ward=self.ward_a1, login="test_coordinator_a1"
        )
        visit = self._submit_home().current_appointment_id
        old = visit.assignment_ids
        visit.with_user(coordinator)._reassign(old, self.c_a2_1)
        new = visit.assignment_ids.filtered("is_live")
        mine = visit.with_user(coordinator).with_context(hcc_show_helper=True)
        self.assertIn(self.c_a2_1.name, mine.display_name)
        self.assertEqual(mine.lead_phone, self.c_a2_1.phone)
        form = self._reassign_form(visit, new, user=coordinator)
        self.assertIn(self.c_a2_1.name, form.current)
        with freeze_time(AT_HOME - timedelta(hours=3)):
            row = (
                self.env["hcc.attention"]
                .with_user(coordinator)
                .search([("assignment_id", "=", new.id)])
            )
            self.assertIn(self.c_a2_1.name, row.summary)

    def test_illness_from_the_page_of_the_helper(self):
        self._submit_home(collaborator_id=self.c_a1_3.id)
        form = Form(
            self.env["hcc.illness"]
            .with_user(self.user_coordinator)
            .with_context(
                default_collaborator_id=self.c_a1_3.id,
                default_start=AT_HOME - timedelta(hours=6),
                default_stop=AT_HOME + timedelta(hours=9),
            )
        )
        self.assertEqual(form.visit_count, 1)

    def test_illness_not_for_another_branch(self):
        with self.assertRaises(AccessError):
            form = Form(self.env["hcc.illness"].with_user(self.user_coordinator))
            form.collaborator_id = self.c_b1_1
            form.save().action_apply()
