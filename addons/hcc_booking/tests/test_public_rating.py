from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .public_common import PublicCase


@tagged("security")
class TestPublicRating(PublicCase):
    def setUp(self):
        super().setUp()
        self.booked = self._book_elsewhere()
        self._finish(self.booked)
        self.token = self.booked._get_rating().access_token
        self.path = f"/hcc/rate/{self.token}"
        self.opener.cookies.clear()

    def _finish(self, booked):
        visit = booked.current_appointment_id
        with freeze_time(visit.start + timedelta(minutes=20)):
            visit.assignment_ids.action_accept()
            visit.assignment_ids.action_start()
            visit._complete()

    def _rate(self, **changes):
        response = self._get(self.path)
        (form,) = self._tree(response).xpath("//main//form[.//fieldset]")
        return self._post(self.path, {**dict(form.form_values()), **changes})

    def test_five_answers_in_words_and_numbers(self):
        response = self._get(self.path)
        self.assertEqual(response.status_code, 200)
        answers = self._texts(response, "//label[contains(@class,'o_hcc_rating')]")
        self.assertEqual(len(answers), 5)
        self.assertIn("5 – Very satisfied", answers[0])
        self.assertIn("1 – Very dissatisfied", answers[4])

    def test_looking_changes_nothing(self):
        contents = self._contents()
        self._get(self.path)
        self._get(self.path, value="1", rate="5")
        self.assertEqual(self._contents(), contents)

    def test_rating_counts_once(self):
        response = self._rate(value="4", comment="Rất tốt")
        self.assertIn("Thank you", self._title(response))
        self.assertEqual(self.booked.rating_value, 4)
        rating = self.booked._get_rating()
        self.assertEqual(rating.rating, 4)
        self.assertEqual(rating.feedback, "Rất tốt")
        response = self._post(self.path, {"value": "1", "form_token": "x"})
        self.assertIn("Thank you", self._title(response))
        self.assertIn("Thank you", self._title(self._get(self.path)))
        self.assertEqual(self.booked.rating_value, 4)

    def test_bad_answers_are_named_and_the_comment_kept(self):
        for value in ("", "0", "6", "-1", "4.5", "x", "9" * 5000):
            with self.subTest(value=value[:10]):
                response = self._rate(value=value, comment="Kept")
                self.assertEqual(response.status_code, 422)
                self.assertIn("Kept", response.text)
                self.assertFalse(self.booked.rated_at)
        response = self._rate(value="5", comment="c" * 1001)
        self.assertEqual(response.status_code, 422)
        self.assertTrue(self._texts(response, "//p[@id='comment_error']"))
        self.assertIn("c" * 1001, response.text)
        self.assertFalse(self.booked.rated_at)

    def test_unknown_tokens_are_all_the_same_page(self):
        other = self._book_elsewhere(phone="0987 654 321")
        contents = self._contents()
        for token in (
            "unknown",
            self.booked.reference,
            other.reference,
            str(self.booked.id),
            "%",
            "x" * 5000,
        ):
            for response in (
                self._get(f"/hcc/rate/{token}"),
                self._post(f"/hcc/rate/{token}", {"value": "5"}),
            ):
                self.assertEqual(response.status_code, 404)
                self.assertEqual(self._title(response), "We did not find this page")
        self.assertEqual(self._contents(), contents)

    def test_form_token_of_another_rating_is_refused(self):
        other = self._book_elsewhere(phone="0987 654 321")
        self._finish(other)
        response = self._get(f"/hcc/rate/{other._get_rating().access_token}")
        (form,) = self._tree(response).xpath("//main//form[.//fieldset]")
        token = dict(form.form_values())["form_token"]
        response = self._post(self.path, {"value": "5", "form_token": token})
        self.assertIn("open for a long time", response.text)
        self.assertFalse(self.booked.rated_at)

    def test_page_names_nobody(self):
        text = self._get(self.path).text
        self.assertNotIn("Nguyễn Thị Lan", text)
        self.assertNotIn(self.booked.reference, text)


