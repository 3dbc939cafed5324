from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME, BookingCase
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.hcc_dispatch_reader import TRAVEL_ADDRESS, TRAVEL_KIND
from ..solver.model import Travel
from ..solver.travel import Found
from ..tools.places import MODES

PLACES = "odoo.addons.hcc_dispatch.tools.places"

DAY = date(2026, 11, 25)
EARLIER = datetime(2026, 11, 24, 3, 0)


class DispatchCase(BookingCase):
    """The small city, on the day before its Wednesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(EARLIER)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.dispatch = cls.env["hcc.dispatch"]
        cls.runs = cls.env["hcc.dispatch.run"]
        cls.env["ir.config_parameter"].set_param("hcc_dispatch.iterations", "20")

    def _visit(self, number=0, **changes):
        values = {
            "phone": f"0912 345 6{number:02d}",
            "start": AT_HOME + timedelta(hours=number),
        } | changes
        return self._submit_home(**values).current_appointment_id

    def _run(self):
        return self.runs.create({"ward_id": self.ward_a1.id, "day": DAY})

    def _plan(self, run=None):
        run = run or self._run()
        with trap_jobs() as trap:
            run._job_plan()
            trap.perform_enqueued_jobs()
        return run

    def _helpers(self, visit):
        return visit.assignment_ids.filtered("is_live").collaborator_id

    def _leave_alone(self, visit):
        """The visit has nobody."""
        live = visit.assignment_ids.filtered("is_live")
        live._release("released", "Test")
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestDispatchPlan(DispatchCase):
    """A ward's day: read, planned, applied."""

    def test_who_has_nobody_gets_somebody(self):
        visit = self._visit()
        self._leave_alone(visit)
        self.assertTrue(visit.needs_hand)
        run = self._plan()
        self.assertEqual((run.state, run.error), ("applied", False))
        self.assertFalse(visit.needs_hand)
        self.assertEqual(run.line_ids.mapped("result"), ["applied"])
        self.assertEqual((run.served_before, run.served_after), (0, 1))
        self.assertTrue(
            self._get_messages(visit.request_id, "offer", recipient="collaborator")
        )
        self.assertTrue(self._get_messages(visit.request_id, "helper_changed"))

    def test_server_of_ways_that_is_dead_is_named(self):
        visit = self._visit()
        self._leave_alone(visit)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(TRAVEL_KIND, "osrm")
        parameters.set_param(TRAVEL_ADDRESS, "http://127.0.0.1:1")
        run = self._plan()
        self.assertEqual(run.state, "applied")
        self.assertIn("osrm: no answer", run.travel_note)

    def test_longer_ways_of_a_server_count(self):
        self._visit()
        self._visit(3)
        plain = self.dispatch._read_day(self.ward_a1, DAY).problem.travel
        self.env["ir.config_parameter"].set_param(TRAVEL_ADDRESS, "http://127.0.0.1:1")
        size = len(plain.metres)
        table = [[77 if a < b else 0 for b in range(size)] for a in range(size)]
        found = Found(Travel({mode: table for mode in MODES}, table), "osrm")
        with patch(f"{PLACES}.find_travel", return_value=found) as asked:
            read = self.dispatch._read_day(self.ward_a1, DAY)
        self.assertEqual(len(asked.call_args.args[0]), size)
        self.assertEqual(read.note, "")
        for row in range(size):
            for column in range(size):
                self.assertEqual(
                    read.problem.travel.minutes["walk"][row][column],
                    max(table[row][column], plain.minutes["walk"][row][column]),
                )

    def test_nought_is_kept_by_the_settings(self):
        settings = self.env["res.config.settings"]
        self.assertEqual(self.dispatch._get_number("offer_minutes"), 120)
        self.assertEqual(settings.create({}).hcc_offer_minutes, 120)
        settings.create({"hcc_offer_minutes": 0}).execute()
        self.assertEqual(self.dispatch._get_number("offer_minutes"), 0)
        self.assertEqual(settings.create({}).hcc_offer_minutes, 0)

    def test_address_of_a_server_is_one(self):
        for address in ("ftp://a", "127.0.0.1:5000", "http://"):
            with self.assertRaises(ValidationError):
                self.env["res.config.settings"].create({"hcc_travel_address": address})

    def test_day_that_was_not_planned_is_on_the_first_screen(self):
        rows = self.env["hcc.attention"].with_user(self.user_coordinator)
        kind = [("kind", "=", "day_plan")]
        run = self._run()
        self.env.flush_all()
        self.assertFalse(rows.search(kind), "it has just begun")
        run._fail(ValueError("x"))
        self.env.flush_all()
        row = rows.search(kind)
        self.assertEqual(
            (row.ward_id, row.action_next()["res_id"]), (run.ward_id, run.id)
        )
        self.assertTrue(row.summary)
        other = self.env["hcc.attention"].with_user(self.user_coordinator_b)
        self.assertFalse(other.search(kind))
        self._run()
        self.env.flush_all()
        self.assertFalse(rows.search(kind), "it is tried again")

    def test_a_day_that_is_good_stays(self):
        visit = self._visit()
        before = visit.assignment_ids
        run = self._plan()
        self.assertEqual(run.state, "kept")
        self.assertEqual(visit.assignment_ids, before)
        self.assertEqual(run.served_after, len(run.line_ids))

    def test_the_shorter_way_wins_when_it_is_worth_it(self):
        one, other = self.c_a1_2, self.c_a1_3
        visit = self._visit()
        visit.request_id._write_guarded({"latitude": 21.03, "longitude": 105.85})
        mine = self._helpers(visit)
        near = (one | other) - mine
        mine.write({"latitude": 21.12, "longitude": 105.75})
        near.write({"latitude": 21.03, "longitude": 105.85})
        run = self._plan()
        self.assertEqual((run.state, run.error), ("applied", False))
        self.assertEqual(self._helpers(visit), near)
        self.assertLess(run.travel_after, run.travel_before)
        request = visit.request_id
        self.assertTrue(
            self._get_messages(request, "released", recipient="collaborator")
        )
        self.assertTrue(self._get_messages(request, "helper_changed"))
        words = run.line_ids.why_words
        self.assertIn(near.name, words)
        self.assertIn("Could go as well", words)

    def test_accepted_and_chosen_by_hand_stay(self):
        for is_accepted in (True, False):
            with self.subTest(is_accepted=is_accepted):
                visit = self._visit(2 * is_accepted)
                visit.request_id._write_guarded({"latitude": 21.03, "longitude": 105.8})
                mine = self._helpers(visit)
                mine.write({"latitude": 21.2, "longitude": 105.6})
                if is_accepted:
                    visit.assignment_ids.action_accept()
                else:
                    visit.assignment_ids._write_guarded({"chosen_by_hand": True})
                self._plan()
                self.assertEqual(self._helpers(visit), mine)

    def test_what_changed_meanwhile_wins(self):
        visit, other = self._visit(), self._visit(2)
        self._leave_alone(visit)
        self._leave_alone(other)
        run = self._run()
        with trap_jobs() as trap:
            run._job_plan()
            self.assertEqual(run.state, "planned")
            # a coordinator was faster
            visit.with_user(self.user_coordinator)._assign(self.c_a1_3)
            self.assertTrue(visit.assignment_ids.filtered("is_live").chosen_by_hand)
            trap.perform_enqueued_jobs()
        self.assertEqual(self._helpers(visit), self.c_a1_3)
        self.assertEqual(len(self._helpers(other)), 1)
        results = {line.appointment_id: line.result for line in run.line_ids}
        self.assertEqual(results, {visit: "changed", other: "applied"})

    def test_wish_language_and_family_are_hard(self):
        one, other = self.c_a1_2, self.c_a1_3
        visit = self._visit(need_language="Tày")
        self._leave_alone(visit)
        other.languages = "tiếng Tày"
        run = self._plan()
        self.assertEqual(self._helpers(visit), other)
        [line] = run.line_ids
        self.assertIn([one.id, "language"], line.codes["not"])
        self.assertIn("does not speak the language", line.why_words)
        visit = self._visit(3)
        self._leave_alone(visit)
        visit.request_id._write_guarded({"wish_gender": "female"})
        one.gender, other.gender = "female", "male"
        run = self._plan()
        self.assertEqual(self._helpers(visit), one)

    def test_nobody_loses_a_helper(self):
        """Who speaks no Tày, and has the visit, keeps it when nobody else does."""
        visit = self._visit(need_language="Tày")
        mine = self._helpers(visit)
        self.assertTrue(mine)
        run = self._plan()
        self.assertEqual(self._helpers(visit), mine)
        self.assertEqual(run.state, "kept")

    def test_who_is_away_is_replaced(self):
        visit = self._visit()
        mine = self._helpers(visit)
        visit.assignment_ids.action_accept()
        self.env["hcc.absence"].create(
            {
                "collaborator_id": mine.id,
                "start": AT_HOME - timedelta(hours=1),
                "stop": AT_HOME + timedelta(hours=3),
                "kind": "illness",
            }
        )
        self._plan()
        self.assertEqual(len(self._helpers(visit)), 1)
        self.assertNotEqual(self._helpers(visit), mine)

    def test_people_of_the_branch_are_borrowed_when_the_own_cannot(self):
        visit = self._visit()
        self._leave_alone(visit)
        self.env["hcc.shift"].search(
            [("collaborator_id", "in", (self.c_a1_2 | self.c_a1_3).ids)]
        ).action_cancel()
        self._plan()
        self.assertEqual(self._helpers(visit), self.c_a2_1)

    def test_queries_do_not_grow(self):
        self._visit()
        self.env.flush_all()
        self.dispatch._read_day(self.ward_a1, DAY)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.dispatch._read_day(self.ward_a1, DAY)
            return self.env.cr.sql_log_count - before

        few = count()
        for number in (1, 2, 3, 4):
            self._visit(number)
        self.assertLessEqual(count(), few + 1)


