from lxml import html

from odoo.tests import HttpCase, tagged

from .common import HccCase
from .test_hcc_badge import make_photo


@tagged("post_install", "-at_install")
class TestPublicBadge(HccCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("vi_VN", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.default"].set("res.partner", "lang", "vi_VN")
        cls.env["ir.config_parameter"].set_param(
            "hcc_collaborator.hotline", "024 1234 0000"
        )
        cls.env["ir.config_parameter"].set_param(
            "hcc_collaborator.rate_limit_percent", "10000"
        )
        cls.person = cls.c_a1_1
        cls.token = cls.person.badge_token

    def _get(self, path):
        return self.url_open(f"/en{path}", allow_redirects=False)

    def _send(self, number, code, follow=True, **more):
        form = html.fromstring(self._get("/hcc/badge").text)
        (form,) = form.xpath("//form[contains(@action, '/hcc/badge')]")
        values = {**dict(form.form_values()), "number": number, "code": code, **more}
        return self.url_open("/en/hcc/badge", data=values, allow_redirects=follow)

    def _h1(self, response):
        return html.fromstring(response.text).xpath("//h1")[0].text_content().strip()

    def test_valid_by_qr_code(self):
        response = self._get(f"/hcc/badge/{self.token}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._h1(response), "This badge is valid now")
        for part in (self.person.name, self.person.badge_number, "Phường Test A1"):
            self.assertIn(part, response.text)
        self.assertNotIn(self.person.badge_code, response.text)
        self.assertNotIn(self.person.phone, response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.text)

    def test_valid_by_number_and_code(self):
        response = self._send(self.person.badge_number, self.person.badge_code)
        self.assertEqual(self._h1(response), "This badge is valid now")
        self.assertIn(self.person.name, response.text)

    def test_all_that_is_wrong_gives_the_same_page(self):
        left, lost = self.c_a1_2, self.c_a1_3
        left.state = "left"
        old_token, old_code = lost.badge_token, lost.badge_code
        lost.action_renew_badge()
        wrong = [
            self._get("/hcc/badge/" + "x" * 32),
            self._get(f"/hcc/badge/{left.badge_token}"),
            self._get(f"/hcc/badge/{old_token}"),
            self._send("CTV-T-A1-77", "AAA-AAA"),
            self._send(self.person.badge_number, "AAA-AAA"),
            self._send(left.badge_number, left.badge_code),
            self._send(lost.badge_number, old_code),
        ]
        main = set()
        for response in wrong:
            self.assertEqual(response.status_code, 200)
            self.assertEqual(self._h1(response), "This badge is not valid")
            (node,) = html.fromstring(response.text).xpath("//main")
            main.add(html.tostring(node))
            for person in (left, lost, self.person):
                self.assertNotIn(person.name, response.text)
                self.assertNotIn(person.badge_number, response.text)
        self.assertEqual(len(main), 1, "nothing tells one from the other")

    def test_photo(self):
        nobody = self._get(f"/hcc/badge/{self.token}/photo")
        self.assertEqual(nobody.headers["Content-Type"], "image/svg+xml")
        self.person.image_1920 = make_photo()
        photo = self._get(f"/hcc/badge/{self.token}/photo")
        self.assertEqual(photo.headers["Content-Type"], "image/jpeg")
        self.assertEqual(photo.headers["Cache-Control"], "no-store")
        self.assertLess(len(photo.content), 60_000)
        self.c_a1_2.write({"image_1920": make_photo(), "state": "suspended"})
        for token in (self.c_a1_2.badge_token, "x" * 32):
            response = self._get(f"/hcc/badge/{token}/photo")
            self.assertEqual(response.content, nobody.content)
            self.assertEqual(response.status_code, 200)

    def test_form(self):
        empty = self._send("", " ")
        self.assertEqual(empty.status_code, 422)
        self.assertIn("Please write what stands on the badge.", empty.text)
        again = self._send("abc", "")
        self.assertIn('value="abc"', again.text)
        stale = self._send("abc", "def", token="old")
        self.assertIn('value="def"', stale.text)
        self.assertEqual(self._h1(stale), self._h1(self._get("/hcc/badge")))

    def test_programs_learn_nothing(self):
        response = self._send(
            self.person.badge_number,
            self.person.badge_code,
            follow=False,
            website="http://spam.example.com",
        )
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/hcc"))

    def test_codes_are_not_tried_through(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_collaborator.rate_limit_percent", "10"
        )
        number = "CTV-TRIED-THROUGH"
        statuses = [self._send(number, "AAA-AAA").status_code for _try in range(5)]
        self.assertEqual(statuses[0], 200)
        self.assertEqual(statuses[-1], 429)

    def test_linked_from_every_page(self):
        page = html.fromstring(self._get("/hcc").text)
        links = page.xpath("//footer//a[contains(@href, '/hcc/badge')]")
        self.assertTrue(links)

    def test_another_method_is_refused(self):
        self.assertEqual(
            self.url_open(f"/en/hcc/badge/{self.token}", data={"a": "1"}).status_code,
            405,
        )

    def test_queries_do_not_depend_on_how_many_people_there_are(self):
        def count():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["hcc.collaborator"]._find_badge(self.token)
            return self.env.cr.sql_log_count - start

        count()
        before = count()
        self.env["hcc.collaborator"].create(
            [
                self._prepare_collaborator(f"More {number}", number, self.team_a1, 6)
                for number in range(100, 150)
            ]
        )
        self.env.flush_all()
        self.assertEqual(count(), before)
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.env["hcc.collaborator"]._find_badge(self.token)
