import time
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_booking.tests.common import AT_HOME, BookingCase

#: Wednesday 10:00 in Hanoi, four hours before the first visit
MORNING = AT_HOME - timedelta(hours=4)
MIDNIGHT = AT_HOME.replace(hour=17)
HOUR = timedelta(hours=1)
#: queries for twelve visits: each is offered by itself, so that it sees the last
LIMIT = 300


class RepairCase(BookingCase):
    """Helper A1 Three has two visits at home; A1 Two and A2 One are free."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._book(AT_HOME, "a", "0912 345 678")
        cls.second = cls._book(AT_HOME + 2 * HOUR, "b", "0912 345 679")
        cls.visits = cls.first | cls.second
        cls.entries = cls.visits.assignment_ids
        cls.entries[0].with_user(cls.user_helper_3).action_accept()
        cls.startClassPatcher(freeze_time(MORNING))
        # what was written before is told already
        cls._send()

    @classmethod
    def _book(cls, start, token, phone, collaborator=None):
        request = cls.env["hcc.booking"]._submit(
            {
                "submit_token": f"repair-{token}",
                "ward_id": cls.ward_a1.id,
                "place": "home",
                "service_point_id": False,
                "procedure_ids": cls.procedure.ids,
                "start": start,
                "name": f"Nguyễn Thị {token}",
                "phone": phone,
                "address": "12 Test street",
                "consent_text_id": cls.consent_text.id,
                "channel": "web",
                "difficulty_travelling": True,
                "collaborator_id": (collaborator or cls.c_a1_3).id,
            }
        )
        return request.current_appointment_id

    @classmethod
    def _send(cls):
        cls.env["hcc.message"].search([("state", "=", "pending")])._write_guarded(
            {"state": "sent"}
        )

    def _tap(self, user=None):
        """The helper says "I am ill today"."""
        user = user or self.user_helper_3
        action = self.env["hcc.assignment"].with_user(user).action_ill_today()
        return self.env["hcc.day.repair"].browse(action["res_id"])

    def _undo(self, repair, user=None):
        repair.with_user(user or self.user_helper_3).action_undo()
        repair.invalidate_recordset()
        repair.line_ids.invalidate_recordset()

    def _told(self, visit):
        return self._get_messages(visit.request_id, "helper_changed")


@tagged("post_install", "-at_install")
class TestIllToday(RepairCase):
    def test_one_tap_hands_the_day_over(self):
        repair = self._tap()
        self.assertRecordValues(
            repair,
            [
                {
                    "collaborator_id": self.c_a1_3.id,
                    "start": MORNING,
                    "stop": MIDNIGHT,
                    "state": "done",
                    "line_count": 2,
                    "left_count": 0,
                    "can_undo": True,
                }
            ],
        )
        self.assertEqual(repair.absence_ids.state, "live")
        self.assertEqual(self.entries.mapped("state"), ["released"] * 2)
        self.assertFalse(any(self.visits.mapped("needs_hand")))
        self.assertEqual(
            self.visits.mapped("start"), [AT_HOME, AT_HOME + 2 * HOUR], "promised"
        )
        self.assertEqual(repair.line_ids.mapped("state"), ["asked"] * 2)
        self.assertEqual(
            repair.line_ids.after_id, self.visits.assignment_ids - self.entries
        )
        self.assertEqual(
            repair.line_ids.mapped("before_state"), ["accepted", "offered"]
        )
        self.assertEqual(repair.line_ids.mapped("told"), ["wait"] * 2)

    def test_citizens_wait_until_it_cannot_be_taken_back(self):
        self._tap()
        message = self._told(self.first)
        self.assertEqual(message.next_try_at, MORNING + timedelta(minutes=5))
        domain = message._get_waiting_domain()
        self.assertFalse(message.filtered_domain(domain))
        offers = self._get_messages(self.first.request_id, "offer", "collaborator")
        self.assertTrue(offers.filtered_domain(domain), "who is asked knows at once")
        with freeze_time(MORNING + timedelta(minutes=6)):
            domain = message._get_waiting_domain()
            self.assertTrue(message.filtered_domain(domain))

    def test_a_visit_that_begins_at_once_is_told_at_once(self):
        with freeze_time(AT_HOME - timedelta(minutes=3)):
            self._tap()
            self.assertFalse(self._told(self.first).next_try_at)
            self.assertTrue(self._told(self.second).next_try_at)

    def test_discreet_citizens_are_told_discreetly(self):
        self.first.request_id.citizen_id.discreet = True
        self._tap()
        body = self._told(self.first).body
        self.assertTrue(self._told(self.first).is_neutral)
        self.assertNotIn(self.first.lead_id.name, body)

    def test_a_second_tap_changes_nothing(self):
        repair = self._tap()
        self.assertEqual(self._tap(), repair)
        self.assertEqual(
            self.env["hcc.absence"].search_count(
                [("collaborator_id", "=", self.c_a1_3.id)]
            ),
            1,
        )

    def test_a_day_without_visits_is_an_absence(self):
        repair = self._tap(self.user_collaborator)
        self.assertEqual(repair.line_count, 0)
        self.assertEqual(repair.absence_ids.collaborator_id, self.c_a1_1)

    def test_coordinator_taps_on_the_page_of_the_helper(self):
        action = self.c_a1_3.with_user(self.user_coordinator).action_ill_today()
        repair = self.env["hcc.day.repair"].browse(action["res_id"])
        self.assertEqual(repair.line_count, 2)
        mine = repair.with_user(self.user_coordinator)
        self.assertEqual(
            set(mine.line_ids.mapped("helper_name")),
            set(self.visits.lead_id.mapped("name")),
        )

    def test_what_nobody_takes_is_listed_with_other_times(self):
        self.env["hcc.shift"].search(
            [("collaborator_id", "!=", self.c_a1_3.id)]
        ).action_cancel()
        later = AT_HOME + timedelta(days=1)
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "start": later,
                "stop": later + 4 * HOUR,
                "kind": "on_call",
                "state": "published",
            }
        )
        repair = self._tap().with_user(self.user_coordinator)
        self.assertEqual(repair.left_count, 2)
        self.assertEqual(repair.line_ids.mapped("told"), ["none"] * 2)
        line = repair.line_ids[0]
        self.assertTrue(line.can_decide)
        self.assertIn("14:00 tomorrow", line.times_words)
        form = Form(
            self.env["hcc.reschedule"]
            .with_user(self.user_coordinator)
            .with_context(**line.action_other_time()["context"])
        )
        self.assertTrue(form.slot_choices)
        self.assertEqual(
            line.action_choose_helper()["context"],
            {"default_appointment_id": self.first.id},
        )
        search = repair.search
        self.assertEqual(search([("left_count", ">", 0)]), repair)
        self.assertNotIn(repair, search([("left_count", "=", 0)]))
        mine = line.with_user(self.user_helper_3)
        mine.invalidate_recordset()
        self.assertFalse(mine.can_decide)
        with self.assertRaises(AccessError):
            mine.action_other_time()

    def test_a_visit_that_has_begun_goes_on_with_somebody_else(self):
        entry = self.entries[0]
        with freeze_time(AT_HOME + timedelta(minutes=5)):
            entry.with_user(self.user_helper_3).action_start()
            action = entry.with_user(self.user_helper_3).action_break_off()
            repair = self.env["hcc.day.repair"].browse(action["res_id"])
            self.assertEqual(repair.line_ids.before_id, entry, "the other one stays")
            self.assertEqual(self.entries.mapped("state"), ["released", "offered"])
            self.assertEqual(self.first.state, "in_progress")
            self.assertTrue(self.first.lead_id)
            self._undo(repair)
            self.assertEqual(entry.state, "started")

    def test_twelve_visits_in_a_minute(self):
        """A whole day in one action; measured, and far from a minute."""
        day = MORNING + timedelta(days=1)
        self.point_a1.calendar_id = self.calendar_point
        for person in (self.c_a1_1, self.c_a1_2):
            self.env["hcc.shift"].create(
                {
                    "collaborator_id": person.id,
                    "start": day.replace(hour=1),
                    "stop": day.replace(hour=9),
                    "kind": "point",
                    "service_point_id": self.point_a1.id,
                    "state": "published",
                }
            )
        for number in range(12):
            self._submit(
                submit_token=f"twelve-{number}",
                phone=f"09123457{number:02d}",
                name=f"Trần Văn {number}",
                start=day.replace(hour=1) + number * timedelta(minutes=30),
                collaborator_id=self.c_a1_1.id,
            )
        with freeze_time(day.replace(hour=0)):
            began = time.process_time()
            with self.assertQueryCount(__system__=LIMIT):
                repair = self._tap(self.user_collaborator)
            self.assertLess(time.process_time() - began, 10)
        self.assertEqual(repair.line_count, 12)
        self.assertEqual(repair.left_count, 0)


@tagged("post_install", "-at_install")
class TestUndo(RepairCase):
    def test_everything_is_as_it_was(self):
        repair = self._tap()
        self._undo(repair)
        self.assertEqual(repair.state, "undone")
        self.assertEqual(repair.absence_ids.state, "cancelled")
        self.assertEqual(self.entries.mapped("state"), ["accepted", "offered"])
        self.assertEqual(self.visits.lead_id, self.c_a1_3)
        self.assertEqual(repair.line_ids.mapped("state"), ["back"] * 2)
        self.assertEqual(repair.stuck_count, 0)
        self.assertEqual(
            self._told(self.first).mapped("state"), ["cancelled"], "nobody was told"
        )
        offers = self._get_messages(self.first.request_id, "offer", "collaborator")
        self.assertEqual(
            offers.filtered(lambda one: one.collaborator_id != self.c_a1_3).mapped(
                "state"
            ),
            ["cancelled"],
        )
        actions = self.env["hcc.journal"].search(
            [("model", "=", "hcc.day.repair"), ("res_id", "=", repair.id)]
        )
        self.assertEqual(
            set(actions.mapped("action")), {"day_handed_over", "day_taken_back"}
        )

    def test_what_waited_waits_again(self):
        waiting = self._get_messages(self.first.request_id, "confirmed")[:1]
        waiting._write_guarded({"state": "pending"})
        repair = self._tap()
        self.assertEqual(waiting.state, "cancelled")
        self._undo(repair)
        self.assertEqual(waiting.state, "pending")

    def test_who_accepted_keeps_the_visit(self):
        repair = self._tap()
        after = self.first.assignment_ids.filtered("is_live")
        after.sudo().action_accept()
        self._undo(repair)
        self.assertEqual(repair.line_ids.mapped("stuck"), ["accepted", False])
        self.assertEqual(self.first.assignment_ids.filtered("is_live"), after)
        self.assertEqual(self._told(self.first).state, "pending", "told in time")
        self.assertEqual(self.second.lead_id, self.c_a1_3)

    def test_who_handed_it_back_stands_in_no_way(self):
        repair = self._tap()
        after = self.first.assignment_ids.filtered("is_live")
        after.sudo().action_hand_back()
        next_best = self.first.assignment_ids.filtered("is_live")
        self.assertNotEqual(next_best, after)
        self._undo(repair)
        self.assertEqual(self.first.lead_id, self.c_a1_3)
        self.assertEqual(len(self.first.assignment_ids.filtered("is_live")), 1)
        self.assertEqual(set(self._told(self.first).mapped("state")), {"cancelled"})

    def test_whoever_was_told_is_told_right(self):
        repair = self._tap()
        self._send()
        self._undo(repair)
        first, last = self._told(self.first).sorted("id")
        self.assertEqual(first.state, "sent")
        self.assertEqual(last.state, "pending")
        self.assertIn(self.c_a1_3.name, last.body)
        released = self._get_messages(self.first.request_id, "released", "collaborator")
        self.assertEqual(len(released), 2, "of the helper, and of who was asked")

    def test_a_cancelled_visit_stays_cancelled(self):
        repair = self._tap()
        self.first.request_id._cancel(by="citizen")
        self._undo(repair)
        self.assertEqual(repair.line_ids.mapped("stuck"), ["over", False])
        self.assertEqual(self.entries[0].state, "released")

    def test_not_later_than_five_minutes(self):
        repair = self._tap()
        with freeze_time(MORNING + timedelta(minutes=6)):
            repair.invalidate_recordset()
            self.assertFalse(repair.can_undo)
            with self.assertRaisesRegex(UserError, "too late"):
                self._undo(repair)

    def test_not_twice(self):
        repair = self._tap()
        self._undo(repair)
        with self.assertRaisesRegex(UserError, "already"):
            self._undo(repair)

    def test_ill_again_after_a_mistake(self):
        first = self._tap()
        self._undo(first)
        again = self._tap()
        self.assertNotEqual(first, again)
        self.assertEqual(self.entries.mapped("state"), ["released"] * 2)


@tagged("post_install", "-at_install")
class TestAbsencePreview(RepairCase):
    def _form(self, user, **context):
        form = Form(
            self.env["hcc.illness"]
            .with_user(user)
            .with_context(hcc_own_absence=True, **context),
            view="hcc_dispatch.hcc_illness_view_form_own",
        )
        form.start = MORNING
        form.stop = MIDNIGHT
        form.kind = "study"
        return form

    def test_helper_sees_what_it_hits_before_anything_changes(self):
        form = self._form(self.user_helper_3)
        self.assertEqual(form.visit_count, 2)
        self.assertEqual(form.open_count, 0)
        self.assertEqual(self.entries.mapped("state"), ["accepted", "offered"])
        self.assertFalse(self.env["hcc.absence"].search([]))
        action = form.save().action_apply()
        repair = self.env["hcc.day.repair"].browse(action["res_id"])
        self.assertEqual(repair.absence_ids.kind, "study")
        self.assertEqual(self.entries.mapped("state"), ["released"] * 2)
        self.assertFalse(any(self.visits.mapped("needs_hand")))

    def test_from_an_hour_on(self):
        form = self._form(self.user_helper_3)
        form.start = AT_HOME + HOUR
        self.assertEqual(form.visit_count, 1)
        form.save().action_apply()
        self.assertEqual(self.entries.mapped("state"), ["accepted", "released"])

    def test_a_visit_that_is_kept(self):
        form = self._form(self.user_helper_3)
        with form.line_ids.edit(0) as line:
            line.is_kept = True
        action = form.save().action_apply()
        repair = self.env["hcc.day.repair"].browse(action["res_id"])
        self.assertEqual(repair.line_ids.before_id, self.entries[1])
        self.assertEqual(self.entries.mapped("state"), ["accepted", "released"])
        self.assertRecordValues(
            repair.absence_ids,
            [{"start": self.second.start, "stop": self.second.stop}],
        )

    def test_coordinator_chooses_and_finds_the_way_back(self):
        form = Form(
            self.env["hcc.illness"]
            .with_user(self.user_coordinator)
            .with_context(default_collaborator_id=self.c_a1_3.id)
        )
        self.assertEqual(form.visit_count, 2)
        wizard = form.save()
        wizard.action_apply()
        self.assertTrue(wizard.result)
        self.assertEqual(wizard.action_open_repair()["res_id"], wizard.repair_id.id)

    def test_new_absence_asks_the_right_form(self):
        for user, model_view in (
            (self.user_helper_3, "hcc_dispatch.hcc_illness_view_form_own"),
            (self.user_coordinator, False),
        ):
            action = self.env["hcc.absence"].with_user(user).action_plan()
            self.assertEqual(action["res_model"], "hcc.illness")
            view = self.env.ref(model_view).id if model_view else False
            self.assertEqual(action["view_id"] and action["view_id"][0], view)


@tagged("post_install", "-at_install", "security")
class TestRepairAccess(RepairCase):
    def test_strangers(self):
        repair = self._tap()
        for user in (self.user_coordinator_b, self.user_helper_2, self.user_clerk):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    repair.with_user(user).read(["state"])
                with self.assertRaises(AccessError):
                    repair.with_user(user).action_undo()
                with self.assertRaises(AccessError):
                    repair.line_ids.with_user(user).read(["stuck"])
        with self.assertRaises(AccessError):
            self.c_b1_1.with_user(self.user_coordinator).action_ill_today()
        with self.assertRaises(AccessError):
            self.c_a1_2.with_user(self.user_helper_3).action_ill_today()

    def test_a_helper_enters_no_absence_of_others(self):
        with self.assertRaises(AccessError):
            form = Form(
                self.env["hcc.illness"]
                .with_user(self.user_helper_2)
                .with_context(default_collaborator_id=self.c_a1_3.id),
                view="hcc_dispatch.hcc_illness_view_form_own",
            )
            form.save().action_apply()
        self.assertEqual(self.entries.mapped("state"), ["accepted", "offered"])

    def test_nobody_else_breaks_a_visit_off(self):
        with freeze_time(AT_HOME):
            self.entries[0].with_user(self.user_helper_3).action_start()
            for user in (self.user_helper_2, self.user_coordinator_b):
                with self.assertRaises(AccessError):
                    self.entries[0].with_user(user).action_break_off()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_writes(self):
        repair = self._tap()
        for user in (self.user_helper_3, self.user_coordinator):
            with self.assertRaises(AccessError):
                repair.with_user(user).check_access("write")
            with self.assertRaises(AccessError):
                repair.with_user(user).unlink()
        with self.assertRaises(UserError):
            repair.write({"undo_until": MIDNIGHT})
        with self.assertRaises(UserError):
            repair.line_ids.write({"stuck": "over"})

    def test_somebody_without_visits(self):
        entries = self.env["hcc.assignment"].with_user(self.user_coordinator)
        with self.assertRaises(UserError):
            entries.action_ill_today()