@tagged("post_install", "-at_install")
class TestDispatchJobs(DispatchCase):
    """Jobs of the queue: one for each ward, none stops another."""

    def test_a_job_for_each_ward_with_visits(self):
        self._visit()
        with trap_jobs() as trap:
            self.dispatch._cron_plan_tomorrow()
            self.dispatch._cron_plan_tomorrow()
            run = self.runs.search([])
            self.assertEqual(run.ward_id, self.ward_a1)
            trap.assert_jobs_count(1, only=run._job_plan)
        [job] = trap.enqueued_jobs
        self.assertEqual(job.channel, "root.dispatch")
        self.assertIn(str(DAY), job.identity_key)

    def test_through_the_day_not_too_often(self):
        self._visit()
        with freeze_time(datetime(2026, 11, 25, 1, 0)), trap_jobs() as trap:
            self.dispatch._cron_plan_today()
            self.dispatch._cron_plan_today()
            trap.assert_jobs_count(1)
        self.env["ir.config_parameter"].set_param("hcc_dispatch.replan_minutes", "0")
        with freeze_time(datetime(2026, 11, 25, 3, 0)), trap_jobs() as trap:
            self.dispatch._cron_plan_today()
            trap.assert_jobs_count(0)

    def test_a_ward_that_fails_says_so(self):
        visit = self._visit()
        run = self._run()
        with patch.object(type(self.dispatch), "_solve", side_effect=KeyError("Lan")):
            run._job_plan()
        self.assertEqual((run.state, run.error), ("failed", "KeyError"))
        self.assertTrue(self._helpers(visit))

    def test_waits_too_long(self):
        run = self._run()
        self.assertFalse(run.is_stuck)
        with freeze_time(EARLIER + timedelta(hours=1)):
            run.invalidate_recordset()
            run._write_guarded({"state": "queued"})
            self.env.cr.execute(
                "UPDATE hcc_dispatch_run SET create_date = %s", [EARLIER]
            )
            self.env.invalidate_all()
            self.assertTrue(run.is_stuck)
            self.assertEqual(self.runs.search([("is_stuck", "=", True)]), run)
            self.assertFalse(self.runs.search([("is_stuck", "=", False)]))

    def test_coordinators_plan_their_own_wards(self):
        self._visit()
        with trap_jobs() as trap:
            # as a button of a list calls it
            runs = self.runs.with_user(self.user_coordinator)
            call_kw(runs, "action_plan_tomorrow", [[]], {})
            trap.assert_jobs_count(len(self.user_coordinator.hcc_coordinator_ward_ids))
            trap.perform_enqueued_jobs()
        run = self.runs.search([("ward_id", "=", self.ward_a1.id)])
        self.assertEqual(run.state, "kept")
        seen = run.with_user(self.user_coordinator)
        self.assertTrue(seen.line_ids.why_words)
        visit = seen.line_ids.appointment_id
        self.assertEqual(
            visit.action_why()["params"]["message"], seen.line_ids.why_words
        )
        with self.assertRaises(UserError):
            self.runs.with_user(self.user_helper_2).action_plan_tomorrow()
        with self.assertRaises(AccessError):
            run.with_user(self.user_helper_2).read(["state"])
        with self.assertRaises(UserError):
            seen.write({"state": "queued"})


