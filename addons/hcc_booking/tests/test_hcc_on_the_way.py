from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from .common import AT_HOME, AT_POINT
from .public_common import PublicCase
from .words_common import HOTLINE, WordsCase


@tagged("post_install", "-at_install")
class TestOnTheWay(WordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")

    def _accepted(self, **changes):
        request = self._submit_home(collaborator_id=self.c_a1_2.id, **changes)
        request.assignment_ids.with_user(self.user_helper_2).action_accept()
        return request.assignment_ids.with_user(self.user_helper_2)

    def test_told_with_name_badge_and_time(self):
        entry = self._accepted()
        self.c_a1_2.badge_number = "0777"
        with freeze_time(AT_HOME - timedelta(minutes=25)):
            self.assertTrue(entry.can_set_out)
            notice = entry.action_on_the_way()
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        self.assertEqual((message.state, message.is_urgent), ("pending", True))
        for part in (self.c_a1_2.name, "0777", "14:00"):
            self.assertIn(part, message.body)
        for part in (entry.reference, "0777", "14:00", HOTLINE):
            self.assertIn(part, message.sms_text)
        self.assertEqual(notice["params"]["type"], "success")
        with freeze_time(AT_HOME), self.assertRaises(UserError):
            entry.action_on_the_way()
        self.assertEqual(
            len(self._get_messages(entry.sudo().request_id, "on_the_way")), 1
        )

    def test_time_of_the_way_from_the_visit_before(self):
        entry = self._accepted()
        before = self._submit_home(
            collaborator_id=self.c_a1_2.id,
            start=AT_HOME - timedelta(hours=1),
            phone="0912 345 679",
        )
        self.c_a1_2.travel_mode = "motorbike"
        # 11 km apart: 52 minutes by motorbike, and 10 for the door
        before.write({"latitude": 21.13, "longitude": 105.83})
        entry.sudo().request_id.write({"latitude": 21.03, "longitude": 105.83})
        with freeze_time(AT_HOME - timedelta(minutes=30)):
            before.assignment_ids.action_done()
        with freeze_time(AT_HOME - timedelta(minutes=25)):
            entry.action_on_the_way()
        self.assertEqual(entry.expected_at, AT_HOME + timedelta(minutes=40))
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        self.assertIn("14:40", message.body)

    def test_way_that_nobody_knows(self):
        entry = self._accepted()
        before = self._submit_home(
            collaborator_id=self.c_a1_2.id,
            start=AT_HOME - timedelta(hours=1),
            phone="0912 345 679",
        )
        with freeze_time(AT_HOME - timedelta(minutes=30)):
            before.assignment_ids.action_done()
        with freeze_time(AT_HOME - timedelta(minutes=25)):
            entry.action_on_the_way()
        self.assertEqual(entry.expected_at, AT_HOME)

    def test_link_to_photo_and_badge(self):
        """In a text message only where the city allows links; always in an e-mail."""
        entry = self._accepted()
        with freeze_time(AT_HOME):
            entry.action_on_the_way()
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        link = self.c_a1_2._get_badge_address()
        self.assertNotIn(link, message._get_text_to_send())
        self.assertEqual(message._prepare_mail_page()["link"], link)
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_links", "True")
        self.assertIn(link, message._get_text_to_send())

    def test_late(self):
        entry = self._accepted()
        moment = AT_HOME + timedelta(minutes=8)
        with freeze_time(moment):
            entry.action_on_the_way()
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        at = local_datetime(moment + timedelta(minutes=17)).strftime("%H:%M")
        self.assertIn(at, message.body, "a quarter of an hour, in steps of five")

    def test_only_when_it_makes_sense(self):
        entry = self._accepted()
        with freeze_time(AT_HOME - timedelta(hours=3)), self.assertRaises(UserError):
            entry.action_on_the_way()
        at_point = self._submit(collaborator_id=self.c_a1_1.id, submit_token="two")
        at_point.assignment_ids.with_user(self.user_collaborator).action_accept()
        with freeze_time(AT_POINT), self.assertRaises(UserError):
            at_point.assignment_ids.with_user(
                self.user_collaborator
            ).action_on_the_way()

    def test_not_by_another_helper(self):
        entry = self._accepted()
        with freeze_time(AT_HOME), self.assertRaises(UserError):
            entry.with_user(self.user_helper_3).action_on_the_way()

    def test_without_a_way_the_helper_calls(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "False")
        entry = self._accepted()
        with freeze_time(AT_HOME):
            notice = entry.action_on_the_way()
        self.assertEqual(notice["params"]["type"], "warning")
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        self.assertEqual(message.state, "cancelled", "no call a while later")


@tagged("post_install", "-at_install")
class TestPageLink(PublicCase):
    def _get_path(self, booked):
        return "/" + booked._get_page_link().split("/", 3)[3]

    def test_opens_the_page_and_changes_nothing(self):
        booked = self._book_elsewhere()
        before = self._contents()
        response = self.url_open(self._get_path(booked))
        self.assertEqual(response.status_code, 200)
        self.assertIn(f"/hcc/request/{booked.reference}", response.url)
        self.assertIn(booked.reference, response.text)
        self.assertEqual(self._contents(), before)

    def test_too_old(self):
        booked = self._book_elsewhere()
        path = self._get_path(booked)
        start = booked.current_appointment_id.start
        with freeze_time(start + timedelta(days=8)):
            response = self.url_open(path)
        self.assertNotIn("/hcc/request/", response.url)
        self.assertIn(booked.reference, response.text, "the form is filled")

    def test_another_reference_or_key(self):
        one, two = self._book_elsewhere(), self._book_elsewhere(phone="0912 000 111")
        path = self._get_path(one)
        for wrong in (
            path.replace(one.reference, two.reference),
            path[:-1] + ("0" if path[-1] != "0" else "1"),
            path.rsplit("-", 1)[0],
            path.rsplit("/", 1)[0] + "/ffffffffff-" + "0" * 32,
            path.rsplit("/", 1)[0] + "/-",
            path.rsplit("/", 1)[0] + "/é-é",
        ):
            response = self.url_open(wrong)
            self.assertEqual(response.status_code, 404, wrong)
            self.assertNotIn("/hcc/request/", response.url)

    def test_valid_until_a_week_after_the_visit(self):
        booked = self._book_elsewhere()
        key = self._get_path(booked).rsplit("/", 1)[1]
        check = self.env["hcc.request"]._check_page_link
        start = booked.current_appointment_id.start
        self.assertEqual(check(booked.reference, key), "valid")
        with freeze_time(start + timedelta(days=6, hours=23)):
            self.assertEqual(check(booked.reference, key), "valid")
        with freeze_time(start + timedelta(days=7, hours=1)):
            self.assertEqual(check(booked.reference, key), "old")
