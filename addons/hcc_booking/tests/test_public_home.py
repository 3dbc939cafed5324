from datetime import datetime

from odoo.tests import tagged

from .common import AT_HOME
from .public_common import PHONE, PublicCase

HOME = {"place": "home", "point": "", "start": "2026-11-25T14:00"}


@tagged("post_install", "-at_install")
class TestPublicHome(PublicCase):
    """The form of a home visit, what a refusal offers, and asking back."""

    def _refused(self):
        """A home visit of this browser that was refused."""
        values = self._open_details(**HOME)
        values["address"] = "12 ngõ Thử"
        before = self.env["hcc.request"].search([])
        self._post("/hcc/book/confirm", values)
        request = self.env["hcc.request"].search([]) - before
        request.with_user(self.user_coordinator)._decide_home("refused", "Near a point")
        return request

    # -------------------------------------------------------------------------
    # THE FORM
    # -------------------------------------------------------------------------

    def test_reasons_note_and_position_are_kept(self):
        reason = self.env.ref("hcc_booking.hcc_home_reason_poverty")
        values = self._open_details(**HOME)
        self.assertIn("latitude", values)
        values.update(
            address="12 ngõ Thử",
            address_note="Opposite the well",
            birth_year="1950",
            latitude="21.03",
            longitude="105.83",
        )
        values[f"home_reason_{reason.id}"] = "1"
        self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([], limit=1)
        self.assertEqual(booked.home_reason_ids, reason)
        self.assertEqual(booked.citizen_id.address_note, "Opposite the well")
        self.assertEqual(booked.citizen_id.birth_year, 1950)
        self.assertEqual((booked.latitude, booked.longitude), (21.03, 105.83))
        self.assertEqual(booked.home_decision, "pending")

    def test_bad_input_is_shown_again(self):
        values = self._open_details(**HOME)
        reason = self.env.ref("hcc_booking.hcc_home_reason_age")
        values.update(
            address="12 ngõ Thử",
            address_note="x" * 300,
            birth_year="19x",
            latitude="1",
            longitude="2",
            **{f"home_reason_{reason.id}": "1", "home_reason_999999999": "1"},
        )
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 422)
        again = self._form(response, "/hcc/book/confirm")
        self.assertEqual(again["birth_year"], "19x")
        self.assertEqual(again["address_note"], "x" * 300)
        self.assertEqual(again[f"home_reason_{reason.id}"], "1")
        self.assertFalse(again["latitude"], "a wrong position is taken out")
        self.assertFalse(self.env["hcc.request"].search([]))

    def test_a_point_asks_nothing_of_a_home(self):
        values = self._open_details()
        self.assertFalse({"latitude", "birth_year", "address_note"} & set(values))

    def test_words_on_behalf_are_shown(self):
        response = self._get("/hcc/book/details", **self._choices())
        text = self.env.ref("hcc_booking.hcc_consent_text_behalf_1").body
        self.assertIn(text[:60], response.text)

    def test_position_is_asked_for_by_our_pages_alone(self):
        response = self._get("/hcc/book/details", **self._choices(**HOME))
        self.assertIn("geolocation=(self)", response.headers["Permissions-Policy"])

    # -------------------------------------------------------------------------
    # A NO
    # -------------------------------------------------------------------------

    def test_a_time_at_a_point_instead(self):
        request = self._refused()
        path = f"/hcc/request/{request.reference}"
        page = self._get(path)
        self.assertIn("Choose a time at a support point", page.text)
        page = self._get(f"{path}/point")
        starts = self._tree(page).xpath("//button[@name='start']/@value")
        self.assertIn("2026-11-25T09:00", starts)
        page = self._get(
            f"{path}/point", point=self.point_a1.id, start="2026-11-25T09:00"
        )
        values = self._form(page, "/point")
        self.assertEqual(request.state, "waiting", "looking changes nothing")
        page = self._post(f"{path}/point", values)
        self.assertEqual(page.status_code, 200)
        self.assertRecordValues(
            request,
            [
                {
                    "state": "booked",
                    "start": datetime(2026, 11, 25, 2, 0),
                    "service_point_id": self.point_a1.id,
                }
            ],
        )
        page = self._get(f"{path}/point")
        self.assertIn("nothing to choose", page.text)

    def test_a_time_that_is_gone_or_elsewhere(self):
        request = self._refused()
        path = f"/hcc/request/{request.reference}/point"
        page = self._get(path, point=self.point_a1.id, start="2026-11-25T09:00")
        values = self._form(page, "/point")
        bad = self._post(path, {**values, "start": "2026-11-25T03:00"})
        self.assertEqual(bad.status_code, 409)
        bad = self._post(path, {**values, "point": self.point_b1.id})
        self.assertEqual(bad.status_code, 422)
        bad = self._post(path, {**values, "start": "x", "point": "y"})
        self.assertEqual(bad.status_code, 200)
        self._fill_up()
        gone = self._post(path, values)
        self.assertEqual(gone.status_code, 409)
        self.assertEqual(request.state, "waiting")

    def test_another_look(self):
        request = self._refused()
        path = f"/hcc/request/{request.reference}"
        page = self._get(f"{path}/review")
        values = self._form(page, "/review")
        page = self._post(f"{path}/review", {**values, "text": "x" * 2001})
        self.assertEqual(page.status_code, 422)
        self.assertEqual(request.home_review, "none")
        self._post(f"{path}/review", {**values, "text": "I cannot climb stairs"})
        self.assertEqual(request.home_review, "asked")
        self.assertEqual(request.home_review_text, "I cannot climb stairs")
        page = self._get(path)
        self.assertIn("You asked for another look", page.text)
        self.assertNotIn("Ask for another look", page.text)

    def test_pages_of_others_and_without_a_token(self):
        mine = self._refused()
        other = self._book_elsewhere(
            place="home",
            service_point_id=False,
            start=AT_HOME,
            phone="0912 000 113",
        )
        other.with_user(self.user_coordinator)._decide_home("refused", "Near")
        before = self._contents()
        for action in ("point", "review"):
            with self.subTest(action):
                values = self._form(
                    self._get(
                        f"/hcc/request/{mine.reference}/{action}",
                        point=self.point_a1.id,
                        start="2026-11-25T09:00",
                    ),
                    f"/{action}",
                )
                address = f"/hcc/request/{other.reference}/{action}"
                for response in (
                    self._get(address),
                    self._post(address, values),
                ):
                    self.assertIn("Reference", response.text)
                    self.assertNotIn("Near", response.text)
                self._post(
                    f"/hcc/request/{mine.reference}/{action}", {**values, "token": "x"}
                )
                self._post(
                    f"/hcc/request/{mine.reference}/{action}",
                    {**values, "website": "http://spam.example"},
                )
        self.assertEqual(self._contents(), before)

    # -------------------------------------------------------------------------
    # BOOKED ALREADY?
    # -------------------------------------------------------------------------

    def test_the_same_person_is_asked_once(self):
        self._book_elsewhere(phone=PHONE)
        values = self._open_details(start="2026-11-25T10:00")
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(len(self.env["hcc.request"].search([])), 1)
        self.assertIn("has other appointments already: 1", response.text)
        self.assertNotIn("HT-", response.text, "whose it is stays unsaid")
        again = self._form(response, "/hcc/book/confirm")
        self.assertEqual(again["is_sure"], "1")
        self._post("/hcc/book/confirm", again)
        self.assertEqual(len(self.env["hcc.request"].search([])), 2)

    def test_who_may_see_it_is_led_there(self):
        first = self._book()
        values = self._open_details(start="2026-11-25T10:00")
        response = self._post("/hcc/book/confirm", values)
        self.assertIn(first.reference, response.text)

    def test_many_of_one_telephone_are_warned_and_booked(self):
        for number in range(3):
            self._book_elsewhere(
                name=f"Somebody {number}",
                start=datetime(2026, 11, 25, 2 + number // 2, 30 * (number % 2)),
            )
        values = self._open_details(start="2026-11-25T11:00")
        response = self._post("/hcc/book/confirm", {**values, "name": "New person"})
        self.assertIn("has other appointments already: 3", response.text)
        self.assertNotIn("Somebody 0", response.text)
        again = self._form(response, "/hcc/book/confirm")
        self._post("/hcc/book/confirm", again)
        self.assertEqual(len(self.env["hcc.request"].search([])), 4)

    def test_two_of_one_telephone_are_not_warned(self):
        self._book_elsewhere(name="Somebody")
        values = self._open_details(start="2026-11-25T10:00")
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)

    def test_the_quota_is_explained(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.quota_person_day", "1")
        self._book_elsewhere(phone=PHONE)
        values = self._open_details(start="2026-11-25T10:00")
        response = self._post("/hcc/book/confirm", {**values, "is_sure": "1"})
        self.assertEqual(response.status_code, 422)
        self.assertIn("Please choose another day, or call us", response.text)
        self.assertEqual(len(self.env["hcc.request"].search([])), 1)
