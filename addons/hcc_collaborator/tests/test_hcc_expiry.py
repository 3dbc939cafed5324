from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import HccCase

#: the last valid day, and the last moment of it in Hanoi (UTC+7)
LAST_DAY = date(2027, 3, 31)
LAST_MOMENT = "2027-03-31 16:59:59"
NEXT_MOMENT = "2027-03-31 17:00:00"


@tagged("post_install", "-at_install")
class TestHccExpiry(HccCase):
    """Qualifications end on their last day in Hanoi; people are reminded before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = cls.c_a1_1.qualification_ids
        cls.held.date_to = LAST_DAY
        cls.c_a1_1.email = "one@example.com"

    def _run(self, days_before):
        with freeze_time(LAST_DAY - timedelta(days=days_before)):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "hcc_collaborator.ir_cron_hcc_qualification_remind"
                ).method_direct_trigger()
        self.env.invalidate_all()

    def _get_told(self, kind="qualification_expiry", person=None):
        return (
            self.env["hcc.notice"]
            .search(
                [
                    ("collaborator_id", "=", (person or self.c_a1_1).id),
                    ("kind", "=", kind),
                ],
                order="id",
            )
            .mapped("key")
        )

    def _get_key(self, step):
        return f"{self.held.id}:{LAST_DAY}:{step}"

    # ------------------------------------------------------------------
    # The last day
    # ------------------------------------------------------------------
    def test_last_day_counts_to_midnight_in_hanoi(self):
        for moment, validity in ((LAST_MOMENT, "expiring"), (NEXT_MOMENT, "expired")):
            with self.subTest(moment), freeze_time(moment):
                self.held.invalidate_recordset(["validity"])
                self.assertEqual(self.held.validity, validity)

    def test_last_day_qualifies_and_the_next_does_not(self):
        self.assertTrue(self.c_a1_1._qualified_on(self.type_basic, LAST_DAY))
        self.assertFalse(
            self.c_a1_1._qualified_on(self.type_basic, LAST_DAY + timedelta(days=1))
        )

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------
    def test_sixty_thirty_and_seven_days_before(self):
        expected = []
        steps = ((61, None), (60, 60), (31, None), (30, 30), (7, 7), (0, None))
        for days, step in steps:
            self._run(days)
            if step:
                expected.append(self._get_key(step))
            with self.subTest(days=days):
                self.assertEqual(self._get_told(), expected)
        notice = self.env["hcc.notice"].search(
            [("collaborator_id", "=", self.c_a1_1.id)], limit=1
        )
        self.assertIn("31/03/2027", notice.subject)
        self._run(-1)
        self.assertEqual(self._get_told(), expected)

    def test_twice_a_day_tells_once(self):
        self._run(60)
        self._run(60)
        self.assertEqual(len(self._get_told()), 1)

    def test_after_a_standstill_one_is_told_and_not_three(self):
        self._run(5)
        self.assertEqual(self._get_told(), [self._get_key(7)])

    def test_not_when_it_was_earned_anew(self):
        self.held.copy(
            {"date_from": date(2027, 2, 1), "date_to": LAST_DAY + timedelta(days=300)}
        )
        for days in (60, 30, 7):
            self._run(days)
        self.assertFalse(self._get_told())
        self.assertTrue(self.held.is_renewed)
        self.assertIn(self.held, self.held.search([("is_renewed", "=", True)]))
        self.assertNotIn(self.held, self.held.search([("is_renewed", "=", False)]))

    def test_not_to_those_who_left(self):
        self.c_a1_1.action_leave()
        self._run(30)
        self.assertFalse(self._get_told())

    def test_of_two_alike_one_is_told(self):
        self.held.copy({"date_to": LAST_DAY})
        self._run(30)
        self._run(29)
        self.assertEqual(len(self._get_told()), 1)

    def test_many_people_take_no_more_queries(self):
        people = self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_a2_1
        counts = []
        for some in (people[:1], people):
            some.qualification_ids.date_to = LAST_DAY
            self.env["hcc.notice"].search([]).sudo().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(LAST_DAY - timedelta(days=30)):
                rows = self.held._get_due_reminders()
                self.assertEqual(len(rows), len(some))
                before = self.env.cr.sql_log_count
                self.held._remind(rows)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ------------------------------------------------------------------
    # Refreshers
    # ------------------------------------------------------------------
    def test_refresher_of_all_who_are_qualified(self):
        day = date(2026, 12, 20)
        ended = self.c_a1_2.qualification_ids
        ended.date_to = date(2026, 11, 1)
        with freeze_time("2026-11-23 02:00:00"):
            count = self.type_basic._require_refresher(day, "The paper has changed")
        self.assertGreaterEqual(count, 4)
        self.assertEqual((self.held.refresher_due, self.held.last_day), (day, day))
        self.assertFalse(ended.refresher_due)
        qualified = self.c_a1_1._qualified_on
        self.assertTrue(qualified(self.type_basic, day))
        self.assertFalse(qualified(self.type_basic, day + timedelta(days=1)))
        # the last valid day stays as it was given
        self.assertEqual(self.held.date_to, LAST_DAY)
        with freeze_time("2026-12-01 02:00:00"):
            self.held.create(
                {
                    "collaborator_id": self.c_a1_1.id,
                    "type_id": self.type_basic.id,
                    "date_from": date(2026, 12, 1),
                    "date_to": date(2027, 11, 30),
                }
            )
        self.assertTrue(qualified(self.type_basic, day + timedelta(days=1)))

    def test_refresher_is_told_once_and_journaled(self):
        day = date(2026, 12, 20)
        with freeze_time("2026-11-23 02:00:00"):
            self.type_basic._require_refresher(day, "The paper has changed")
        for moment in ("2026-11-23 03:00:00", "2026-11-24 03:00:00"):
            with freeze_time(moment), self.enter_registry_test_mode():
                self.env.ref(
                    "hcc_collaborator.ir_cron_hcc_qualification_remind"
                ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._get_told("refresher"), [f"{self.held.id}:{day}"])
        self.assertFalse(self._get_told())
        notice = self.env["hcc.notice"].search([("kind", "=", "refresher")], limit=1)
        self.assertIn("The paper has changed", notice.body)
        self.assertEqual(
            self.env["hcc.journal"].search_count(
                [
                    ("model", "=", "hcc.qualification"),
                    ("res_id", "=", self.held.id),
                    ("action", "=", "refresher_required"),
                ]
            ),
            1,
        )

    def test_the_earlier_refresher_stays(self):
        with freeze_time("2026-11-23 02:00:00"):
            self.type_basic._require_refresher(date(2026, 12, 20), "First")
            self.type_basic._require_refresher(date(2027, 1, 20), "Second")
        self.assertEqual(self.held.refresher_due, date(2026, 12, 20))

    def test_no_refresher_in_the_past(self):
        with freeze_time("2026-11-23 02:00:00"), self.assertRaises(UserError):
            self.type_basic._require_refresher(date(2026, 11, 22), "Too late")

    def test_refresher_takes_the_same_queries_for_all(self):
        with freeze_time("2026-11-23 02:00:00"):
            self.type_basic._require_refresher(date(2026, 12, 20), "Warm")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.type_basic._require_refresher(date(2026, 12, 21), "Again")
            self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 8)