@tagged("post_install", "-at_install")
class TestOfferExpiry(DispatchCase):
    """An offer ends, and exactly the next best is asked."""

    def _offer(self):
        visit = self._visit()
        return visit, visit.assignment_ids

    def _expire(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(
                "hcc_dispatch.ir_cron_hcc_offer_expiry"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_the_next_best_and_then_red(self):
        self._new_helper_user("test_helper_a2", self.c_a2_1)
        visit, first = self._offer()
        self.assertEqual(first.expires_at, EARLIER + timedelta(hours=2))
        self._expire(EARLIER + timedelta(minutes=119))
        self.assertEqual(first.state, "offered")
        self._expire(EARLIER + timedelta(minutes=121))
        self.assertEqual(first.state, "expired")
        second = visit.assignment_ids - first
        self.assertEqual((len(second), second.state), (1, "offered"))
        asked = first.collaborator_id
        for _attempt in range(9):
            live = visit.assignment_ids.filtered("is_live")
            self.assertLessEqual(len(live), 1, "never two at once")
            self.assertNotIn(live.collaborator_id, asked, "nobody twice")
            asked |= live.collaborator_id
            if not live:
                break
            self._expire(live.expires_at + timedelta(minutes=1))
        self.assertTrue(visit.needs_hand)
        self.assertEqual(visit.state, "booked", "the time stays promised")

    def test_nobody_answers_at_night(self):
        with freeze_time(datetime(2026, 11, 24, 13, 30)):
            visit = self._visit()
        entry = visit.assignment_ids
        # 20:30 and two hours are 09:00 of the next morning
        self.assertEqual(entry.expires_at, datetime(2026, 11, 25, 2, 0))

    def test_sooner_when_the_visit_is_near(self):
        with freeze_time(AT_HOME - timedelta(minutes=140)):
            visit = self._visit()
            entry = visit.assignment_ids
            self.assertEqual(entry.expires_at, AT_HOME - timedelta(minutes=70))
            self.assertIn("Please answer", entry.expires_words)

    def test_an_answer_ends_the_waiting(self):
        _visit, entry = self._offer()
        entry.action_accept()
        self.assertFalse(entry.expires_words)
        self._expire(EARLIER + timedelta(hours=5))
        self.assertEqual(entry.state, "accepted")

    def test_without_an_account_or_a_setting_nothing_ends(self):
        self.c_a1_2.user_id = self.c_a1_3.user_id = False
        _visit, entry = self._offer()
        self.assertFalse(entry.expires_at)
        self.env["ir.config_parameter"].set_param("hcc_dispatch.offer_minutes", "0")
        self.c_a1_2.user_id = self.user_helper_2
        self.assertFalse(self._visit(2).assignment_ids.expires_at)
