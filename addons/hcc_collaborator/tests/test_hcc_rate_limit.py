import time
from unittest.mock import patch

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.hcc_collaborator.models import hcc_rate_limit
from odoo.addons.hcc_collaborator.models.hcc_rate_limit import BUCKETS, PERCENT


@tagged("post_install", "-at_install")
class TestHccRateLimit(TransactionCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        self.limits = self.env["hcc.rate.limit"]
        self.clock = self.enterContext(patch.object(hcc_rate_limit, "time"))
        self.moment = 1_700_000_000.0
        self.clock.time.side_effect = lambda: self.moment
        self.few = BUCKETS["find"].of_key

    def _hit(self, *keys, bucket="find", address=None):
        return self.limits._hit(bucket, keys, address=address)

    def _rows(self):
        return self.env.execute_query(SQL("SELECT key, full_at FROM hcc_rate_limit"))

    def test_as_many_as_allowed_then_wait(self):
        answers = [self._hit("HN-1") for _try in range(self.few + 1)]
        self.assertEqual(answers[:-1], [0] * self.few)
        one_back = BUCKETS["find"].span / self.few
        self.assertAlmostEqual(answers[-1], one_back, delta=1)

    def test_a_refused_try_does_not_lengthen_the_wait(self):
        for _try in range(self.few):
            self._hit("HN-1")
        waits = {self._hit("HN-1") for _try in range(50)}
        self.assertEqual(len(waits), 1)
        self.moment += waits.pop() + 1
        self.assertEqual(self._hit("HN-1"), 0)
        self.assertGreater(self._hit("HN-1"), 0)

    def test_allowance_is_whole_again(self):
        for _try in range(self.few):
            self._hit("HN-1")
        self.moment += BUCKETS["find"].span
        answers = [self._hit("HN-1") for _try in range(self.few)]
        self.assertEqual(set(answers), {0})

    def test_each_key_and_bucket_by_itself(self):
        for _try in range(self.few + 1):
            self._hit("HN-1")
        self.assertEqual(self._hit("HN-2"), 0)
        self.assertEqual(self._hit("HN-1", bucket="change"), 0)
        self.assertGreater(self._hit("HN-2", "HN-1"), 0, "the strictest key decides")
        self.assertGreater(self._hit("hn- 1"), 0, "one spelling")
        for _try in range(self.few):
            self._hit("0912 345 678")
        self.assertGreater(self._hit("+84 912345678"), 0, "one number")

    def test_address_is_allowed_more(self):
        many = BUCKETS["find"].of_address
        answers = [
            self._hit(f"HN-{number}", address="203.0.113.7")
            for number in range(many + 1)
        ]
        self.assertEqual(set(answers[:-1]), {0})
        self.assertGreater(answers[-1], 0)
        self.assertEqual(self._hit("HN-x", address="203.0.113.8"), 0)

    def test_network_of_an_address(self):
        same = self.limits._get_network
        self.assertEqual(same("2001:db8::1"), same("2001:db8::2"))
        self.assertNotEqual(same("2001:db8::1"), same("2001:db8:0:1::1"))
        self.assertEqual(same("::ffff:203.0.113.7"), same("203.0.113.7"))
        self.assertTrue(same("garbage"))

    def test_nothing_is_stored_in_clear(self):
        self._hit("0912 345 678", address="203.0.113.7")
        kept = str(self._rows())
        for clear in ("0912", "345678", "203.0"):
            self.assertNotIn(clear, kept)
        self.assertEqual(len(self._rows()), 2)

    def test_setting(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(PERCENT, "0")
        answers = {self._hit("HN-1") for _try in range(3 * self.few)}
        self.assertEqual(answers, {0})
        self.assertFalse(self._rows(), "no limit, no row")
        parameters.set_param(PERCENT, "50")
        answers = [self._hit("HN-1") for _try in range(self.few // 2 + 1)]
        self.assertEqual(set(answers[:-1]), {0})
        self.assertGreater(answers[-1], 0)

    def test_setting_on_the_screen(self):
        settings = self.env["res.config.settings"]
        settings.create({"hcc_rate_limit_percent": 200}).execute()
        answers = {self._hit("HN-1") for _try in range(2 * self.few)}
        self.assertEqual(answers, {0})
        self.assertGreater(self._hit("HN-1"), 0)
        for wrong in (0, 9, 10_001):
            with self.assertRaises(ValidationError):
                settings.create({"hcc_rate_limit_percent": wrong})

    def test_nonsense_in_the_setting(self):
        for nonsense in ("", "-5", "many", "²"):
            self.env["ir.config_parameter"].set_param(PERCENT, nonsense)
            self.assertEqual(self.limits._get_percent(), 100)

    def test_empty_keys_count_nothing(self):
        self.assertEqual(self._hit("", None, False), 0)
        self.assertFalse(self._rows())

    def test_sweep(self):
        self._hit("HN-old")
        self.moment += BUCKETS["find"].span
        self._hit("HN-new")
        self.limits._cron_sweep()
        self.assertEqual(len(self._rows()), 1)

    def test_no_count_no_refusal(self):
        broken = patch.object(
            hcc_rate_limit, "own_cursor", side_effect=psycopg2.OperationalError
        )
        with broken, mute_logger(hcc_rate_limit.__name__):
            self.assertEqual(self._hit("HN-1"), 0)

    def test_clock_is_the_real_one(self):
        self.clock.time.side_effect = time.time
        self._hit("HN-1")
        ((_key, full_at),) = self._rows()
        self.assertGreater(full_at, time.time())
