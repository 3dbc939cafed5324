from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.public_common import PHONE, PublicCase

from .mandate_common import MandateCase


@tagged("post_install", "-at_install")
class TestPublicMandate(MandateCase, PublicCase):
    def setUp(self):
        super().setUp()
        self.mandate = self._give(period="month")
        link = self.mandate._get_link()
        self.path = link[link.index("/hcc/m/") :]

    def _token(self, page):
        return self._tree(page).xpath("//form//input[@name='token']/@value")[0]

    def test_taken_back_by_the_link(self):
        page = self._get(self.path)
        self.assertEqual(self._title(page), "Consent to be helped")
        self.assertIn("Test birth certificate", page.text)
        self.assertNotIn("Lan", page.text, "the page names nobody")
        self.env.invalidate_all()
        self.assertEqual(self.mandate.state, "valid", "looking changes nothing")
        answer = self._post(self.path, {"token": self._token(page)})
        self.assertIn("You have taken it back", answer.text)
        self.env.invalidate_all()
        self.assertEqual(
            (self.mandate.state, self.mandate.revoked_by), ("revoked", "link")
        )
        again = self._post(self.path, {"token": self._token(page)})
        self.assertEqual(again.status_code, 422)

    def test_links_that_were_not_made_here(self):
        other = self._give(period="day")
        key = self.path.rpartition("/")[2]
        token = self._token(self._get(self.path))
        for path in (
            f"/hcc/m/{other.reference}/{key}",
            f"/hcc/m/{self.mandate.reference}/{'0' * 32}",
            f"/hcc/m/{self.mandate.reference}/é",
            f"/hcc/m/{self.request.reference}/{key}",
            "/hcc/m/x/y",
        ):
            with self.subTest(path):
                self.assertEqual(self._get(path).status_code, 404)
                answer = self._post(path, {"token": token})
                self.assertEqual(answer.status_code, 404)
        # the form of one page is none for another
        path = other._get_link().partition("/hcc/m/")[2]
        self._post(f"/hcc/m/{path}", {"token": token})
        self._post(self.path, {"token": "none"})
        self._post(self.path, {})
        self.env.invalidate_all()
        self.assertEqual((self.mandate | other).mapped("state"), ["valid", "valid"])

    def test_link_on_the_page_of_the_request(self):
        path = f"/hcc/request/{self.request.reference}"
        self.assertNotIn(self.mandate.reference, self._get(f"{path}/data").text)
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=self.request.reference, phone=PHONE)
        self._post("/hcc/find", values)
        page = self._get(f"{path}/data")
        self.assertIn(self.path, page.text)

    def test_link_in_the_portal(self):
        partner = self.env["res.partner"].create({"name": "Lan"})
        user = self.env["res.users"].create(
            {
                "login": "test_lan",
                "password": "test_lan",
                "partner_id": partner.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self.authenticate("test_lan", "test_lan")
        self.assertNotIn(self.path, self.url_open("/my/data").text)
        self.request.citizen_id.partner_id = partner
        self.assertIn(self.path, self.url_open("/my/data").text)
        self.assertTrue(user)
