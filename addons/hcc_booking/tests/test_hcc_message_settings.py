import os
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import BookingCase


@tagged("post_install", "-at_install")
class TestHccMessageSettings(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.quota_person_day", "2")

    def _save(self, **changes):
        values = {
            "hcc_sms_enabled": True,
            "hcc_sms_url": "https://sms.example.com/send",
            **changes,
        }
        settings = self.env["res.config.settings"].create(values)
        settings.execute()
        return settings

    def test_what_is_saved_is_used(self):
        with patch.dict(os.environ, {"HCC_SMS_SECRET": "s3cret"}):
            self._save(
                hcc_sms_auth="bearer",
                hcc_sms_success_path="code",
                hcc_sms_success_values="100, 0",
                hcc_sms_timeout=7,
            )
            settings = self.env["hcc.sms.gateway"]._get_settings()
        self.assertTrue(self.env["hcc.sms.gateway"]._is_on())
        self.assertEqual(settings.success_values, ("100", "0"))
        self.assertEqual((settings.timeout, settings.secret), (7, "s3cret"))
        stored = self.env["ir.config_parameter"].search(
            [("key", "=like", "hcc_booking.sms_%")]
        )
        self.assertNotIn("s3cret", stored.mapped("value"), "not in the database")

    def test_off_by_default(self):
        self.assertFalse(self.env["hcc.sms.gateway"]._is_on())
        self._save(hcc_sms_enabled=False)
        self.assertFalse(self.env["hcc.sms.gateway"]._is_on())

    def test_bad_settings_are_told(self):
        for changes in (
            {"hcc_sms_url": "sms.example.com"},
            {"hcc_sms_url": "http://sms.example.com/"},
            {"hcc_sms_template": '{"text": "{text}"}'},
            {"hcc_sms_template": "nothing"},
            {"hcc_sms_auth": "bearer", "hcc_sms_secret_name": "HCC_NOT_THERE"},
            {"hcc_sms_auth": "header", "hcc_sms_header": "A: b"},
            {"hcc_sms_secret_name": "PGPASSWORD"},
            {"hcc_sms_report_secret_name": "hcc_x"},
            {"hcc_sms_timeout": 0},
            {"hcc_sms_timeout": 3600},
            {"hcc_sms_attempts": 0},
        ):
            with self.subTest(changes), self.assertRaises(ValidationError):
                self._save(**changes)

    def test_example_hides_the_secret(self):
        with patch.dict(os.environ, {"HCC_SMS_SECRET": "s3cret"}):
            for auth in ("bearer", "basic", "header", "none"):
                settings = self._save(
                    hcc_sms_auth=auth,
                    hcc_sms_user="hn",
                    hcc_sms_format="form",
                    hcc_sms_template="to={phone}&text={text}&key={secret}",
                )
                self.assertIn("text=HT-1234-5678", settings.hcc_sms_example)
                self.assertNotIn("s3cret", settings.hcc_sms_example)
