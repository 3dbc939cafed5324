import io
from urllib.parse import urlencode

from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.hcc_collaborator.models import hcc_rate_limit

from ..models.hcc_collaborator_application import LIMITS, MAX_FILE
from .selection_common import SelectionCase

PHONE = "0912 000 777"
PDF = b"%PDF-1.7\nwords"
HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE hcc_collaborator; --",
    "\x00\ud800 null",
    "{{ 7*7 }}",
)


@tagged("post_install", "-at_install", "security")
class TestPublicJoin(SelectionCase, HttpCase):
    """Pages for applicants, read in English, the default language Vietnamese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("vi_VN", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.default"].set("res.partner", "lang", "vi_VN")
        cls.env["ir.config_parameter"].set_param(
            "hcc_collaborator.hotline", "024 1234 0000"
        )

    # Reading pages

    def _get(self, path, **query):
        return self.url_open(f"/en{path}" + (f"?{urlencode(query)}" if query else ""))

    def _post(self, path, values, files=None):
        return self.url_open(f"/en{path}", data=values, files=files)

    def _form(self, response, action):
        """What the form with this action would send, its files left out."""
        tree = html.fromstring(response.text)
        (form,) = tree.xpath(f"//form[contains(@action, '{action}')]")
        return {key: value for key, value in form.form_values() if key != "cv"}

    def _title(self, response):
        return html.fromstring(response.text).xpath("string(//h1)").strip()

    def _open_form(self, **changes):
        values = self._form(self._get("/hcc/join"), "/hcc/join")
        values.update(
            category="student",
            ward=self.ward_a1.full_name,
            name="Trần Thị Hà",
            phone=PHONE,
            experience="Youth union",
            can_evenings="1",
            consent="1",
        )
        values.update(changes)
        return {key: value for key, value in values.items() if value is not None}

    def _people(self):
        return self.env["hcc.collaborator"].search([("is_online", "=", True)])

    def _apply(self, files=None, **changes):
        response = self._post("/hcc/join", self._open_form(**changes), files)
        return response, self._people()[-1:]

    def _leave_browser(self):
        """Another browser: no grants."""
        self.opener.cookies.clear()
        self.authenticate(None, None)

    # Applying

    def test_apply_and_follow(self):
        response, person = self._apply()
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you for applying", response.text)
        self.assertIn(person.application_reference, response.text)
        self.assertIn(f"/hcc/join/{person.application_reference}", response.url)
        self.assertNotIn("0912", response.url)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(person.team_id, self.team_a1)
        self.assertEqual(person.phone, "+84912000777")
        self.assertTrue(person.can_evenings)
        self.assertEqual(person.consent_version, "2026-11")
        self.assertEqual(len(person.consent_digest), 64)
        # from another telephone: reference and number
        self._leave_browser()
        find = self._form(self._get("/hcc/join/find"), "/hcc/join/find")
        find.update(
            reference=person.application_reference.lower(), phone="+84912000777"
        )
        response = self._post("/hcc/join/find", find)
        self.assertEqual(self._title(response), "Your application has arrived")
        person.action_screen()
        self.env["hcc.interview"].create(
            {
                "collaborator_id": person.id,
                "start": "2026-11-26 02:00:00",
                "place": "Room 2",
            }
        )
        response = self._get(f"/hcc/join/{person.application_reference}")
        self.assertEqual(self._title(response), "We are looking at your application")
        self.assertIn("09:00, Thursday 26/11/2026", response.text)
        self.assertIn("Room 2", response.text)
        self._make_ready(person)
        self._see_documents(
            person, self.env.ref("hcc_collaborator.document_type_student")
        )
        person._decide("approved", "Fits")
        response = self._get(f"/hcc/join/{person.application_reference}")
        self.assertEqual(self._title(response), "You have been taken into the team")
        self.assertIn(person.badge_number, response.text)
        self.assertNotIn("Fits", response.text)

    def test_sent_twice_is_one(self):
        values = self._open_form()
        first = self._post("/hcc/join", values)
        again = self._post("/hcc/join", values)
        self.assertEqual(first.url, again.url)
        self.assertEqual(len(self._people()), 1)

    def test_wards(self):
        response, person = self._apply(ward="Test")
        self.assertEqual(response.status_code, 422)
        self.assertFalse(person)
        self.assertIn("which of these wards", response.text)
        self.assertIn("people still looked for: 7", " ".join(response.text.split()))
        values = self._form(response, "/hcc/join")
        self.assertEqual(values["experience"], "Youth union")
        values["ward_id"] = str(self.ward_b1.id)
        self.assertIn("/hcc/join/UV-", self._post("/hcc/join", values).url)
        self.assertEqual(self._people().ward_id, self.ward_b1)
        # a ward that was not offered is not taken
        response, _person = self._apply(ward="Nowhere", ward_id=str(self.ward_b1.id))
        self.assertEqual(response.status_code, 422)
        # from a poster of the ward
        response = self._get("/hcc/join", ward=self.ward_a1.code)
        self.assertEqual(
            self._form(response, "/hcc/join")["ward"], self.ward_a1.full_name
        )

    def test_file(self):
        files = {"cv": ("../../<b>.html", io.BytesIO(PDF), "text/html")}
        response, person = self._apply(files=files)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(person.cv_name, f"{person.application_reference}.pdf")

    def test_wrong_file_loses_nothing(self):
        for name, content, words in (
            ("cv.pdf", b"<html><script>", "PDF, JPEG, PNG and DOCX"),
            ("cv.pdf", b"%PDF-" + b"x" * MAX_FILE, "too big"),
        ):
            with self.subTest(words=words):
                files = {"cv": (name, io.BytesIO(content), "application/pdf")}
                response, person = self._apply(files=files)
                self.assertEqual(response.status_code, 422)
                self.assertFalse(person)
                self.assertIn(words, response.text)
                values = self._form(response, "/hcc/join")
                for key in ("name", "phone", "experience", "can_evenings", "category"):
                    self.assertEqual(values[key], self._open_form()[key])
        # a text where a file is expected
        response, _person = self._apply(cv="no file at all")
        self.assertEqual(response.status_code, 200)

    def test_what_is_missing_is_said_and_kept(self):
        response, person = self._apply(phone="12", consent=None, category=None)
        self.assertEqual(response.status_code, 422)
        self.assertFalse(person)
        links = html.fromstring(response.text).xpath("//div[@id='errors']//a/@href")
        self.assertEqual(set(links), {"#phone", "#consent", "#category"})
        self.assertEqual(self._form(response, "/hcc/join")["name"], "Trần Thị Hà")

    def test_hostile_input(self):
        for words in HOSTILE:
            with self.subTest(words=words):
                fields = ("name", "experience", "languages", "conflict_words", "email")
                changes = dict.fromkeys(fields, words.encode("utf-8", "surrogatepass"))
                response, _person = self._apply(**changes)
                self.assertEqual(response.status_code, 422)
                self.assertNotIn("<script>alert", response.text)
        response, _person = self._apply(
            name="x" * (LIMITS["name"] + 5), ward_id="9" * 40, conflicts="spy"
        )
        self.assertEqual(response.status_code, 422)
        response = self._post("/hcc/join", {"token": "a.b.c", "ward_id": "-1"})
        self.assertEqual(response.status_code, 200)
        response, _person = self._apply(token="")
        self.assertIn("open for a long time", response.text)
        self.assertFalse(self._people())

    def test_programs_learn_nothing(self):
        response, person = self._apply(website="http://spam.example.com")
        self.assertFalse(person)
        self.assertEqual(response.url.rstrip("/").split("/")[-1], "hcc")

    def test_too_many_tries_keep_the_form(self):
        self.patch(
            hcc_rate_limit,
            "BUCKETS",
            dict.fromkeys(
                hcc_rate_limit.BUCKETS, hcc_rate_limit.Allowance(600, 100, 1)
            ),
        )
        self._apply()
        response, _person = self._apply(experience="Words nobody types twice")
        self.assertEqual(response.status_code, 429)
        values = self._form(response, "/hcc/join")
        self.assertEqual(values["experience"], "Words nobody types twice")
        self.assertEqual(len(self._people()), 1)
        self._leave_browser()
        find = self._form(self._get("/hcc/join/find"), "/hcc/join/find")
        reference = self._people().application_reference
        find.update(reference=reference, phone="0912 000 111")
        self.assertEqual(self._post("/hcc/join/find", find).status_code, 422)
        find.update(phone="0912 000 112")
        self.assertEqual(self._post("/hcc/join/find", find).status_code, 429)

    # Somebody else's application

    def test_references_open_nothing_by_themselves(self):
        _response, person = self._apply()
        reference = person.application_reference
        self._leave_browser()
        for path in (f"/hcc/join/{reference}", f"/hcc/join/{reference}/withdraw"):
            with self.subTest(path=path):
                known, unknown = self._get(path), self._get("/hcc/join/UV-AAAA-AAAA")
                self.assertEqual(self._title(known), self._title(unknown))
                self.assertEqual(known.status_code, unknown.status_code)
                self.assertNotIn(self.ward_a1.full_name, known.text)
        # with a token of an own form, for the application of another
        _response, _own = self._apply(phone="0912 000 888", name="Somebody")
        own = self._people().filtered(lambda p: p.phone == "+84912000888")
        page = self._get(f"/hcc/join/{own.application_reference}/withdraw")
        token = self._form(page, "/withdraw")["token"]
        self._post(f"/hcc/join/{reference}/withdraw", {"token": token})
        self.assertEqual(person.state, "applied")

    def test_wrong_telephone_and_wrong_reference_sound_the_same(self):
        _response, person = self._apply()
        self._leave_browser()
        find = self._form(self._get("/hcc/join/find"), "/hcc/join/find")
        texts = set()
        for reference, phone in (
            (person.application_reference, "0912 000 111"),
            ("UV-AAAA-AAAA", PHONE),
            (person.application_reference, "nonsense"),
            ("%", "%"),
        ):
            response = self._post(
                "/hcc/join/find", {**find, "reference": reference, "phone": phone}
            )
            self.assertEqual(response.status_code, 422)
            texts.add(
                html.fromstring(response.text).xpath("string(//div[@id='errors'])")
            )
        self.assertEqual(len(texts), 1)

    def test_withdrawing(self):
        _response, person = self._apply()
        path = f"/hcc/join/{person.application_reference}/withdraw"
        values = self._form(self._get(path), "/withdraw")
        self.assertEqual(person.state, "applied", "looking changes nothing")
        response = self._post(path, {"token": "wrong"})
        self.assertEqual(person.state, "applied")
        response = self._post(path, values)
        self.assertEqual(self._title(response), "You have withdrawn your application")
        self.assertEqual(person.state, "left")
        self._post(path, values)
        self.assertEqual(self._journaled(person).count("application_withdrawn"), 1)

    def test_the_way_in_is_on_every_page(self):
        for path in ("/hcc", "/hcc/nowhere"):
            self.assertIn("/en/hcc/join", self._get(path).text)

    def test_page_costs_few_queries(self):
        self._get("/hcc/join")
        with self.assertQueryCount(8):
            self._get("/hcc/join")
