from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.http import HTTPRequest
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.hcc_rate_limit import BUCKETS
from ..models.hcc_user_sign_in import CODES, DIGITS, SECOND_FACTOR
from .common import HccCase

PASSWORD = "a-good-long-password"
ROLES = {
    "collaborator": (1440, 60),
    "clerk": (720, 30),
    "coordinator": (720, 30),
    "manager": (720, 30),
    "data_officer": (720, 15),
    "administrator": (720, 15),
}


@tagged("post_install", "-at_install", "security")
class TestAccounts(HccCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.person = new_test_user(
            cls.env, "an.account", password=PASSWORD, email="an.account@example.com"
        )
        cls.log = cls.env["hcc.sign.in"]

    def _sign_in(self, login="an.account", password=PASSWORD, address="10.1.1.1"):
        """Try to sign in at Odoo's page; in tests a row that is written beside a
        request goes with it when it rolls back, and this page rolls nothing back.

        :return: whether somebody is signed in then
        """
        self.opener.cookies.clear()
        page = self.url_open("/web/login")
        values = {
            "csrf_token": self._find_token(page),
            "login": login,
            "password": password,
        }
        with (
            mute_logger("odoo.http", "odoo.addons.base.models.res_users"),
            patch.object(HTTPRequest, "remote_addr", address),
        ):
            response = self.url_open("/web/login", data=values, allow_redirects=False)
        return (
            response.status_code == 303 and "totp" not in response.headers["Location"]
        )

    def _find_token(self, page):
        return page.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def _rows(self, **values):
        rows = self.log.search([], order="id")
        return rows.filtered(lambda row: all(row[k] == v for k, v in values.items()))

    # Passwords and the second factor

    def test_long_passwords_and_second_factor_from_installation_on(self):
        self.env["res.users"]._begin_strict_sign_in()
        with self.assertRaisesRegex(UserError, "12 characters"):
            self.person.password = "elevenchars"
        self.person.password = "twelve-chars"
        self.assertEqual(self.person._mfa_type(), "totp_mail")
        self.assertFalse(self.user_portal._mfa_type(), "staff alone")

    def test_what_is_stricter_stays(self):
        length = "auth_password_policy.minlength"
        self.parameters.set_param(length, "20")
        self.parameters.set_param(SECOND_FACTOR, "all_required")
        self.env["res.users"]._begin_strict_sign_in()
        self.assertEqual(self.parameters.get_param(length), "20")
        self.assertEqual(self.parameters.get_param(SECOND_FACTOR), "all_required")

    def test_no_well_known_password_without_demonstration_data(self):
        """What tests and templates have is what an installation makes."""
        if self.env.ref("hcc_collaborator.demo_user_admin", raise_if_not_found=False):
            self.skipTest("a demonstration")
        self.env.cr.execute(
            "SELECT login, password FROM res_users WHERE login = 'admin'"
            " OR login LIKE '%%@demo.hcc' OR id IN (1, 2)"
        )
        context = self.env["res.users"]._crypt_context()
        for login, kept in self.env.cr.fetchall():
            self.assertNotIn("@demo.hcc", login)
            for word in ("demo", "odoo", "password", "hcc", "") if kept else ():
                self.assertFalse(context.verify(word, kept), login)

    # Time-outs

    def test_sessions_end_by_role(self):
        for role, (longest, idle) in ROLES.items():
            group = self.env.ref(f"hcc_collaborator.group_hcc_{role}")
            timeouts = group._get_lock_timeouts()
            self.assertEqual(timeouts["lock_timeout"][0], (longest * 60, False), role)
            self.assertEqual(
                timeouts["lock_timeout_inactivity"][0], (idle * 60, False), role
            )

    # Lock-out

    def test_mistakes_shut_out_oneself_alone(self):
        few = BUCKETS["sign_in"].of_key
        for _try in range(few):
            self.assertFalse(self._sign_in(password="wrong"))
        self.assertFalse(self._sign_in(), "the right one comes too late")
        self.assertEqual(self._rows()[-1].outcome, "wait")
        self.assertTrue(self._sign_in(address="10.1.1.2"), "the person, elsewhere")
        new_test_user(self.env, "a.colleague", password=PASSWORD)
        self.assertTrue(self._sign_in("a.colleague"), "a colleague on the same line")

    def test_wait_grows_with_the_tries(self):
        limits = self.env["hcc.rate.limit"]
        waits = []
        with freeze_time(fields.Datetime.now()) as clock:
            for _try in range(120):
                wait = limits._hit_sign_in("10.1.1.1", "an.account")
                waits.append(wait)
                clock.tick(timedelta(seconds=wait))
        self.assertEqual(waits[:10], [0] * 10)
        self.assertLessEqual(max(waits[:20]), 61)
        self.assertGreater(max(waits[100:]), 1500)

    def test_who_gets_in_starts_anew(self):
        few = BUCKETS["sign_in"].of_key
        for _round in range(3):
            for _try in range(few - 1):
                self._sign_in(password="wrong")
            self.assertTrue(self._sign_in())

    # The log

    def test_each_try_leaves_a_row_without_words(self):
        self._sign_in(password="wrong")
        self._sign_in()
        self._sign_in("my-password-by-mistake", "wrong")
        rows = self._rows()[-3:]
        self.assertEqual(rows.mapped("outcome"), ["wrong", "in", "wrong"])
        self.assertEqual(rows.mapped("way"), ["password"] * 3)
        self.assertEqual(set(rows.mapped("address")), {"10.1.1.1"})
        self.assertEqual(
            [row.user_id for row in rows],
            [self.person, self.person, self.env["res.users"]],
        )
        self.env.cr.execute("SELECT t::text FROM hcc_sign_in t")
        text = str(self.env.cr.fetchall())
        for word in (PASSWORD, "wrong-password", "my-password-by-mistake"):
            self.assertNotIn(word, text)

    def test_own_rows_and_all_for_administrators(self):
        self._sign_in()
        self._sign_in("nobody.at.all")
        own = self.log.with_user(self.person).search([])
        self.assertEqual(own.user_id, self.person)
        self.assertTrue(
            self.log.with_user(self.user_administrator).search(
                [("user_id", "=", False)]
            )
        )
        with self.assertRaises(AccessError):
            self.log.with_user(self.user_administrator).create(
                {"at": fields.Datetime.now(), "way": "password", "outcome": "in"}
            )
        with self.assertRaises(AccessError):
            self.log.with_user(self.user_portal).search([])

    def test_kept_for_a_year(self):
        now = fields.Datetime.now()
        days = (1, 364, 366)
        rows = self.log.create(
            [
                {"at": now - timedelta(days=d), "way": "password", "outcome": "in"}
                for d in days
            ]
        )
        self.log._cron_forget()
        self.assertEqual(rows.exists(), rows[:2])

    # Codes on paper

    def test_codes_are_shown_once_and_kept_nowhere(self):
        action = self.person.with_user(
            self.env.ref("base.user_admin")
        ).action_hcc_paper_codes()
        codes = action["context"]["default_codes"].splitlines()
        self.assertEqual(len(set(codes)), CODES)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT hcc_paper_codes FROM res_users WHERE id = %s", [self.person.id]
        )
        kept = self.env.cr.fetchone()[0]
        for code in codes:
            self.assertNotIn(code.replace(" ", ""), kept)
        self.assertFalse(self.env["hcc.paper.codes"].search([]))
        self.assertEqual(self.person.hcc_paper_code_count, CODES)

    def test_who_does_not_manage_accounts_hands_out_none(self):
        for user in (self.user_coordinator, self.person):
            with self.assertRaises(AccessError):
                self.person.with_user(user).action_hcc_paper_codes()

    def test_second_factor_with_a_code_on_paper(self):
        """As a person signs in who has neither a smartphone nor e-mail."""
        self.env["res.users"]._begin_strict_sign_in()
        self.person.email = False
        codes = self.person._make_paper_codes()
        self.assertEqual({len(code) for code in codes}, {DIGITS})
        self.assertFalse(self._sign_in(), "the password alone is not enough")
        self.assertEqual(self._rows()[-1].outcome, "second")
        page = self.url_open("/web/login/totp")
        self.assertIn("one of your codes on paper", page.text)
        self.assertFalse(self._type_code("12345678"))
        self.assertTrue(self._type_code(f"{codes[0][:4]} {codes[0][4:]}"))
        last = self._rows()[-1]
        self.assertEqual((last.way, last.outcome), ("paper", "in"))
        self.assertEqual(self.person.hcc_paper_code_count, CODES - 1)
        # and once only
        self._sign_in()
        self.assertFalse(self._type_code(codes[0]))
        self.assertTrue(self._type_code(codes[1]))

    def test_known_browser_is_noted(self):
        self.env["res.users"]._begin_strict_sign_in()
        codes = self.person._make_paper_codes()
        self._sign_in()
        self.assertTrue(self._type_code(codes[0], remember="1"))
        self.assertFalse(self.opener.cookies.get("td_id"), "it has no name")
        self._sign_in()
        self.opener.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/1"
        self.assertTrue(self._type_code(codes[1], remember="1"))
        known = self.opener.cookies.get("td_id")
        self.assertTrue(known, "the browser was remembered")
        self.assertFalse(self._sign_in())
        self.opener.cookies.set("td_id", known)
        before = self._rows()
        answer = self.url_open("/web/login/totp", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        new = self._rows() - before
        self.assertEqual([(row.way, row.outcome) for row in new], [("device", "in")])
        self.assertEqual(new.user_id, self.person)

    def _type_code(self, code, **more):
        """:return: whether somebody is signed in then"""
        page = self.url_open("/web/login/totp")
        token = self._find_token(page)
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/web/login/totp",
                data={"totp_token": code, "csrf_token": token, **more},
                allow_redirects=False,
            )
        return response.status_code == 303

    def test_code_by_email_that_cannot_be_sent_says_so(self):
        def fail(*_args, **_kwargs):
            raise OSError("no server")

        self.env["res.users"]._begin_strict_sign_in()
        self._sign_in()
        with patch.object(self.registry["mail.template"], "send_mail", fail):
            page = self.url_open("/web/login/totp")
        self.assertIn("could not be sent", page.text)

    def test_code_of_another_account_is_refused(self):
        codes = self.user_coordinator._make_paper_codes()
        self.person._make_paper_codes()
        user = self.person.with_user(self.person)
        with (
            patch.object(
                self.registry["res.users"], "_totp_rate_limit", lambda *a: None
            ),
            self.assertRaises(AccessDenied),
        ):
            user._check_credentials({"type": "totp_mail", "token": int(codes[0])}, {})
