from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import BookingError
from .common import AT_HOME, AT_POINT, BookingCase


@tagged("post_install", "-at_install")
class TestOfficeWizards(BookingCase):
    # ------------------------------------------------------------------
    # Intake
    # ------------------------------------------------------------------

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

    def _slot_at(self, form, start):
        key = f"{start:%Y-%m-%dT%H:%M}|"
        return next(
            choice["value"]
            for choice in form.slot_choices
            if choice["value"].startswith(key)
        )

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

    # ------------------------------------------------------------------
    # Walk-in
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # End of a visit
    # ------------------------------------------------------------------

    def _accepted(self, **changes):
        """A visit at the point that its helper accepted, and that helper."""
        request = self._submit(**changes)
        assignment = request.current_appointment_id.assignment_ids
        user = assignment.user_id
        assignment.with_user(user).action_accept()
        return assignment.with_user(user)

    def _finish_form(self, assignment, **context):
        return Form(
            self.env["hcc.visit.finish"]
            .with_user(assignment.env.user)
            .with_context(default_assignment_id=assignment.id, **context)
        )

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
            form.code = "000.00.16.H26-251125-0001"
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

    # ------------------------------------------------------------------
    # Who goes
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # Illness
    # ------------------------------------------------------------------

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

    def test_illness_not_for_another_branch(self):
        with self.assertRaises(AccessError):
            form = Form(self.env["hcc.illness"].with_user(self.user_coordinator))
            form.collaborator_id = self.c_b1_1
            form.save().action_apply()

    # ------------------------------------------------------------------
    # Time, decision, cancellation
    # ------------------------------------------------------------------

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

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

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
        self.assertIn("data:image/png;base64", text)
        self.assertIn("09:00", text)
        self.assertIn(request.lead_id.badge_number, text)

    def test_menus_of_a_helper(self):
        menus = self.env["ir.ui.menu"].with_user(self.user_collaborator)
        visible = menus._visible_menu_ids()
        loaded = menus.load_menus(False)
        discuss = self.env.ref("mail.menu_root_discuss").id
        self.assertNotIn(discuss, loaded)
        my_day = self.env.ref("hcc_booking.hcc_assignment_menu_my_day").id
        self.assertIn(my_day, visible)
        for name in ("hcc_attention_menu", "hcc_intake_menu", "hcc_citizen_menu"):
            self.assertNotIn(self.env.ref(f"hcc_booking.{name}").id, visible)
        office = self.env["ir.ui.menu"].with_user(self.user_clerk)
        self.assertIn(discuss, office.load_menus(False))
