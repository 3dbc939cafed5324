from unittest.mock import patch

from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .public_common import PublicCase

PATH = "/hcc/sign-in"


class TestSignIn(PublicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = new_test_user(
            cls.env,
            "staff.sign.in",
            groups="hcc_collaborator.group_hcc_clerk",
            password="a-good-password",
        )
        cls.citizen = new_test_user(
            cls.env,
            "citizen.sign.in",
            groups="base.group_portal",
            password="a-good-password",
        )

    def _send(self, login, password="a-good-password", follow=False, **changes):
        values = self._form(self._get(PATH), PATH)
        values.update(login=login, password=password, **changes)
        with mute_logger("odoo.addons.base.models.res_users"):
            return self._post(PATH, values, follow=follow)

    def test_each_goes_home(self):
        for login, home in (("staff.sign.in", "/odoo"), ("citizen.sign.in", "/my")):
            with self.subTest(login=login):
                self.opener.cookies.clear()
                response = self._send(login)
                self.assertEqual(response.status_code, 303)
                self.assertTrue(response.headers["Location"].endswith(home))
                # Who is signed in already is not asked again.
                response = self._get(PATH, follow=False)
                self.assertTrue(response.headers["Location"].endswith(home))

    def test_goes_on_where_one_was_but_never_elsewhere(self):
        for target, is_kept in (
            ("/my/requests/5", True),
            ("/odoo/action-7?debug=1", True),
            ("https://example.com", False),
            ("//example.com/my", False),
            ("/\\example.com", False),
            ("/my//example.com", False),
            ("/myexample.com", False),
            ("/web/session/logout", False),
            ("javascript:alert(1)", False),
        ):
            with self.subTest(target=target):
                self.opener.cookies.clear()
                form = self._form(self._get(PATH, redirect=target), PATH)
                self.assertEqual(form.get("redirect", "") == target, is_kept)
                response = self._send("citizen.sign.in", redirect=target)
                location = response.headers["Location"]
                expected = target if is_kept else "/my"
                self.assertTrue(location.endswith(expected), location)
                self.assertNotIn("example.com", location)

    def test_wrong_ones_look_the_same(self):
        texts = set()
        for login, password in (
            ("staff.sign.in", "not-this-one"),
            ("nobody.at.all", "not-this-one"),
        ):
            response = self._send(login, password)
            self.assertEqual(response.status_code, 422)
            texts.add(self._texts(response, "//*[@role='alert']")[0])
            self.assertEqual(self._form(response, PATH)["login"], login)
            self.assertNotIn("not-this-one", response.text.split("<main")[1])
        self.assertEqual(
            texts, {"The account or the password is not right. Please try again."}
        )

    def test_empty_fields_are_named(self):
        response = self._send("", "")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(len(self._texts(response, "//*[@id='errors']//a")), 2)

    def test_form_of_another_browser_signs_nobody_in(self):
        values = self._form(self._get(PATH), PATH)
        values.update(login="staff.sign.in", password="a-good-password")
        for token in ("", "x.1.y", values["token"]):
            self.opener.cookies.clear()
            response = self._post(PATH, {**values, "token": token}, follow=False)
            self.assertEqual(response.status_code, 200)
            self.assertIn("once more", self._texts(response, "//*[@role='alert']")[0])
            self.assertEqual(self._form(response, PATH)["login"], "staff.sign.in")

    def test_program_learns_nothing(self):
        response = self._send("staff.sign.in", website="http://example.com")
        self.assertTrue(response.headers["Location"].endswith("/hcc"))
        response = self._get(PATH, follow=False)
        self.assertEqual(response.status_code, 200)

    def test_second_factor_is_asked_for_by_odoo(self):
        Users = self.registry["res.users"]
        with patch.object(Users, "_mfa_url", lambda user: "/web/login/totp"):
            response = self._send("staff.sign.in", redirect="/odoo/action-7")
        location = response.headers["Location"]
        self.assertIn("/web/login/totp?redirect=", location)
        response = self._get(PATH, follow=False)
        self.assertEqual(response.status_code, 200, "nobody is signed in yet")

    def test_tries_are_limited(self):
        limit = self.registry["hcc.rate.limit"]
        with patch.object(limit, "_hit", lambda *args, **kwargs: 300):
            response = self._send("staff.sign.in")
        self.assertEqual(response.status_code, 429)
        self.assertEqual(self._form(response, PATH)["login"], "staff.sign.in")

    def test_never_kept_and_linked_from_every_page(self):
        response = self._get(PATH)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        links = self._tree(self._get("/hcc")).xpath("//footer//a/@href")
        self.assertIn("/en/hcc/sign-in", links)
        self.assertFalse([link for link in links if "/web/login" in link])


class TestErrorPages(PublicCase):
    def _check(self, response, status, title):
        self.assertEqual(response.status_code, status)
        self.assertEqual(self._title(response), title)
        tree = self._tree(response)
        self.assertTrue(tree.xpath("//main//a[@href='tel:02412340000']"))
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertNotIn("/web/assets", response.text)
        self.assertEqual(tree.get("lang"), "en")

    def test_page_that_takes_no_form(self):
        for path in ("/hcc/privacy", "/hcc", "/hcc/nothing/at/all"):
            response = self._post(path, {"a": "b"})
            self._check(response, 405, "This page cannot be opened this way")
            self.assertIn("GET", response.headers["Allow"])

    def test_without_a_language_in_the_address(self):
        response = self.url_open("/hcc/privacy", data={"a": "b"})
        self.assertEqual(response.status_code, 405)
        self.assertEqual(self._tree(response).get("lang"), "vi")

    def test_too_big(self):
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/en/hcc/book/confirm", files={"wish": ("a", b"x" * 200)}
            )
        self.assertLess(response.status_code, 500)
        limit = "odoo.http.DEFAULT_MAX_CONTENT_LENGTH"
        with patch(limit, 100), mute_logger("odoo.http"):
            response = self._post("/hcc/find", {"reference": "x" * 1000})
        self._check(response, 413, "What you sent is too big")

    def test_our_fault(self):
        def fail(*_args, **_kwargs):
            raise ValueError("secret 0912345678")

        with (
            patch.object(self.registry["hcc.ward"], "_find", fail),
            mute_logger("odoo.http"),
        ):
            response = self._get("/hcc/book/ward", q="x")
        self._check(response, 500, "Something went wrong on our side")
        self.assertNotIn("0912345678", response.text)

    def test_even_when_the_layout_is_broken(self):
        def fail(*_args, **_kwargs):
            raise ValueError("broken")

        with (
            patch.object(self.registry["hcc.branding"], "_service_name", fail),
            mute_logger("odoo.http", "odoo.addons.hcc_collaborator.models.ir_http"),
        ):
            response = self._get("/hcc")
        self.assertEqual(response.status_code, 500)

    def test_other_pages_keep_the_errors_of_odoo(self):
        with mute_logger("odoo.http"):
            response = self._get("/nothing-like-this")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn("o_hcc", response.text)
