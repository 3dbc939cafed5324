import io
from datetime import date
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import ReportingCase

MONDAY = "2026-11-23 01:00:00"


class TestReportSchedule(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=9, requests=40)
        for user in (cls.user_manager, cls.user_committee, cls.user_coordinator):
            user.email = f"{user.login}@test.example"

    def _new(self, users=None, by=None, **values):
        schedules = self.env["hcc.report.schedule"].with_user(by or self.user_manager)
        return schedules.create(
            {
                "name": "Figures",
                "scope": "branch",
                "branch_id": self.branch_a.id,
                "recipient_ids": [Command.set((users or self.user_manager).ids)],
                **values,
            }
        )

    def _run_job(self, at=MONDAY):
        cron = self.env.ref("hcc_reporting.ir_cron_hcc_report_schedule_send")
        with freeze_time(at), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _get_mails(self):
        return self.env["mail.mail"].search(
            [("attachment_ids.name", "=like", "hcc-%")], order="id"
        )

    def test_days_on_which_it_is_due(self):
        schedule = self._new(weekday="0")
        self.assertEqual(schedule.next_on, date(2026, 11, 30))
        for weekday, day in (("1", 24), ("6", 29), ("0", 30)):
            schedule.weekday = weekday
            self.assertEqual(schedule.next_on, date(2026, 11, day))
        schedule.period = "last_month"
        self.assertEqual(schedule.next_on, date(2026, 12, 1))
        schedule.month_day = 28
        self.assertEqual(schedule.next_on, date(2026, 11, 28))
        today = date(2026, 11, 23)
        self.assertEqual(
            schedule._get_period(today), (date(2026, 10, 1), date(2026, 10, 31))
        )
        schedule.period = "last_week"
        self.assertEqual(
            schedule._get_period(today), (date(2026, 11, 16), date(2026, 11, 22))
        )

    def test_everybody_gets_the_own_figures_once(self):
        users = self.user_manager | self.user_committee | self.user_coordinator
        schedule = self._new(users, period="last_month", month_day=5)
        self._run_job("2026-12-04 01:00:00")
        self.assertFalse(schedule.delivery_ids)
        for hour in (1, 2, 3):
            self._run_job(f"2026-12-05 0{hour}:00:00")
        self.assertEqual(len(schedule.delivery_ids), 3)
        self.assertEqual(set(schedule.delivery_ids.mapped("state")), {"sent"})
        self.assertEqual(schedule.next_on, date(2027, 1, 5))
        mails = self._get_mails()
        self.assertEqual(len(mails), 3)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        for mail in mails:
            sheet = openpyxl.load_workbook(
                io.BytesIO(mail.attachment_ids.raw)
            ).worksheets[0]
            *wards, total = sheet.iter_rows(min_row=2, values_only=True)
            self.assertEqual(
                {row[1] for row in wards}, {"Phường Test A1", "Phường Test A2"}
            )
            expected = (
                self.env["hcc.kpi.report"]
                .with_user(self.user_manager)
                .get_figures({"date_from": "2026-11-01", "date_to": "2026-11-30"})
            )
            self.assertEqual(total[2], expected["total"]["assists"])

    def test_sent_twice_by_hand_is_sent_once(self):
        schedule = self._new()
        schedule.action_send()
        schedule.action_send()
        self._run_job()
        schedule.action_send()
        self._run_job()
        self.assertEqual(len(self._get_mails()), 1)
        self.assertEqual(len(schedule.delivery_ids), 1)

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_manager.lang = "vi_VN"
        schedule = self._new(self.user_manager | self.user_committee)
        schedule.action_send()
        self._run_job()
        bodies = {mail.email_to: mail.body_html for mail in self._get_mails()}
        english = next(text for to, text in bodies.items() if "committee" in to)
        self.assertIn('lang="en-US"', english)
        other = next(text for to, text in bodies.items() if "manager" in to)
        self.assertIn('lang="vi-VN"', other)

    def test_pdf(self):
        schedule = self._new(file_format="pdf")
        schedule.action_send()
        self._run_job()
        attachment = self._get_mails().attachment_ids
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertEqual(attachment.name, "hcc-2026-11-16-2026-11-22.pdf")

    def test_who_may_not_read_it_is_not_named(self):
        for user in (
            self.user_coordinator_b,
            self.user_clerk,
            self.user_trainer,
            self.user_collaborator,
        ):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self._new(user)
        with self.assertRaises(ValidationError):
            self._new(self.user_manager, scope="city", branch_id=False)
        with self.assertRaises(ValidationError):
            self._new(recipient_ids=[])

    def test_who_lost_the_role_gets_nothing(self):
        schedule = self._new(self.user_manager | self.user_coordinator)
        schedule.action_send()
        self.env["hcc.area.role"].search(
            [("user_id", "=", self.user_coordinator.id)]
        ).unlink()
        self._run_job()
        states = {
            delivery.user_id: delivery.state
            for delivery in schedule.sudo().delivery_ids
        }
        self.assertEqual(
            states, {self.user_manager: "sent", self.user_coordinator: "refused"}
        )
        self.assertEqual(len(self._get_mails()), 1)
        self.assertEqual(schedule.failed_count, 1)

    def test_one_that_fails_stops_no_other_and_is_seen(self):
        bad, good = self._new(), self._new(self.user_coordinator)
        (bad | good).action_send()
        deliveries = type(self.env["hcc.report.delivery"])
        get_file = deliveries._get_file

        def fail(delivery, options, file_format):
            if delivery.env.user == self.user_manager:
                raise OSError("disk full")
            return get_file(delivery, options, file_format)

        with patch.object(deliveries, "_get_file", fail):
            for __ in range(4):
                self._run_job()
        self.assertEqual(good.delivery_ids.state, "sent")
        self.assertEqual(bad.delivery_ids.state, "failed")
        self.assertEqual(bad.delivery_ids.attempts, 3)
        self.assertIn("disk full", bad.delivery_ids.error)
        self.assertEqual(bad.failed_count, 1)
        bad.delivery_ids.action_again()
        self._run_job()
        self.assertEqual(bad.delivery_ids.state, "sent")
        with self.assertRaises(UserError):
            bad.delivery_ids.action_again()

    def test_bad_schedule_stops_no_other(self):
        bad, good = (
            self._new(weekday="0"),
            self._new(self.user_coordinator, weekday="0"),
        )
        plan = type(bad)._plan

        def fail(schedule, today):
            if schedule == bad:
                raise ValueError("broken")
            return plan(schedule, today)

        with patch.object(type(bad), "_plan", fail):
            self._run_job("2026-11-30 01:00:00")
        self.assertEqual(bad.error, "broken")
        self.assertEqual(good.delivery_ids.state, "sent")
        self.assertEqual(bad.next_on, date(2026, 12, 7))

    def test_without_address_it_fails(self):
        self.user_manager.email = False
        schedule = self._new()
        schedule.action_send()
        for __ in range(3):
            self._run_job()
        self.assertEqual(schedule.delivery_ids.state, "failed")
        self.assertFalse(self._get_mails())

    def test_who_writes_and_who_sees(self):
        schedule = self._new(self.user_manager | self.user_coordinator)
        other = self._new(
            self.user_committee,
            by=self.user_administrator,
            scope="city",
            branch_id=False,
        )
        schedules = self.env["hcc.report.schedule"]
        for user, seen in (
            (self.user_manager, schedule),
            (self.user_coordinator, schedule),
            (self.user_committee, other),
            (self.user_data_officer, schedules),
            (self.user_administrator, schedule | other),
        ):
            with self.subTest(user=user.login):
                found = schedules.with_user(user).search(
                    [("id", "in", (schedule | other).ids)]
                )
                self.assertEqual(found, seen.with_user(user))
        for user in (self.user_coordinator, self.user_committee):
            with self.assertRaises(AccessError):
                schedules.with_user(user).browse(schedule.id).write({"name": "x"})
        with self.assertRaises(AccessError):
            self._new(by=self.user_committee)
        with self.assertRaises(UserError):
            self.env["hcc.report.delivery"].sudo().create(
                {
                    "schedule_id": schedule.id,
                    "user_id": self.user_manager.id,
                    "date_from": "2026-11-16",
                    "date_to": "2026-11-22",
                }
            ).write({"state": "sent"})
