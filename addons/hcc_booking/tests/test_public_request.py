from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AT_POINT, NOW
from .public_common import PHONE, PublicCase

WRONG = "We found no appointment with this reference and telephone number."


class TestPublicFind(PublicCase):
    def _find(self, reference, phone):
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=reference, phone=phone)
        return self._post("/hcc/find", values)

    def test_reference_and_phone_open_the_request(self):
        booked = self._book_elsewhere()
        typed = booked.reference.lower().replace("-", " ")
        for phone in ("0912345678", "+84 912 345 678", " 0912.345.678 "):
            self.opener.cookies.clear()
            response = self._find(typed, phone)
            self.assertTrue(response.url.endswith(f"/hcc/request/{booked.reference}"))
            self.assertEqual(self._title(response), "Your appointment is booked")

    def test_phone_of_who_asked_opens_it_too(self):
        booked = self._book_elsewhere(
            on_behalf=True,
            requester_relation="relative",
            requester_name="Trần Văn Hùng",
            requester_phone="0987 654 321",
            phone="",
        )
        response = self._find(booked.reference, "0987654321")
        self.assertIn("/hcc/request/", response.url)

    def test_one_answer_whatever_is_wrong(self):
        booked = self._book_elsewhere()
        other = self._book_elsewhere(phone="0987 654 321")
        for reference, phone in (
            (booked.reference, "0987654321"),
            (other.reference, PHONE),
            ("HT-AAAA-AAAA", PHONE),
            (booked.reference, ""),
            (booked.reference, "not a phone"),
            (booked.reference, "1" * 10_000),
            ("", PHONE),
            ("'; DROP TABLE hcc_request; --", PHONE),
            ("x" * 10_000, PHONE),
            ("HT\x00", "\x00"),
            ("%", PHONE),
        ):
            with self.subTest(reference=reference[:40], phone=phone[:40]):
                response = self._find(reference, phone)
                self.assertEqual(response.status_code, 422)
                (message,) = self._texts(response, "//div[@id='errors']//li")
                self.assertTrue(message.startswith(WRONG))
                self.assertNotIn(
                    booked.current_appointment_id.lead_id.name, response.text
                )

    def test_code_on_the_slip_fills_the_reference(self):
        response = self._get("/hcc/find", ref="ht7k3m9qxp")
        self.assertEqual(self._form(response, "/hcc/find")["reference"], "HT-7K3M-9QXP")

    def test_stale_form_is_shown_again_filled(self):
        booked = self._book_elsewhere()
        values = {"reference": booked.reference, "phone": PHONE, "token": "old"}
        response = self._post("/hcc/find", values)
        self.assertIn("open for a long time", response.text)
        shown = self._form(response, "/hcc/find")
        self.assertEqual(shown["reference"], booked.reference)
        self.assertEqual(shown["phone"], PHONE)


@tagged("security")
class TestPublicGrant(PublicCase):
    PAGES = ("", "/slip", "/move", "/cancel")

    def test_without_a_grant_every_page_is_the_find_form(self):
        stranger = self._book_elsewhere()
        mine = self._book()
        contents = self._contents()
        for reference in (stranger.reference, "HT-AAAA-AAAA", "x", "%", "1"):
            for page in self.PAGES:
                with self.subTest(reference=reference, page=page):
                    response = self._get(f"/hcc/request/{reference}{page}")
                    self._assert_find_form(response, stranger)
            for page in ("/move", "/cancel"):
                token = self._form(
                    self._get(f"/hcc/request/{mine.reference}/cancel"), "/cancel"
                )["token"]
                response = self._post(
                    f"/hcc/request/{reference}{page}",
                    {"token": token, "start": "2026-11-25T10:00"},
                )
                self._assert_find_form(response, stranger)
        self.assertEqual(self._contents(), contents)

    def _assert_find_form(self, response, booked):
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._title(response), "See, change or cancel an appointment")
        self.assertNotIn("25/11/2026", response.text)
        self.assertNotIn(booked.current_appointment_id.lead_id.name, response.text)

    def test_id_is_no_reference(self):
        booked = self._book()
        response = self._get(f"/hcc/request/{booked.id}")
        self.assertEqual(self._title(response), "See, change or cancel an appointment")

    def test_grant_ends_after_half_an_hour(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}"
        with freeze_time(NOW + timedelta(minutes=29)):
            self.assertEqual(self._title(self._get(path)), "Your appointment is booked")
        with freeze_time(NOW + timedelta(minutes=31)):
            self._assert_find_form(self._get(path), booked)

    def test_forget_takes_the_grant_away(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}"
        values = self._form(self._get(path), "/hcc/forget")
        response = self._post("/hcc/forget", values)
        self.assertIn("has been removed from this device", response.text)
        self._assert_find_form(self._get(path), booked)
        self._post("/hcc/book/ward", {"q": "12 ngõ Thử"})
        self._post("/hcc/forget", values)
        self.assertNotIn("12 ngõ", self._get("/hcc/book/ward").text)

    def test_token_of_one_request_does_not_cancel_another(self):
        mine = self._book()
        other = self._book(start="2026-11-25T10:00")
        token = self._form(
            self._get(f"/hcc/request/{mine.reference}/cancel"), "/cancel"
        )["token"]
        self._post(f"/hcc/request/{other.reference}/cancel", {"token": token})
        self._post(
            f"/hcc/request/{other.reference}/move",
            {"token": token, "start": "2026-11-25T11:00"},
        )
        self.assertEqual(other.state, "booked")
        self.assertEqual(other.start, AT_POINT + timedelta(hours=1))

    def test_looking_changes_nothing(self):
        booked = self._book()
        contents = self._contents()
        for page in self.PAGES:
            self._get(f"/hcc/request/{booked.reference}{page}")
        self._get(f"/hcc/request/{booked.reference}/move", start="2026-11-25T10:00")
        self._get("/hcc/forget")
        self.assertEqual(self._contents(), contents)
        self.assertEqual(
            self._title(self._get(f"/hcc/request/{booked.reference}")),
            "Your appointment is booked",
        )


