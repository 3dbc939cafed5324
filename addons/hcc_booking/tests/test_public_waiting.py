from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AT_POINT, NOW
from .public_common import PHONE, PublicCase

LATER = AT_POINT + timedelta(hours=1)
FIND = "See, change or cancel an appointment"
DONE = "//p[@role='status']"


class PublicWaitingCase(PublicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")

    def _enter(self, booked, phone=PHONE):
        """Let this browser see a request, by reference and telephone."""
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone=phone)
        response = self._post("/hcc/find", values)
        self.assertIn("/hcc/request/", response.url)
        return f"/hcc/request/{booked.reference}"

    def _enter_other(self):
        """Let this browser see the request of somebody else."""
        phone = "0987 654 321"
        other = self._book_elsewhere(
            start=AT_POINT + timedelta(hours=2), phone=phone, name="Trần Văn Hùng"
        )
        return self._enter(other, phone)

    def _offered(self):
        """A request for 10:00 that is offered 08:00 and nothing else.

        :return: the request and its place in the line
        """
        booked = self._book_elsewhere(start=LATER)
        entry = self.env["hcc.waiting"]._join(booked, {"parts": ["morning"]})
        entry._offer_best({})
        self.assertEqual(entry.state, "offered")
        return booked, entry


class TestPublicWaiting(PublicWaitingCase):
    def test_join_change_and_leave(self):
        booked = self._book_elsewhere(start=LATER)
        path = self._enter(booked)
        response = self._get(path)
        self.assertIn("An earlier time?", response.text)
        page = self._get(f"{path}/waiting")
        self.assertEqual(self._title(page), "Waiting list")
        values = self._form(page, "/waiting")
        response = self._post(
            f"{path}/waiting", {**values, "parts": ["morning", "afternoon"]}
        )
        self.assertEqual(self._texts(response, DONE), ["You are on the waiting list."])
        self.assertIn("You are number 1 on the waiting list", response.text)
        entry = booked._get_waiting()
        self.assertEqual(
            (entry.in_morning, entry.in_afternoon, entry.in_evening),
            (True, True, False),
        )
        page = self._get(f"{path}/waiting")
        self.assertEqual(
            self._tree(page).xpath("//input[@name='parts'][@checked]/@value"),
            ["morning", "afternoon"],
        )
        response = self._post(f"{path}/leave", self._form(page, "/leave"))
        self.assertEqual(
            self._texts(response, DONE), ["You are not on the waiting list any more."]
        )
        self.assertEqual(entry.state, "left")
        self.assertEqual(booked.state, "booked")
        response = self._post(f"{path}/leave", self._form(page, "/leave"))
        self.assertEqual(response.status_code, 200, "leaving twice harms nobody")

    def test_bad_input_is_shown_again_filled(self):
        booked = self._book_elsewhere(start=LATER)
        path = self._enter(booked)
        values = self._form(self._get(f"{path}/waiting"), "/waiting")
        for changes, said in (
            ({"parts": []}, "at least one part"),
            ({"parts": ["night"]}, "at least one part"),
            ({"parts": "morning", "not_after": "32/13/2026"}, "This is not a day"),
            ({"parts": "morning", "not_after": "2020-01-01"}, "over already"),
            ({"parts": "morning", "not_before": "x" * 10_000}, "This is not a day"),
            ({"parts": "morning", "not_after": "\x00"}, None),
        ):
            with self.subTest(**{**changes, "not_before": ""}):
                response = self._post(f"{path}/waiting", {**values, **changes})
                if said is None:
                    self.assertEqual(response.status_code, 200)
                    continue
                self.assertEqual(response.status_code, 422)
                self.assertIn(said, response.text)
        response = self._post(
            f"{path}/waiting",
            {**values, "parts": "evening", "not_after": "2020-01-01", "token": "old"},
        )
        self.assertIn("open for a long time", response.text)
        shown = self._tree(response)
        self.assertEqual(
            shown.xpath("//input[@name='parts'][@checked]/@value"), ["evening"]
        )
        self.assertEqual(
            shown.xpath("//input[@name='not_after']/@value"), ["2020-01-01"]
        )

    def test_offer_is_accepted_in_two_steps(self):
        booked, entry = self._offered()
        path = self._enter(booked)
        self.assertIn("This time is free for you: 08:00", self._get(path).text)
        page = self._get(f"{path}/offer")
        self.assertEqual(self._title(page), "Take the earlier time?")
        facts = self._texts(page, "//dd")
        self.assertIn("10:00, Wednesday, 25/11/2026", facts)
        self.assertIn("08:00, Wednesday, 25/11/2026", facts)
        self.assertIn("09:00, Monday, 23/11/2026", facts)
        self.assertEqual(booked.start, LATER)
        values = {**self._form(page, "/offer"), "answer": "accept"}
        response = self._post(f"{path}/offer", values)
        self.assertEqual(self._texts(response, DONE), ["The time has been changed."])
        self.assertEqual(booked.start, AT_POINT - timedelta(hours=1))
        self.assertEqual(entry.offer_ids.answered_by, "citizen")
        response = self._post(f"{path}/offer", values)
        self.assertEqual(self._texts(response, DONE), ["The time has been changed."])

    def test_link_of_the_message_leads_to_the_offer(self):
        booked, entry = self._offered()
        other = self._enter_other()
        self._post("/hcc/forget", self._form(self._get(other), "/hcc/forget"))
        link = booked._get_page_link()
        path = f"/hcc/request/{booked.reference}/offer"
        self.assertEqual(self._title(self._get(path)), FIND)
        page = self._get(f"/hcc/{link.partition('/hcc/')[2]}")
        self.assertIn("This time is free for you: 08:00", page.text)
        values = {**self._form(self._get(path), "/offer"), "answer": "accept"}
        self._post(path, values)
        self.assertEqual(entry.state, "accepted")

    def test_offer_is_declined(self):
        booked, entry = self._offered()
        path = self._enter(booked)
        values = self._form(self._get(f"{path}/offer"), "/offer")
        response = self._post(f"{path}/offer", {**values, "answer": "decline"})
        self.assertIn("you keep your place", response.text)
        self.assertEqual((entry.state, booked.start), ("waiting", LATER))
        response = self._post(f"{path}/offer", {**values, "answer": "accept"})
        self.assertEqual(response.status_code, 409)
        self.assertIn("This offer is over", response.text)
        self.assertEqual(booked.start, LATER)

    def test_offer_that_is_over_says_so(self):
        booked, entry = self._offered()
        path = self._enter(booked)
        values = self._form(self._get(f"{path}/offer"), "/offer")
        # a second before the end of what this browser may see
        with freeze_time(NOW + timedelta(minutes=29)):
            self._get(path)
        entry.offer_id._write_guarded({"expires_at": NOW})
        response = self._post(f"{path}/offer", {**values, "answer": "accept"})
        self.assertEqual(response.status_code, 409)
        self.assertIn("This offer is over", response.text)
        self.assertEqual(booked.start, LATER)

    @mute_logger("odoo.sql_db")
    def test_time_that_is_gone_says_so(self):
        booked, entry = self._offered()
        path = self._enter(booked)
        values = self._form(self._get(f"{path}/offer"), "/offer")
        entry._get_hold(entry.offer_id)._drop()
        early = AT_POINT - timedelta(hours=1)
        for phone in ("0912000111", "0912000112"):
            self._book_elsewhere(phone=phone, start=early)
        response = self._post(f"{path}/offer", {**values, "answer": "accept"})
        self.assertEqual(response.status_code, 409)
        self.assertIn("This time is gone after all", response.text)
        self.assertEqual((booked.start, entry.state), (LATER, "offered"))

    def test_without_an_offer_the_page_says_so(self):
        booked = self._book_elsewhere(start=LATER)
        path = self._enter(booked)
        response = self._get(f"{path}/offer")
        self.assertIn("No earlier time is offered at the moment", response.text)
        for values in ({"x": "1"}, {"answer": "accept", "offer": "1", "token": "x"}):
            response = self._post(f"{path}/offer", values)
            self.assertIn("open for a long time", response.text)

    def test_cancelling_shows_other_times_first(self):
        booked = self._book_elsewhere(start=LATER)
        path = self._enter(booked)
        page = self._get(f"{path}/cancel")
        times = self._tree(page).xpath("//button[@name='start']/@value")
        self.assertEqual(times[:2], ["2026-11-25T08:00", "2026-11-25T08:30"])
        response = self._get(f"{path}/move", start=times[0])
        self.assertEqual(self._title(response), "Change to this time?")
        self.assertEqual(booked.state, "booked")

    def test_wish_joins_the_list(self):
        page = self._get("/hcc/book/details", **self._choices(start="", other="1"))
        self.assertFalse(self._tree(page).xpath("//input[@name='waiting'][@checked]"))
        page = self._get(
            "/hcc/book/details", **self._choices(start="", other="1", list="1")
        )
        values = self._form(page, "/hcc/book/confirm")
        self.assertEqual(values["waiting"], "1")
        values.update(name="Nguyễn Thị Lan", phone="12", consent="1")
        page = self._post("/hcc/book/confirm", values)
        self.assertEqual(page.status_code, 422)
        values = self._form(page, "/hcc/book/confirm")
        self.assertEqual(values["waiting"], "1", "the form is shown again filled")
        response = self._post("/hcc/book/confirm", {**values, "phone": PHONE})
        self.assertIn("You are number 1 on the waiting list", response.text)
        entry = self.env["hcc.waiting"].search([])
        self.assertEqual(entry.request_id.state, "waiting")
        kinds = self.env["hcc.unmet.demand"].search([]).mapped("kind")
        self.assertEqual(sorted(kinds), ["waiting", "wish"])

    def test_no_time_shows_others(self):
        self.shifts[:4].action_cancel()
        counted = []
        self.patch(
            type(self.env["hcc.unmet.demand"]),
            "_count_search",
            lambda self, *facts: counted.append(facts),
        )
        page = self._get("/hcc/book/slots", **self._choices(start=""))
        self.assertIn("There is no free time here", page.text)
        self.assertEqual(len(counted), 1)
        (other,) = self._tree(page).xpath(
            f"//a[contains(@href, '{self.ward_a2.code}')]"
        )
        self.assertIn(self.point_a2.name, other.text_content())
        page = self.url_open(other.get("href"))
        self.assertTrue(self._tree(page).xpath("//button[@name='start']"))
        page = self._get("/hcc/book/slots", **self._choices(start=""))
        self.assertTrue(
            self._tree(page).xpath("//a[contains(@href, 'list=1')]"), "the waiting list"
        )

    def test_other_ways_counts_and_leads_on(self):
        counted = []
        demand = type(self.env["hcc.unmet.demand"])
        self.patch(
            demand,
            "_count_search",
            lambda self, visitor, ward, place, point, procedures: counted.append(
                (ward.code, place, bool(visitor))
            ),
        )
        choices = self._choices(start="")
        page = self._get("/hcc/book/other", **choices)
        self.assertEqual(self._title(page), "Other ways to be helped")
        self.assertEqual(counted, [(self.ward_a1.code, "point", True)])
        links = self._tree(page).xpath("//main//a/@href")
        self.assertTrue(any("/hcc/call-me?ward=" in link for link in links))
        (list_link,) = [link for link in links if "list=1" in link]
        self.assertIn("other=1", list_link)
        response = self._get("/hcc/book/other", ward="nonsense")
        self.assertIn("/hcc/book/ward", response.url)


