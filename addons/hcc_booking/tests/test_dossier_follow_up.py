from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .dossier_common import CODE, NEXT_WEEK, THURSDAY, DossierCase, StandInPortal

DAY = timedelta(days=1)


def morning(day):
    """07:30 in Hanoi."""
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=30)


@tagged("post_install", "-at_install")
class TestDossierFollowUp(DossierCase):
    def _run(self, day, cron="ir_cron_hcc_dossier_follow_up"):
        with freeze_time(morning(day)), self.enter_registry_test_mode():
            self.env.ref(f"hcc_booking.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self):
        return self.env["hcc.notice"].search([("kind", "=", "dossier_due")])

    # When

    def test_day_of_the_next_look(self):
        self.procedure.processing_days = 5
        dossier = self._new_dossier()
        self.assertEqual(
            dossier.follow_up_on, NEXT_WEEK + DAY, "working days, over a week-end"
        )
        self.procedure.processing_days = 0
        dossier.action_accepted()
        self.assertEqual(dossier.follow_up_on, self.today + 10 * DAY, "the setting")
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        self.assertEqual(dossier.follow_up_on, NEXT_WEEK - 3 * DAY)
        dossier._set_outcome("supplement", deadline=self.today + DAY)
        self.assertEqual(dossier.follow_up_on, self.today)
        dossier._set_outcome("returned", cause="other")
        self.assertEqual(dossier.follow_up_on, self.today + 3 * DAY)
        dossier.with_user(self.user_collaborator).follow_up_on = NEXT_WEEK
        with self.assertRaises(UserError):
            dossier.follow_up_on = self.today + 91 * DAY
        with self.assertRaises(UserError):
            dossier.follow_up_on = False
        dossier.action_resolved()
        with self.assertRaises(UserError):
            dossier.action_still_waiting()

    def test_nothing_new_puts_it_off(self):
        dossier = self._new_dossier()
        dossier.follow_up_on = self.today
        self.assertTrue(dossier.is_due)
        found = self.env["hcc.dossier"].search([("is_due", "=", True)])
        self.assertIn(dossier, found)
        dossier.with_user(self.user_collaborator).action_still_waiting()
        self.assertEqual(dossier.follow_up_on, self.today + 10 * DAY)
        self.assertFalse(dossier.is_due)

    # Who

    def test_helper_then_clerk(self):
        dossier = self._new_dossier()
        self.assertEqual(dossier.owner_id, self.user_collaborator)
        dossier.appointment_id.assignment_ids._write_guarded({"state": "done"})
        self.c_a1_1.action_leave()
        self.assertEqual(dossier.owner_id, self.user_clerk)
        with self.assertRaises(UserError):
            dossier.owner_id = self.user_helper_2
        dossier.owner_id = self.user_coordinator

    def test_owner_who_went_is_replaced_by_the_job(self):
        dossier = self._new_dossier()
        dossier.owner_id = self.user_clerk
        self.user_clerk.active = False
        self._run(self.today)
        self.assertEqual(dossier.owner_id, self.user_collaborator)

    def test_helper_is_told_once_for_each_day(self):
        dossiers = self._new_dossier() | self._new_dossier(code="H26-251123-0002")
        later = self._new_dossier(code="H26-251123-0003")
        dossiers.write({"follow_up_on": THURSDAY})
        self._run(THURSDAY - DAY)
        self.assertFalse(self._notices())
        self._run(THURSDAY)
        self._run(THURSDAY + DAY)
        notice = self._notices()
        self.assertEqual(len(notice), 1, "one for all of them, and once")
        self.assertEqual(notice.user_id, self.user_collaborator)
        for dossier in dossiers:
            self.assertIn(dossier.code, notice.body)
        self.assertNotIn(later.code, notice.body)
        self.assertNotIn("Lan", notice.body)
        dossiers[0].action_still_waiting()
        self.assertFalse(dossiers[0].owner_told_on, "told anew when it is due again")
        dossiers[1].follow_up_on = NEXT_WEEK
        self._run(NEXT_WEEK)
        self.assertIn(dossiers[1].code, self._notices()[0].body, "put off: told then")

    def test_new_owner_is_told_too(self):
        dossier = self._new_dossier()
        dossier.write({"owner_id": self.user_clerk.id, "follow_up_on": THURSDAY})
        self._run(THURSDAY)
        self.assertFalse(self._notices(), "a clerk has a screen for it")
        dossier.owner_id = self.user_collaborator
        self._run(THURSDAY + DAY)
        self.assertEqual(self._notices().user_id, self.user_collaborator)

    def test_more_than_one_batch_in_a_morning(self):
        dossiers = self.env["hcc.dossier"].concat(
            *(self._new_dossier(code=f"H26-251123-000{n}") for n in range(3))
        )
        dossiers.write({"follow_up_on": THURSDAY})
        with patch("odoo.addons.hcc_booking.models.hcc_dossier_follow_up.BATCH", 2):
            self._run(THURSDAY)
        text = "".join(self._notices().mapped("body"))
        for dossier in dossiers:
            self.assertEqual(dossier.owner_told_on, THURSDAY)
            self.assertEqual(text.count(dossier.code), 1)

    def test_consent_taken_back(self):
        dossier = self._new_dossier()
        done = self._new_dossier(code="H26-251123-0002")
        done.action_resolved()
        (dossier | done).request_id._stop_use("citizen")
        self.assertEqual(
            (dossier.is_left_alone, dossier.is_open, dossier.follow_up_on),
            (True, False, False),
        )
        self.assertFalse(done.is_left_alone, "there was nothing to follow")
        self.assertIn("not look after", dossier._get_public_values()["next"])
        with freeze_time(morning(self.today + 60 * DAY)):
            self.assertFalse(self._attention(dossier=dossier))
        # whoever hears of it may still note it
        dossier.action_accepted()
        self.assertFalse(dossier.follow_up_on)

    # What stays open too long

    def test_coordinator_sees_what_was_left_lying(self):
        dossier = self._new_dossier()
        dossier.follow_up_on = THURSDAY
        for day, count in ((THURSDAY, 0), (THURSDAY + 2 * DAY, 0)):
            with freeze_time(morning(day)):
                self.assertEqual(len(self._attention(dossier=dossier)), count, day)
        with freeze_time(morning(THURSDAY + 3 * DAY)):
            row = self._attention(dossier=dossier)
            self.assertEqual(row.id % 32, 13)
            self.assertEqual((row.urgency, row.ward_id), ("overdue", self.ward_a1))
            self.assertIn(CODE, row.summary)
            self.assertIn(self.user_collaborator.name, row.summary)
            self.assertFalse(self._attention(self.user_coordinator_b, dossier))
            action = row.action_next()
            self.assertEqual(
                (action["res_model"], action["res_id"]), ("hcc.dossier", dossier.id)
            )
            dossier.with_user(self.user_coordinator).action_still_waiting()
            self.assertFalse(self._attention(dossier=dossier))

    def test_papers_nearly_due_and_those_of_clerks_at_once(self):
        dossier = self._new_dossier()
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        dossier.follow_up_on = NEXT_WEEK + 30 * DAY
        with freeze_time(morning(NEXT_WEEK - 2 * DAY)):
            self.assertFalse(self._attention(dossier=dossier))
        with freeze_time(morning(NEXT_WEEK - DAY)):
            row = self._attention(dossier=dossier)
            self.assertIn("30/11/2026", row.summary)
        clerks = self._new_dossier()
        clerks.write({"owner_id": self.user_clerk.id, "follow_up_on": self.today})
        self.assertTrue(self._attention(dossier=clerks))

    def test_first_screen_reads_them_all_at_once(self):
        def read():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._attention().mapped("summary")
            return self.env.cr.sql_log_count - before

        self._new_dossier().follow_up_on = self.today - 9 * DAY
        read()
        few = read()
        for number in range(4):
            dossier = self._new_dossier(code=f"H26-251123-000{number}")
            dossier.follow_up_on = self.today - 9 * DAY
        self.assertLessEqual(read(), few)

    # Citizens

    def test_citizen_is_told_of_what_became_of_it(self):
        dossier = self._new_dossier()
        dossier.action_accepted()
        self.assertFalse(self._news(dossier, "dossier_result"), "nothing to do")
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        asked = self._news(dossier, "dossier_supplement")
        self.assertEqual((asked.channel, asked.state), ("sms", "pending"))
        for part in (dossier.request_id.reference, CODE, "30/11/2026"):
            self.assertIn(part, asked.body)
            self.assertIn(part, asked.sms_text)
        dossier.action_resolved()
        self.assertEqual(asked.state, "cancelled", "wrong by now, and not sent yet")
        result = self._news(dossier, "dossier_result")
        self.assertRegex(result.body, "result|kết quả")
        dossier.action_accepted()
        dossier._set_outcome("rejected", cause="other")
        self.assertRegex(
            self._news(dossier, "dossier_result")[0].body,
            "refused|không được giải quyết|từ chối",
        )
        self.assertEqual(result.state, "cancelled")

    def test_what_was_told_wrongly_is_put_right(self):
        dossier = self._new_dossier()
        dossier.action_resolved()
        wrong = self._news(dossier, "dossier_result")
        wrong._write_guarded({"state": "sent"})
        dossier.action_accepted()
        right = self._news(dossier, "dossier_result") - wrong
        self.assertEqual(len(right), 1)
        self.assertRegex(right.body, "no result yet|chưa có kết quả")
        self.assertRegex(right.sms_text, "no result yet|chua co ket qua")
        other = self._new_dossier(code="H26-251123-0002")
        other.action_resolved()
        other.action_accepted()
        self.assertEqual(
            self._news(other, "dossier_result").mapped("state"),
            ["cancelled"],
            "nobody had heard of it",
        )

    def test_last_day_for_the_papers(self):
        dossier = self._new_dossier()
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        dossier.follow_up_on = NEXT_WEEK + 30 * DAY
        with freeze_time(morning(NEXT_WEEK)):
            self.assertIn("hand in", dossier._get_public_values()["next"])
            self.assertEqual(self._attention(dossier=dossier).urgency, "later")
        self.env.invalidate_all()
        with freeze_time(morning(NEXT_WEEK + DAY)):
            self.assertIn("was 30/11/2026", dossier._get_public_values()["next"])
            self.assertIn("were due by 30/11/2026", dossier.next_step)
            self.assertEqual(self._attention(dossier=dossier).urgency, "overdue")

    def test_as_the_person_wishes(self):
        for channel, expected in (("call", "call"), ("email", "email"), ("sms", "sms")):
            dossier = self._new_dossier(code=f"H26-251123-{len(channel)}000")
            person = dossier.request_id.citizen_id
            person.write({"email": "lan@example.com", "contact_channel": channel})
            dossier._set_outcome("supplement", deadline=NEXT_WEEK)
            message = self._news(dossier, "dossier_supplement")
            self.assertEqual(message.channel, expected)
        dossier = self._new_dossier(code="H26-251123-7777")
        dossier.request_id.consent_ids[:1].sudo().action_withdraw()
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        self.assertFalse(self._news(dossier, "dossier_supplement"))

    def test_discreet(self):
        dossier = self._new_dossier()
        dossier.request_id.citizen_id.discreet = True
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        message = self._news(dossier, "dossier_supplement")
        for text in (message.body, message.sms_text):
            self.assertNotIn(CODE, text)
            self.assertNotIn("papers", text)

    def test_reminder_before_the_deadline(self):
        dossier = self._new_dossier()
        dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        self._run(NEXT_WEEK - 4 * DAY)
        self.assertFalse(self._news(dossier, "dossier_deadline"))
        for day in (NEXT_WEEK - 3 * DAY, NEXT_WEEK - 2 * DAY):
            self._run(day)
        reminder = self._news(dossier, "dossier_deadline")
        self.assertEqual(len(reminder), 1)
        self.assertIn("30/11/2026", reminder.body)
        with freeze_time(morning(NEXT_WEEK)):
            dossier._set_outcome("supplement", deadline=NEXT_WEEK + 2 * DAY)
        self._run(NEXT_WEEK)
        self.assertEqual(
            len(self._news(dossier, "dossier_deadline")), 1, "told of it that day"
        )
        self._run(NEXT_WEEK + DAY)
        self.assertEqual(len(self._news(dossier, "dossier_deadline")), 2, "anew")

    def test_one_that_fails_stops_nobody(self):
        dossiers = self._new_dossier() | self._new_dossier(code="H26-251123-0002")
        for dossier in dossiers:
            dossier._set_outcome("supplement", deadline=NEXT_WEEK)
        tell = type(self.env["hcc.message"])._tell_citizens

        def fail(messages, kind, requests, *args, **values):
            if values["dossier"] == dossiers[0]:
                raise ValueError
            return tell(messages, kind, requests, *args, **values)

        with patch.object(type(self.env["hcc.message"]), "_tell_citizens", fail):
            self._run(NEXT_WEEK - DAY)
        self.assertTrue(self._news(dossiers[1], "dossier_deadline"))
        self.assertFalse(dossiers[0].deadline_told_on)
        self._run(NEXT_WEEK)
        self.assertTrue(self._news(dossiers[0], "dossier_deadline"), "tried again")
        self.assertEqual(len(self._news(dossiers[1], "dossier_deadline")), 1)

    # The adapter

    def _ask(self, answers, **options):
        portal = StandInPortal(answers, **options)
        model = type(self.env["hcc.dossier.portal"])
        with (
            patch.object(model, "_is_on", lambda model: portal.is_on(model)),
            patch.object(model, "_ask", lambda model, them: portal.ask(model, them)),
        ):
            self._run(self.today, "ir_cron_hcc_dossier_portal")
        return portal

    def test_nothing_is_asked_without_an_adapter(self):
        self._new_dossier()
        portal = self.env["hcc.dossier.portal"]
        self.assertFalse(portal._is_on())
        with patch.object(type(portal), "_ask", side_effect=AssertionError):
            self._run(self.today, "ir_cron_hcc_dossier_portal")

    def test_stand_in_portal(self):
        codes = [f"H26-251123-000{number}" for number in range(6)]
        dossiers = self.env["hcc.dossier"].concat(
            *(self._new_dossier(code=code) for code in codes)
        )
        paper = self._new_dossier(code="H26-251123-0099", filed_online=False)
        portal = self._ask(
            {
                codes[0]: "accepted",
                codes[1]: ("supplement", NEXT_WEEK),
                codes[2]: "supplement",
                codes[3]: "rejected",
                codes[4]: "in the clouds",
                paper.code: "resolved",
            }
        )
        self.assertEqual(set(portal.asked), set(codes))
        self.assertEqual(
            dossiers.mapped("outcome"),
            ["accepted", "supplement", "filed", "rejected", "filed", "filed"],
        )
        self.assertEqual(dossiers[3].not_filed_reason, "other")
        self.assertEqual(
            dossiers.mapped("follow_up_on")[2],
            self.today,
            "no deadline was said: a person looks",
        )
        self.assertEqual(dossiers[4].follow_up_on, self.today)
        self.assertEqual(paper.outcome, "filed")
        told = self._news(dossiers[1], "dossier_supplement")
        self.assertEqual(len(told), 1)
        self._ask({codes[1]: ("supplement", NEXT_WEEK)})
        self.assertEqual(self._news(dossiers[1], "dossier_supplement"), told)

    def test_portal_that_fails(self):
        dossier = self._new_dossier()
        self._ask({CODE: "resolved"}, failing=True)
        self.assertEqual(dossier.outcome, "filed")

    # Taken away

    def test_notes_are_taken_away_in_time(self):
        dossier = self._new_dossier(note="Ask the aunt")
        rule = self.env.ref("hcc_booking.hcc_retention_rule_dossier")
        rule.action_look()
        rule.action_switch_on()
        with freeze_time(morning(self.today + 364 * DAY)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertTrue(dossier.note)
        with freeze_time(morning(self.today + 367 * DAY)):
            self.env["hcc.retention.rule"]._apply_all()
        self.assertEqual((dossier.note, dossier.code), (False, CODE))

    def test_erased_person_is_followed_no_more(self):
        dossier = self._new_dossier(note="Ask the aunt")
        other = dossier.appointment_id._record_dossiers([{"code": "H26-251123-0002"}])
        (dossier | other)._erase_words()
        self.assertEqual((dossier | other).mapped("code"), ["–", "–"])
        self.assertFalse(dossier.note or dossier.follow_up_on)
        with freeze_time(morning(self.today + 60 * DAY)):
            self.assertFalse(self._attention(dossier=dossier))
