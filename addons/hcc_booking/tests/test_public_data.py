import json

from odoo.tests import tagged

from .public_common import PHONE, PublicCase


@tagged("post_install", "-at_install")
class TestPublicData(PublicCase):
    def setUp(self):
        super().setUp()
        self.booked = self._book_elsewhere()
        self.path = f"/hcc/request/{self.booked.reference}"
        self._open(self.booked)

    def _open(self, booked, phone=PHONE):
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone=phone)
        return self._post("/hcc/find", values)

    def _token(self, page):
        tokens = self._tree(page).xpath("//form//input[@name='token']/@value")
        return tokens[0]

    def test_asking_for_the_file(self):
        page = self._get(f"{self.path}/data")
        self.assertEqual(self._title(page), "What we keep of you")
        values = {"token": self._token(page), "what": "file"}
        answer = self._post(f"{self.path}/data", values)
        self.assertIn("We have your wish", answer.text)
        calls = self._get_messages(self.booked, "call_back")
        self.assertEqual(len(calls), 1)
        # reference and telephone open no file
        self.assertNotIn("12 Test street", answer.text)

    def test_wrong_data(self):
        page = self._get(f"{self.path}/data")
        values = {"token": self._token(page), "what": "wrong", "words": " "}
        answer = self._post(f"{self.path}/data", values)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Please say what is wrong.", answer.text)
        values["words"] = "x" * 1500
        answer = self._post(f"{self.path}/data", values)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("x" * 1500, answer.text, "what was typed is lost")
        values["words"] = "Tên tôi là Lan \x00 <b>"
        self._post(f"{self.path}/data", values)
        self.assertEqual(len(self._get_messages(self.booked, "call_back")), 1)

    def test_withdrawing(self):
        page = self._get(f"{self.path}/withdraw")
        self.assertIn("What goes on being kept, and why", page.text)
        self.assertEqual(self.booked.state, "booked", "looking changes nothing")
        token = self._token(page)
        answer = self._post(f"{self.path}/withdraw", {"token": token})
        self.assertIn("You have withdrawn your agreement", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.booked.state, "cancelled")
        self.assertTrue(all(self.booked.consent_ids.mapped("withdrawn_at")))
        again = self._post(f"{self.path}/withdraw", {"token": token})
        self.assertEqual(again.status_code, 422)

    def test_stale_or_foreign_forms(self):
        other = self._book_elsewhere(phone="0987 654 321")
        page = self._get(f"{self.path}/withdraw")
        foreign = f"/hcc/request/{other.reference}"
        for path, values in (
            (f"{self.path}/withdraw", {"token": "none"}),
            (f"{self.path}/withdraw", {}),
            (f"{foreign}/withdraw", {"token": self._token(page)}),
            (f"{self.path}/data", {"token": "none", "what": "erase"}),
            (f"{self.path}/data", {"what": "everything"}),
        ):
            with self.subTest(path, **values):
                self.assertLess(self._post(path, values).status_code, 500)
        self.env.invalidate_all()
        self.assertEqual(self.booked.state, "booked")
        self.assertEqual(other.state, "booked")

    def test_requests_of_others(self):
        other = self._book_elsewhere(phone="0987 654 321")
        for reference in (other.reference, "HT-AAAA-AAAA", "%", "x" * 500):
            for page in ("data", "withdraw"):
                path = f"/hcc/request/{reference}/{page}"
                with self.subTest(path[:60]):
                    shown = self._get(path)
                    self.assertIn("/hcc/find", shown.text)
                    self.assertNotIn("Ask for my file", shown.text)
                    self._post(path, {"what": "file", "token": "x"})
        self.env.invalidate_all()
        self.assertFalse(self._get_messages(other, "call_back"))
        self.assertEqual(other.state, "booked")

    def test_get_changes_nothing(self):
        for page in ("data", "withdraw"):
            self._get(f"{self.path}/{page}", what="erase", token="x")
        self.env.invalidate_all()
        self.assertEqual(self.booked.state, "booked")
        self.assertFalse(self._get_messages(self.booked, "call_back"))


@tagged("post_install", "-at_install")
class TestPortalData(PublicCase):
    def setUp(self):
        super().setUp()
        self.booked = self._book_elsewhere()
        self.person = self.booked.citizen_id
        self.person.partner_id = self.user_portal.partner_id
        self.other = self._book_elsewhere(
            phone="0987 654 321", name="Somebody Else"
        ).citizen_id
        self.env.flush_all()

    def _file(self, **values):
        page = self.url_open("/my/data")
        tokens = self._tree(page).xpath("//input[@name='csrf_token']/@value")
        values["csrf_token"] = tokens[0] if tokens else ""
        return self.url_open("/my/data/file", data=values)

    def test_own_file(self):
        self.authenticate("test_portal", "test_portal")
        answer = self._file(person=str(self.person.id), kind="json")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        sections = {part["key"]: part for part in json.loads(answer.text)["sections"]}
        self.assertEqual(
            sections["requests"]["records"][0]["reference"], self.booked.reference
        )
        answer = self._file(person=str(self.person.id), kind="pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))

    def test_files_of_others(self):
        self.authenticate("test_portal", "test_portal")
        for person in (str(self.other.id), "0", "", "1 OR 1=1", "x" * 1000):
            with self.subTest(person[:10]):
                answer = self._file(person=person, kind="json")
                self.assertTrue(answer.url.endswith("/my/data"))
                self.assertNotIn("Somebody Else", answer.text)
        answer = self._file(person=str(self.person.id), kind="exe")
        self.assertTrue(answer.url.endswith("/my/data"))

    def test_not_by_get_nor_without_account(self):
        self.assertIn("login", self.url_open("/my/data").url)
        self.authenticate("test_portal", "test_portal")
        answer = self.url_open(f"/my/data/file?person={self.person.id}&kind=json")
        self.assertIn(answer.status_code, (404, 405))