class TestPublicCallBack(PublicWaitingCase):
    def _calls(self):
        return self.env["hcc.message"].search([("kind", "=", "call_back")])

    def test_call_about_a_request(self):
        booked = self._book_elsewhere()
        path = self._enter(booked)
        values = self._form(self._get(path), "/call-me")
        for _again in range(2):
            response = self._post(f"{path}/call-me", values)
            self.assertEqual(
                self._texts(response, DONE),
                ["A member of staff calls you as soon as possible."],
            )
        response = self._post(f"{path}/call-me", {"token": "old"})
        self.assertIn("open for a long time", response.text)
        call = self._calls()
        self.assertEqual(len(call), 1)
        self.assertEqual((call.request_id, call.state), (booked, "to_call"))

    def test_call_without_a_request(self):
        page = self._get("/hcc/call-me", ward=self.ward_a1.code)
        values = self._form(page, "/hcc/call-me")
        self.assertEqual(values["ward"], self.ward_a1.code)
        response = self._post("/hcc/call-me", {**values, "phone": "0912 345 678"})
        self.assertEqual(self._title(response), "We call you")
        call = self._calls()
        self.assertEqual((call.ward_id, call.to_phone), (self.ward_a1, "+84912345678"))

    def test_bad_call_is_shown_again_filled(self):
        values = self._form(self._get("/hcc/call-me"), "/hcc/call-me")
        for changes in (
            {"about": ""},
            {"phone": "12", "ward": "nowhere"},
            {"phone": "0912345678"},
            {"phone": "0912345678", "ward": self.ward_a1.code, "about": "x" * 600},
            {"phone": "\x00" * 50_000, "ward": self.ward_a1.code, "name": "Lan"},
        ):
            with self.subTest(fields=sorted(changes)):
                response = self._post("/hcc/call-me", {**values, **changes})
                self.assertEqual(response.status_code, 422)
                shown = self._form(response, "/hcc/call-me")
                self.assertEqual(shown["name"], changes.get("name", ""))
        response = self._post(
            "/hcc/call-me", {"phone": "0912345678", "ward": self.ward_a1.code}
        )
        self.assertIn("open for a long time", response.text)
        self.assertFalse(self._calls())

    def test_programs_leave_nothing(self):
        booked = self._book_elsewhere()
        path = self._enter(booked)
        values = self._form(self._get("/hcc/call-me"), "/hcc/call-me")
        values.update(phone="0912345678", ward=self.ward_a1.code, website="http://x")
        response = self._post("/hcc/call-me", values)
        self.assertTrue(response.url.endswith("/hcc"))
        for page in ("call-me", "waiting", "leave", "offer"):
            response = self._post(
                f"{path}/{page}", {"website": "x", "answer": "accept"}
            )
            self.assertTrue(response.url.endswith("/hcc"), page)
        self.assertFalse(self._calls() | booked.outbox_ids.filtered("to_phone"))
        self.assertFalse(booked.waiting_ids)


