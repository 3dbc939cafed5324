from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.models.mail_mail import MailMail
from odoo.addons.mail.tests.common import MockEmail

from .common import NOW, HccCase


@tagged("post_install", "-at_install")
class TestHccNotice(MockEmail, HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["hcc.notice"]
        cls.c_a1_2.email = "two@example.com"

    def _tell(self, people, key="", kind="training", **values):
        return self.notices._tell(
            people,
            kind,
            lambda person: ("Training", f"Dear {person.name}\n{person.env.lang}"),
            key,
            **values,
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "hcc_collaborator.ir_cron_hcc_notice_send"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_each_in_the_way_that_reaches_them(self):
        people = self.c_a1_1 | self.c_a1_2 | self.c_a1_3
        by_person = {n.collaborator_id: n for n in self._tell(people)}
        self.assertEqual(by_person[self.c_a1_1].channel, "inbox")
        self.assertEqual(by_person[self.c_a1_2].channel, "email")
        called = by_person[self.c_a1_3]
        self.assertEqual((called.channel, called.state), ("call", "to_call"))
        self.assertEqual(called.ward_id, self.ward_a1)
        self.assertEqual(by_person[self.c_a1_1].user_id, self.user_collaborator)

    def test_nothing_goes_out_before_the_job_and_then_once(self):
        with self.mock_mail_gateway():
            notice = self._tell(self.c_a1_2, path="/hcc/join")
            self.assertFalse(self._mails)
            self._run()
            self.assertEqual(notice.state, "sent")
            (mail,) = self._mails
            self.assertIn("/hcc/join", mail["body"])
            self._run()
            self.assertEqual(len(self._mails), 1)

    def test_same_thing_is_told_once(self):
        people = self.c_a1_1 | self.c_a1_2
        self.assertEqual(len(self._tell(people, "week 48")), 2)
        self.assertFalse(self._tell(people, "week 48"))
        self.assertEqual(len(self._tell(people, "week 49")), 2)
        self.assertEqual(len(self._tell(people, lambda p: f"{p.id}", "practice")), 2)
        self.assertEqual(len(self._tell(people)), 2, "without a key each time")

    def test_one_bad_address_does_not_stop_the_others(self):
        notices = self._tell(self.c_a1_2) | self._tell(self.c_a1_1)
        with patch.object(MailMail, "send", side_effect=OSError("refused")):
            self._run()
            bad, good = notices.sorted("collaborator_id")[::-1]
            self.assertEqual((good.state, bad.state), ("sent", "pending"))
            self.assertEqual(bad.attempts, 1)
            self._run()
            self.assertEqual(bad.attempts, 1, "not at once again")
            for hours in (1, 2):
                with freeze_time(NOW + timedelta(hours=hours)):
                    self._run()
        self.assertEqual(bad.state, "to_call", "then somebody calls")

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_collaborator.lang = "vi_VN"
        self.assertIn("vi_VN", self._tell(self.c_a1_1).body)

    def test_many_people_few_queries(self):
        people = self.c_a1_1 | self.c_a1_2 | self.c_a1_3
        self._tell(people[:1])
        self.env.invalidate_all()
        with self.assertQueryCount(9):
            self._tell(people)

    def test_the_call_is_noted_by_the_branch_of_the_ward(self):
        notice = self._tell(self.c_a1_3)
        with self.assertRaises(AccessError):
            notice.with_user(self.user_coordinator_b).action_called()
        with self.assertRaises(UserError):
            notice.with_user(self.user_clerk).write({"state": "done"})
        notice.with_user(self.user_clerk).action_called()
        self.assertEqual(notice.state, "done")
        self.assertEqual(notice.called_by_id, self.user_clerk)
        with self.assertRaisesRegex(UserError, "nobody to call"):
            notice.with_user(self.user_clerk).action_called()

    def test_everybody_reads_the_own_ones(self):
        self._tell(self.c_a1_1 | self.c_a1_2)
        mine = self.notices.with_user(self.user_collaborator).search([])
        self.assertEqual(mine.collaborator_id, self.c_a1_1)