class TestPublicRequest(PublicCase):
    def test_slip_prints_all_that_counts(self):
        booked = self._book()
        response = self._get(f"/hcc/request/{booked.reference}/slip")
        self.assertEqual(self._title(response), "Appointment slip")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertTrue(self._tree(response).xpath("//svg[@role='img']/path"))
        helper = booked.current_appointment_id.lead_id
        base_url = booked.get_base_url()
        for fact in (
            booked.reference,
            helper.name,
            helper.badge_number,
            "09:00, Wednesday, 25/11/2026",
            f"{base_url}/hcc/find?ref={booked.reference}",
            "free of charge",
        ):
            self.assertIn(fact, response.text)

    def test_move_in_two_steps(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/move"
        response = self._get(path)
        times = self._tree(response).xpath("//button[@name='start']/@value")
        self.assertIn("2026-11-25T10:00", times)
        self.assertNotIn("2026-11-25T09:00", times)
        response = self._get(path, start="2026-11-25T10:00")
        self.assertEqual(self._title(response), "Change to this time?")
        self.assertEqual(booked.start, AT_POINT)
        response = self._post(path, self._form(response, "/move"))
        self.assertIn("The time has been changed", response.text)
        self.assertEqual(booked.start, AT_POINT + timedelta(hours=1))
        self.assertTrue(self._get_messages(booked, "moved"))

    def test_move_to_nonsense_shows_the_times(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/move"
        for start in ("x", "2020-01-01T09:00", "2026-11-25T09:07", "9999-99-99T00:00"):
            response = self._get(path, start=start)
            self.assertEqual(self._title(response), "Choose another time")
            response = self._post(path, {"start": start, "token": "x"})
            self.assertEqual(self._title(response), "Choose another time")
        token = self._form(self._get(path, start="2026-11-25T10:00"), "/move")["token"]
        response = self._post(path, {"start": "2020-01-01T09:00", "token": token})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(booked.start, AT_POINT)

    def test_move_offers_no_time_that_only_relatives_could_keep(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/move"
        self.assertTrue(self._tree(self._get(path)).xpath("//button[@name='start']"))
        self.env["hcc.collaborator.relative"].create(
            [
                {
                    "collaborator_id": helper.id,
                    "name": "Relative",
                    "phone": booked.citizen_id.phone,
                }
                for helper in self.env["hcc.collaborator"].search([])
            ]
        )
        self.assertFalse(self._tree(self._get(path)).xpath("//button[@name='start']"))

    @mute_logger("odoo.sql_db")
    def test_move_to_a_time_that_was_just_taken(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/move"
        values = self._form(self._get(path, start="2026-11-25T11:00"), "/move")
        self._fill_up(AT_POINT + timedelta(hours=2))
        response = self._post(path, values)
        self.assertEqual(response.status_code, 409)
        self.assertIn("Your appointment is unchanged", response.text)
        self.assertEqual(booked.start, AT_POINT)
        self.assertEqual(booked.state, "booked")

    def test_cancel(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/cancel"
        values = self._form(self._get(path), "/cancel")
        response = self._post(path, {**values, "reason": "solved"})
        self.assertIn("The appointment has been cancelled", response.text)
        self.assertEqual(booked.state, "cancelled")
        self.assertEqual(booked.cancelled_by, "citizen")
        self.assertEqual(booked.cancel_reason, "I have already done it")
        self.assertFalse(booked.assignment_ids.filtered("is_live"))
        response = self._post(path, values)
        self.assertEqual(response.status_code, 422)
        response = self._get(f"/hcc/request/{booked.reference}/move")
        self.assertIn("can no longer be changed here", response.text)

    def test_stale_cancel_is_asked_again(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}/cancel"
        values = self._form(self._get(path), "/cancel")
        with freeze_time(NOW + timedelta(minutes=20)):
            response = self._post(path, {**values, "token": "old"})
        self.assertIn("open for a long time", response.text)
        self.assertEqual(booked.state, "booked")

    def test_waiting_request_says_until_when(self):
        booked = self._book_elsewhere(start=None, wish="Saturday")
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone=PHONE)
        response = self._post("/hcc/find", values)
        self.assertEqual(self._title(response), "We have received your request")
        self.assertIn("We answer by 12:00, Monday, 23/11/2026", response.text)
        self.assertNotIn("Saturday", response.text)

    def test_refused_home_visit_says_why(self):
        booked = self._submit_home()
        booked._decide_home("refused", "It is done at the ward office.")
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone=PHONE)
        response = self._post("/hcc/find", values)
        self.assertIn("It is done at the ward office.", response.text)