@tagged("security")
class TestPublicWaitingGrant(PublicWaitingCase):
    def test_strangers_see_and_change_nothing(self):
        booked, entry = self._offered()
        own = self._enter_other()
        tokens = {
            "waiting": self._form(self._get(f"{own}/waiting"), "/waiting")["token"],
            "call-me": self._form(self._get(own), "/call-me")["token"],
        }
        contents = self._contents()
        for reference in (booked.reference, "HT-AAAA-AAAA", str(booked.id), "%"):
            path = f"/hcc/request/{reference}"
            for page in ("waiting", "offer"):
                response = self._get(f"{path}/{page}")
                self.assertEqual(self._title(response), FIND)
                self.assertNotIn("25/11/2026", response.text)
            for page in ("waiting", "leave", "offer", "call-me"):
                response = self._post(
                    f"{path}/{page}",
                    {
                        "token": tokens.get(page, tokens["waiting"]),
                        "parts": "morning",
                        "answer": "accept",
                        "offer": str(entry.offer_id.id),
                    },
                )
                self.assertEqual(self._title(response), FIND)
        self.assertEqual(self._contents(), contents)

    def test_token_and_offer_of_one_do_not_serve_another(self):
        booked, entry = self._offered()
        self._enter(booked)
        own = self._enter_other()
        page = self._get(f"/hcc/request/{booked.reference}/offer")
        values = {**self._form(page, "/offer"), "answer": "accept"}
        contents = self._contents()
        for path, sent in (
            (f"{own}/offer", values),
            (f"{own}/waiting", {**values, "parts": "morning"}),
            (f"{own}/leave", values),
            (f"{own}/call-me", values),
            (f"/hcc/request/{booked.reference}/leave", values),
        ):
            self._post(path, sent)
        self.assertEqual(self._contents(), contents)
        self.assertEqual(entry.state, "offered")

    def test_looking_changes_nothing(self):
        booked, _entry = self._offered()
        path = self._enter(booked)
        contents = self._contents()
        for page in (
            "",
            "/waiting",
            "/offer",
            "/cancel",
            "/move",
            "/leave",
            "/call-me",
        ):
            self._get(f"{path}{page}")
        self._get("/hcc/call-me", ward=self.ward_a1.code)
        self._get("/hcc/book/other", **self._choices(start=""))
        self.assertEqual(self._contents(), contents)

    def test_tries_are_limited(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_collaborator.rate_limit_percent", 100
        )
        answers = []
        for _try in range(8):
            values = self._form(self._get("/hcc/call-me"), "/hcc/call-me")
            values.update(phone="0912345678", ward=self.ward_a1.code, name="Lan")
            answers.append(self._post("/hcc/call-me", values))
        self.assertEqual(answers[0].status_code, 200)
        self.assertEqual(answers[-1].status_code, 429)
        self.assertEqual(self._form(answers[-1], "/hcc/call-me")["name"], "Lan")
