from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.work_time import Days, Minutes, count_minutes, split_days, subtract
from .common import HccCase

OCTOBER = date(2026, 10, 1)
#: Friday 2026-10-02, 08:00 to 20:00 in Hanoi
FRIDAY = datetime(2026, 10, 2, 1, 0), datetime(2026, 10, 2, 13, 0)
SATURDAY = datetime(2026, 10, 3, 1, 0), datetime(2026, 10, 3, 5, 0)
OCTOBER_FIRST, OCTOBER_LAST = datetime(2026, 10, 1), datetime(2026, 10, 30)


@tagged("post_install", "-at_install")
class TestWorkTime(TransactionCase):
    def test_evening_weekend_holiday(self):
        self.assertEqual(count_minutes(*FRIDAY, Days()), Minutes(600, 120, 0, 0))
        self.assertEqual(count_minutes(*SATURDAY, Days()), Minutes(weekend=240))
        day = date(2026, 10, 3)
        self.assertEqual(
            count_minutes(*SATURDAY, Days(working=frozenset({day}))),
            Minutes(ordinary=240),
        )
        self.assertEqual(
            count_minutes(*SATURDAY, Days(holidays=frozenset({day}))),
            Minutes(holiday=240),
        )

    def test_early_morning_is_evening(self):
        start, stop = datetime(2026, 10, 1, 21, 0), datetime(2026, 10, 2, 0, 0)
        self.assertEqual(count_minutes(start, stop, Days()), Minutes(60, 120, 0, 0))

    def test_local_days(self):
        parts = list(split_days(datetime(2026, 9, 30, 15), datetime(2026, 9, 30, 19)))
        self.assertEqual(
            [(day, stop - start) for day, start, stop in parts],
            [
                (date(2026, 9, 30), datetime(2026, 1, 1, 2) - datetime(2026, 1, 1)),
                (date(2026, 10, 1), datetime(2026, 1, 1, 2) - datetime(2026, 1, 1)),
            ],
        )

    def test_subtract(self):
        self.assertEqual(list(subtract(0, 10, [])), [(0, 10)])
        self.assertEqual(list(subtract(0, 10, [(-5, 20)])), [])
        self.assertEqual(
            list(subtract(0, 10, [(8, 9), (2, 4), (3, 5)])), [(0, 2), (5, 8), (9, 10)]
        )


