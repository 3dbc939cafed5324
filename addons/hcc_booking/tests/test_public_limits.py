from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.models import hcc_rate_limit

from .public_common import PHONE, PublicCase


@tagged("security")
class TestPublicLimits(PublicCase):
    """Too many tries: the same form again, filled, and when to come back."""

    def setUp(self):
        super().setUp()
        self.patch(
            hcc_rate_limit,
            "BUCKETS",
            dict.fromkeys(
                hcc_rate_limit.BUCKETS, hcc_rate_limit.Allowance(600, 100, 1)
            ),
        )

    def _strict_addresses(self):
        buckets = dict.fromkeys(
            hcc_rate_limit.BUCKETS, hcc_rate_limit.Allowance(600, 1, 100)
        )
        self.patch(hcc_rate_limit, "BUCKETS", buckets)

    def assertWaits(self, response):
        self.assertEqual(response.status_code, 429)
        self.assertGreater(int(response.headers["Retry-After"]), 0)
        self.assertIn("Too many tries. Please try again in 10 minutes.", response.text)
        self.assertIn("024 1234 0000", response.text)

    def test_booking_by_telephone_number(self):
        self._post("/hcc/book/confirm", {**self._open_details(), "phone": PHONE})
        values = self._open_details(start="2026-11-25T09:30")
        values["description"] = "Long words that nobody wants to type again"
        values["phone"] = "+84 912345678"
        response = self._post("/hcc/book/confirm", values)
        self.assertWaits(response)
        shown = self._form(response, "/hcc/book/confirm")
        for name in ("name", "phone", "description", "start"):
            self.assertEqual(shown[name], values[name])
        self.assertEqual(len(self.env["hcc.request"].search([])), 1)
        values["phone"] = "0987 654 321"
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)

    def test_finding_by_telephone_and_by_reference(self):
        booked = self._book_elsewhere()
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone="0987 654 321")
        self.assertEqual(self._post("/hcc/find", values).status_code, 422)
        values.update(phone=PHONE)
        response = self._post("/hcc/find", values)
        self.assertWaits(response)
        shown = self._form(response, "/hcc/find")
        self.assertEqual(shown["reference"], booked.reference)
        self.assertEqual(shown["phone"], PHONE)
        values.update(reference="HT-AAAA-AAAA", phone="0987 654 321")
        self.assertWaits(self._post("/hcc/find", values))

    def test_one_answer_whether_or_not_it_exists(self):
        """A refusal tells nobody that a reference is somebody's."""
        booked = self._book_elsewhere()
        texts = set()
        for reference in (booked.reference, "HT-AAAA-AAAA"):
            values = self._form(self._get("/hcc/find"), "/hcc/find")
            values.update(reference=reference, phone="")
            self._post("/hcc/find", values)
            response = self._post("/hcc/find", values)
            self.assertWaits(response)
            texts.add(" ".join(self._texts(response, "//p[@role='alert']")))
        self.assertEqual(len(texts), 1)

    def test_moving_and_cancelling(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}"
        page = self._get(f"{path}/move", start="2026-11-25T09:30")
        move = self._form(page, "/move")
        self.assertIn("/hcc/request/", self._post(f"{path}/move", move).url)
        page = self._get(f"{path}/move", start="2026-11-25T10:30")
        self.assertWaits(self._post(f"{path}/move", self._form(page, "/move")))
        page = self._get(f"{path}/cancel")
        self.assertWaits(self._post(f"{path}/cancel", self._form(page, "/cancel")))
        self.assertEqual(booked.state, "booked")

    def test_rating(self):
        booked = self._book_elsewhere()
        visit = booked.current_appointment_id
        with freeze_time(visit.start + timedelta(minutes=20)):
            visit.assignment_ids.action_accept()
            visit.assignment_ids.action_start()
            visit._complete()
        path = f"/hcc/rate/{booked._get_rating().access_token}"
        tree = self._tree(self._get(path))
        (form,) = tree.xpath("//main//form[.//input[@name='value']]")
        values = dict(form.form_values())
        self.assertEqual(self._post(path, values).status_code, 422)
        response = self._post(path, {**values, "value": "4", "comment": "Rất tốt"})
        self.assertWaits(response)
        self.assertIn("Rất tốt", response.text)
        self.assertFalse(booked.rated_at)

    def test_searching_wards_by_address(self):
        self._strict_addresses()
        self._post("/hcc/book/ward", {"q": "Cầu Giấy"})
        self.assertWaits(self._post("/hcc/book/ward", {"q": "12 Láng Hạ"}))

    def test_a_proxy_says_who_it_is_only_when_set_up(self):
        self._strict_addresses()
        self._post("/hcc/book/ward", {"q": "Cầu Giấy"})
        response = self.url_open(
            "/en/hcc/book/ward",
            data={"q": "12 Láng Hạ"},
            headers={"X-Forwarded-For": "203.0.113.9"},
        )
        self.assertWaits(response)

    def test_programs_learn_nothing(self):
        """Every form of ours has the trap, and its answer is the front page."""
        booked = self._book()
        path = f"/hcc/request/{booked.reference}"
        choices = self._choices(start="2026-11-25T09:30")
        for page, action, query in (
            ("/hcc/book/ward", "/hcc/book/ward", {}),
            ("/hcc/book/details", "/hcc/book/confirm", choices),
            ("/hcc/find", "/hcc/find", {}),
            (f"{path}/move", "/move", {"start": "2026-11-25T09:30"}),
            (f"{path}/cancel", "/cancel", {}),
            (path, "/hcc/forget", {}),
        ):
            with self.subTest(page=page, action=action):
                response = self._get(page, **query)
                (form,) = self._tree(response).xpath(
                    f"//form[@method='post'][contains(@action, '{action}')]"
                )
                self.assertIn("website", form.fields)
                values = dict(form.form_values(), website="http://spam.example")
                before = self._contents()
                answer = self.url_open(
                    form.get("action"), data=values, allow_redirects=False
                )
                self.assertEqual(answer.status_code, 303)
                self.assertRegex(
                    answer.headers["Location"], r"/en/hcc(\?done=forgotten)?$"
                )
                self.assertEqual(self._contents(), before)
