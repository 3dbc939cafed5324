import json

from odoo.tests import tagged

from .public_common import PublicCase


@tagged("security")
class TestPortalAccount(PublicCase):
    """Odoo's own pages of an account: whatever is sent gets an answer."""

    def setUp(self):
        super().setUp()
        self.user_portal.lang = "en_US"
        self.authenticate("test_portal", "test_portal")

    def _send(self, path, files=None, **values):
        page = self.url_open("/my/security")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(
            path, data={"csrf_token": token, **values}, files=files, timeout=60
        )

    def test_password_page_says_what_is_missing(self):
        answer = self._send("/my/security")
        self.assertEqual(answer.status_code, 200)
        self.assertIn('role="alert"', answer.text)
        self.assertIn("You cannot leave any password empty", answer.text)
        answer = self._send("/my/security", files={"old": b"no text"}, new1="a")
        self.assertIn("You cannot leave any password empty", answer.text)

    def test_password_is_changed_as_typed(self):
        new = "Mật khẩu dài của tôi"
        answer = self._send("/my/security", old="test_portal", new1=new, new2=new)
        self.assertIn("Password Updated", answer.text)
        self.authenticate("test_portal", new)

    def test_account_is_not_ended_by_half_a_form(self):
        for values in ({}, {"validation": "test_portal"}, {"password": "test_portal"}):
            answer = self._send("/my/deactivate_account", **values)
            self.assertEqual(answer.status_code, 200)
            self.assertIn('role="alert"', answer.text)
        self.assertTrue(self.user_portal.active)

    def test_address_takes_no_nonsense(self):
        partner = self.user_portal.partner_id
        before = partner.street
        for values in (
            {"partner_id": partner.id, "use_delivery_as_billing": "maybe"},
            {"partner_id": partner.id, "country_id": "-1", "state_id": "x"},
            {"partner_id": partner.id, "name": ""},
        ):
            answer = self._send("/my/address/submit", **values)
            self.assertEqual(answer.status_code, 200, values)
            self.assertTrue(json.loads(answer.text)["messages"])
        self.assertEqual(partner.street, before)
        for nobody in ("ä¸Eò", "999999999", self.env.company.partner_id.id):
            answer = self._send("/my/address/submit", partner_id=nobody)
            self.assertEqual(answer.status_code, 403, nobody)

    def test_answer_leads_nowhere_else(self):
        partner = self.user_portal.partner_id
        vietnam = self.env.ref("base.vn")
        answer = self._send(
            "/my/address/submit",
            partner_id=partner.id,
            name=partner.name,
            email="me@example.com",
            phone="0912345678",
            street="1",
            city="Hà Nội",
            country_id=vietnam.id,
            callback="https://example.com/",
        )
        self.assertEqual(json.loads(answer.text), {"redirectUrl": "/my/addresses"})

    def test_token_that_is_a_file_is_refused(self):
        answer = self.url_open("/my/security", files={"csrf_token": b"no text"})
        self.assertEqual(answer.status_code, 400)