class StatementCase(HccCase):
    """Work of October, as an addon above would tell it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env["hcc.statement"]
        cls.team = cls.c_a1_1 | cls.c_a1_2 | cls.c_a1_3
        cls.items = [
            cls._item(cls.c_a1_1, "on_call", *FRIDAY, 1),
            cls._item(cls.c_a1_1, "visit", FRIDAY[0], FRIDAY[0], 2),
            cls._item(cls.c_a1_1, "point", *SATURDAY, 3),
            cls._item(cls.c_a1_2, "on_call", *SATURDAY, 4),
        ]
        people = type(cls.env["hcc.collaborator"])
        cls.startClassPatcher(
            patch.object(
                people,
                "_get_work_items",
                lambda people, _first, _following: [
                    item for item in cls.items if item["collaborator_id"] in people.ids
                ],
            )
        )

    @classmethod
    def _item(cls, person, kind, start, stop, number):
        return {
            "collaborator_id": person.id,
            "kind": kind,
            "start": start,
            "stop": stop,
            "source": f"test,{number}",
        }

    def _make(self, people=None):
        made = self.statements._make(OCTOBER, people or self.team)
        return {statement.collaborator_id: statement for statement in made}

    def _published(self, person=None):
        statement = self._make()[person or self.c_a1_1]
        statement.with_user(self.user_coordinator).action_publish()
        return statement

    def _mine(self, statement):
        return statement.with_user(self.user_collaborator)

    def _office(self, statement):
        return statement.with_user(self.user_coordinator)


@tagged("post_install", "-at_install")
class TestHccStatement(StatementCase):
    def test_what_it_counts(self):
        statement = self._make()[self.c_a1_1]
        self.assertRecordValues(
            statement,
            [
                {
                    "minutes": 960,
                    "hours": 16,
                    "evening_hours": 2,
                    "weekend_hours": 4,
                    "visit_count": 1,
                    "amount": 0,
                    "ward_id": self.ward_a1.id,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(
            statement.line_ids.mapped("day"),
            [date(2026, 10, 2), date(2026, 10, 2), date(2026, 10, 3)],
        )
        self.assertFalse(self._make()[self.c_a1_3].minutes, "works, but did nothing")

    def test_rates(self):
        parameters = self.env["ir.config_parameter"]
        for name, rate in (("hour", 10000), ("evening", 20000), ("visit", 5000)):
            parameters.set_param(f"hcc_collaborator.rate_{name}", str(rate))
        statement = self._make()[self.c_a1_1]
        self.assertEqual(statement.amount, 10 * 10000 + 2 * 20000 + 5000)

    def test_twice_gives_the_same(self):
        first = self._make()
        again = self._make()
        self.assertEqual(first, again)
        self.assertEqual(len(again[self.c_a1_1].line_ids), 3)

    def test_month_must_be_over(self):
        with self.assertRaises(UserError):
            self.statements._make(date(2026, 11, 5), self.team)

    def test_drafts_follow_the_records_and_published_ones_do_not(self):
        published = self._published()
        draft = self._make()[self.c_a1_2]
        more = [
            self._item(self.c_a1_1, "on_call", *SATURDAY, 9),
            self._item(self.c_a1_2, "on_call", *FRIDAY, 10),
        ]
        with patch.object(type(self), "items", self.items + more):
            self._make()
        self.assertEqual(draft.minutes, 960)
        self.assertEqual(published.minutes, 960)
        self.assertTrue(published.has_drifted)
        self._make()
        self.assertFalse(published.has_drifted)

    def test_who_moved_keeps_the_ward_of_the_month(self):
        statement = self._make()[self.c_a1_1]
        self.c_a1_1.team_id = self.team_a2
        self.assertEqual(statement.ward_id, self.ward_a1)

    def test_nobody_writes_one_by_hand(self):
        statement = self._published()
        for user in (self.user_coordinator, self.user_administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                statement.with_user(user).write({"state": "settled"})
            with self.assertRaises(AccessError):
                statement.line_ids.with_user(user).write({"minutes": 1})

    def test_drafts_are_not_shown_to_the_person(self):
        statement = self._make()[self.c_a1_1]
        mine = self.statements.with_user(self.user_collaborator)
        self.assertFalse(mine.search([]))
        self._office(statement).action_publish()
        self.assertEqual(mine.search([]), statement)
        self.assertEqual(len(self._mine(statement).line_ids), 3)
        notice = self.env["hcc.notice"].search([("kind", "=", "statement")])
        self.assertEqual(notice.collaborator_id, self.c_a1_1)

    def test_published_by_coordinators_of_the_ward(self):
        statement = self._make()[self.c_a1_1]
        for user in (self.user_coordinator_b, self.user_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                statement.with_user(user).action_publish()

    def test_contested_and_settled(self):
        statement = self._published()
        line = statement.line_ids[0]
        form = (
            self.env["hcc.statement.contest"]
            .with_user(self.user_collaborator)
            .create(
                {
                    "statement_id": statement.id,
                    "line_id": line.id,
                    "text": "I stayed until 21:00",
                }
            )
        )
        form.action_confirm()
        self.assertEqual(statement.state, "contested")
        self._mine(statement)._contest("The whole is too little")
        self.assertEqual(line.contest_text, "I stayed until 21:00")
        answer = (
            self.env["hcc.statement.answer"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "statement_id": statement.id,
                    "line_id": line.id,
                    "step": "correct",
                    "kind": line.kind,
                    "start": FRIDAY[0],
                    "stop": datetime(2026, 10, 2, 14, 0),
                    "text": "The guard confirms it",
                }
            )
        )
        self.assertEqual(answer.contest_text, "I stayed until 21:00")
        answer.action_confirm()
        self.assertRecordValues(
            line,
            [
                {
                    "minutes": 780,
                    "evening_minutes": 180,
                    "original_minutes": 720,
                    "is_corrected": True,
                    "correction_reason": "The guard confirms it",
                }
            ],
        )
        self.assertEqual(statement.minutes, 1020)
        self._office(statement)._settle("Corrected, thank you")
        self.assertEqual(statement.state, "settled")
        self.assertEqual(statement.settled_by_id, self.user_coordinator)
        with self.assertRaises(UserError):
            self._mine(statement)._contest("Once more")
        with self.assertRaises(UserError):
            self._office(statement)._settle("Again")
        actions = self.env["hcc.journal"].search(
            [("model", "=", "hcc.statement"), ("res_id", "=", statement.id)], order="id"
        )
        self.assertEqual(
            actions.mapped("action"),
            [
                "statement_made",
                "statement_published",
                "statement_contested",
                "statement_contested",
                "statement_corrected",
                "statement_settled",
            ],
        )
        self.assertNotIn("guard", str(actions.mapped("details")))

    def test_first_value_is_kept_through_two_corrections(self):
        statement = self._published()
        line = statement.line_ids[0]
        values = {"kind": "on_call", "start": FRIDAY[0], "quantity": 0}
        for hour in (14, 15):
            stop = datetime(2026, 10, 2, hour, 0)
            self._office(statement)._correct({**values, "stop": stop}, "Why", line)
        self.assertEqual((line.original_minutes, line.minutes), (720, 840))

    def test_missing_work_is_added(self):
        statement = self._published()
        self._office(statement)._correct(
            {
                "kind": "other",
                "start": datetime(2026, 10, 5, 1, 0),
                "stop": datetime(2026, 10, 5, 2, 0),
                "quantity": 0,
            },
            "A fair of the ward",
        )
        self.assertEqual(statement.minutes, 1020)
        self.assertTrue(statement.line_ids[-1].is_added)

    def test_bad_corrections(self):
        statement = self._published()
        other = self._make()[self.c_a1_2]
        good = {"kind": "other", "start": FRIDAY[0], "stop": FRIDAY[1], "quantity": 0}
        november = datetime(2026, 11, 2, 1, 0)
        for changes, reason, line in (
            ({}, "", None),
            ({"stop": False}, "Why", None),
            ({"stop": datetime(2026, 10, 1)}, "Why", None),
            ({"start": november, "stop": november}, "Why", None),
            ({"start": OCTOBER_FIRST, "stop": OCTOBER_LAST}, "Why", None),
            ({}, "Why", other.line_ids),
        ):
            with self.subTest(changes=changes), self.assertRaises(UserError):
                self._office(statement)._correct({**good, **changes}, reason, line)
        with self.assertRaises(UserError):
            self._office(other)._correct(good, "Drafts are made anew", None)

    def test_another_persons_statement(self):
        statement = self._published(self.c_a1_2)
        mine = self._mine(statement)
        for call in (
            lambda: mine.read(["minutes"]),
            lambda: mine._contest("Words"),
            lambda: mine._correct({}, "Words"),
            lambda: mine._settle("Words"),
            lambda: mine.line_ids.read(["minutes"]),
        ):
            with self.assertRaises(AccessError):
                call()
        for user in (self.user_coordinator_b, self.user_clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                statement.with_user(user)._settle("Words")
        with self.assertRaises(AccessError):
            self._office(statement)._contest("For somebody else")

    def test_own_statement_is_settled_by_somebody_else(self):
        self.c_a1_1.user_id = self.user_coordinator
        statement = self._published()
        self._office(statement)._contest("Too little")
        with self.assertRaises(UserError):
            self._office(statement)._settle("I agree with myself")

    def test_made_by_hand_in_the_own_wards(self):
        form = self.env["hcc.statement.make"].with_user(self.user_coordinator)
        form.create({"month": date(2026, 10, 20)}).action_confirm()
        made = self.statements.search([("month", "=", OCTOBER)])
        self.assertIn(self.c_a1_1, made.collaborator_id)
        self.assertNotIn(self.c_b1_1, made.collaborator_id)

    def test_paper(self):
        statement = self._published()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_collaborator.report_statement", statement.ids
        )
        for part in (self.c_a1_1.name, "16:00", "10/2026", "Shift on call"):
            self.assertIn(part, html.decode())


@tagged("post_install", "-at_install")
class TestHccStatementJob(StatementCase):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "hcc_collaborator.ir_cron_hcc_statement_make"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _get(self):
        return self.statements.search(
            [("month", "=", OCTOBER), ("collaborator_id", "in", self.team.ids)]
        )

    def test_last_month_once(self):
        self.c_a1_3.state = "left"
        self._run()
        made = self._get()
        self.assertEqual(made.collaborator_id, self.c_a1_1 | self.c_a1_2)
        self._run()
        self.assertEqual(self._get(), made)

    def test_one_bad_record_does_not_stop_the_others(self):
        people = type(self.env["hcc.collaborator"])
        original = people._get_work_items

        def get_items(persons, first, following):
            if self.c_a1_1.id in persons.ids:
                persons.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
            return original(persons, first, following)

        logger = "odoo.addons.hcc_collaborator.models.hcc_statement_making"
        with patch.object(people, "_get_work_items", get_items), mute_logger(logger):
            self._run()
        self.assertEqual(self._get().collaborator_id, self.c_a1_2 | self.c_a1_3)
        self._run()
        self.assertEqual(self._get().collaborator_id, self.team)


@tagged("post_install", "-at_install")
class TestHccShare(StatementCase):
    def test_spread_without_names(self):
        statement = self._published()
        mine = self._mine(statement)
        self.assertEqual(
            (mine.team_size, mine.team_low, mine.team_median, mine.team_high),
            (3, 0, 4, 16),
        )
        self.assertEqual(mine.difference, 12)
        self.assertIn("median 4.0 h", mine.share_words)
        for person in (self.c_a1_2, self.c_a1_3):
            self.assertNotIn(person.name, mine.share_words)

    def test_a_small_team_tells_nothing_of_a_colleague(self):
        self.c_a1_3.state = "left"
        statement = self._published()
        self.assertEqual(statement.team_size, 2)
        self.assertFalse(statement.team_high)
        self.assertNotIn("16", statement.share_words)

    def test_another_month_and_team_are_apart(self):
        self._make(self.team | self.c_a2_1 | self.c_b1_1)
        statement = self._published()
        self.assertEqual(statement.team_size, 3)

    def test_one_query_for_all(self):
        made = self._make(self.team | self.c_a2_1 | self.c_b1_1)
        statements = self.statements.browse([each.id for each in made.values()])
        fields = ["team_id", "month", "minutes", "hours"]
        for some in (statements[:1], statements):
            self.env.flush_all()
            self.env.invalidate_all()
            some.read(fields)
            with self.assertQueryCount(1):
                some.mapped("share_words")