@tagged("post_install", "-at_install", "security")
class TestPublicRatingCode(PublicCase):
    """The code on the slip, typed by the citizen."""

    def setUp(self):
        super().setUp()
        self.booked = self._book_elsewhere()
        visit = self.booked.current_appointment_id
        with freeze_time(visit.start + timedelta(minutes=20)):
            visit.assignment_ids.action_accept()
            visit.assignment_ids.action_start()
            visit._complete()
        self.code = self.booked.rating_code
        self.opener.cookies.clear()

    def _rate(self, query=None, **changes):
        response = self._get("/hcc/rate", **(query or {}))
        values = self._form(response, "/hcc/rate") | {"value": "4"} | changes
        return self._post("/hcc/rate", values)

    def test_code_typed_in_any_way(self):
        typed = f" {self.code.lower().replace('-', ' ')} "
        response = self._rate(code=typed, comment="Tốt")
        self.assertIn("Thank you", self._title(response))
        self.assertEqual(self.booked.rating_value, 4)
        self.assertEqual(self.booked.rating_channel, "code")
        self.assertEqual(self.booked._get_rating().feedback, "Tốt")
        rating = self._get_messages(self.booked, "rating")
        self.assertEqual(set(rating.mapped("state")), {"cancelled"})

    def test_code_of_the_qr_is_filled_in(self):
        response = self._get("/hcc/rate", code=self.code)
        self.assertEqual(self._form(response, "/hcc/rate")["code"], self.code)

    def test_code_works_once(self):
        self._rate(code=self.code)
        response = self._rate(code=self.code, value="1")
        self.assertEqual(response.status_code, 422)
        self.assertIn("We do not know this code", response.text)
        self.assertEqual(self.booked.rating_value, 4)

    def test_code_runs_out(self):
        with freeze_time(self.booked.done_at + timedelta(days=30, minutes=1)):
            response = self._rate(code=self.code)
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self.booked.rating_value)

    def test_code_of_a_help_that_is_not_finished(self):
        other = self._book_elsewhere(phone="0987 654 321")
        response = self._rate(code=other.rating_code)
        self.assertEqual(response.status_code, 422)
        self.assertFalse(other.rating_value)

    def test_bad_codes_and_answers_keep_the_form(self):
        for code in ("", "0000-0000", "x" * 500, self.booked.reference, "%", "\x00"):
            with self.subTest(code=code[:12]):
                response = self._rate(code=code, comment="Kept")
                self.assertEqual(response.status_code, 422)
                self.assertEqual(self._form(response, "/hcc/rate")["comment"], "Kept")
        response = self._rate(code=self.code, value="6")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self._form(response, "/hcc/rate")["code"], self.code)
        self.assertFalse(self.booked.rating_value)

    def test_on_the_helper_s_tablet_nothing_is_left_to_see(self):
        response = self._rate({"at": "tablet"}, code=self.code, value="1")
        self.assertIn("give the device back", response.text)
        self.assertNotIn("dissatisfied", response.text)
        self.assertEqual(self.booked.rating_channel, "tablet")
        helper = self.booked.assignment_ids.user_id[:1]
        booked = self.booked.with_user(helper)
        with self.assertRaises(AccessError):
            booked.read(["rating_code"])

    def test_guessing_is_limited(self):
        statuses = [self._rate(code="2222-2222").status_code for _try in range(25)]
        self.assertEqual(statuses[0], 422)
        self.assertEqual(statuses[-1], 429)

    def test_looking_changes_nothing_and_programs_learn_nothing(self):
        contents = self._contents()
        self._get("/hcc/rate", code=self.code, value="1")
        self._rate(code=self.code, website="x")
        self._post("/hcc/rate", {"code": self.code, "value": "1"})
        self.assertEqual(self._contents(), contents)

    def test_slip_carries_the_codes(self):
        booked = self._book()
        slip = self._get(f"/hcc/request/{booked.reference}/slip")
        self.assertIn(booked.rating_code, slip.text)
        labels = self._tree(slip).xpath("//*[local-name()='svg']/@aria-label")
        self.assertIn("QR code to report being asked for money", labels)
