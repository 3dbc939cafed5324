from datetime import datetime, timedelta
from urllib.parse import unquote

from freezegun import freeze_time

from odoo.tools import mute_logger

from .common import AT_POINT, NOW
from .public_common import PHONE, PublicCase

SCRIPT = "<script>alert('x')</script>"


class TestPublicSteps(PublicCase):
    # Step 1

    def test_former_ward_shows_all_its_successors(self):
        self.env["hcc.ward.alias"].create(
            [
                {"ward_id": ward.id, "name": "Phường Xóm Thử", "kind": "ward"}
                for ward in self.ward_a1 | self.ward_b1
            ]
        )
        response = self._post("/hcc/book/ward", {"q": "12 ngo 3, xom thu"})
        names = self._texts(response, "//a[@class='o_hcc_choice']/strong")
        self.assertEqual(names, ["Phường Test A1", "Phường Test B1"])
        self.assertIn("several wards", response.text)

    def test_address_stays_out_of_the_address_bar(self):
        response = self._post("/hcc/book/ward", {"q": "12 ngõ Thử, Test A1"})
        self.assertTrue(response.url.endswith("/en/hcc/book/ward#found"))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        (field,) = self._tree(response).xpath("//input[@name='q']")
        self.assertEqual(field.get("value"), "12 ngõ Thử, Test A1")

    def test_next_person_does_not_see_what_was_typed(self):
        self._post("/hcc/book/ward", {"q": "12 ngõ Thử"})
        with freeze_time(NOW + timedelta(minutes=31)):
            self.assertNotIn("12 ngõ", self._get("/hcc/book/ward").text)
        self.assertIn("12 ngõ", self._get("/hcc/book/ward").text)
        self._get("/hcc")
        self.assertNotIn("12 ngõ", self._get("/hcc/book/ward").text)

    def test_nothing_found_says_what_to_do(self):
        response = self._get("/hcc/book/ward", q="zzzzqqq")
        self.assertIn("Nothing was found", response.text)
        self.assertTrue(
            self._tree(response).xpath("//main//a[starts-with(@href,'tel:')]")
        )

    # Step 2

    def test_procedure_by_words_or_not_sure(self):
        response = self._get("/hcc/book/procedure", ward="T-A1", q="test birth")
        names = self._texts(response, "//a[@class='o_hcc_choice']")
        self.assertIn("Test birth certificate", names)
        unknown = self._tree(response).xpath("//a[contains(@href,'procedure=unknown')]")
        self.assertEqual(len(unknown), 1)

    def test_popular_procedures_are_offered_first(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_booking.popular_procedures", "T.000002, T.nothing,T.000001"
        )
        response = self._get("/hcc/book/procedure", ward="T-A1")
        names = self._texts(response, "//a[@class='o_hcc_choice']")
        self.assertEqual(names, ["Test identity card", "Test birth certificate"])

    # Step 3

    def test_answers_warn_and_never_stop(self):
        query = {"ward": "T-A1", "procedure": "T.000001", "answered": "1"}
        response = self._get("/hcc/book/check", **query)
        self.assertEqual(response.status_code, 422)
        self.assertEqual(
            self._tree(response).xpath("//div[@id='errors']//a/@href"), ["#eid", "#sim"]
        )
        response = self._get("/hcc/book/check", eid="no", sim="unknown", **query)
        self.assertEqual(response.status_code, 200)
        titles = self._texts(response, "//div[@class='o_hcc_warning']/h2")
        self.assertEqual(len(titles), 2)
        self.assertTrue(
            self._tree(response).xpath("//a[contains(@href,'/book/place')]")
        )
        response = self._get("/hcc/book/check", eid="yes", sim="yes", **query)
        self.assertIn("/hcc/book/place", response.url)

    def test_originals_are_asked_for_when_they_are_needed(self):
        query = {"ward": "T-A1", "procedure": "T.000001"}
        response = self._get("/hcc/book/check", **query)
        self.assertFalse(self._tree(response).xpath("//fieldset[@id='originals']"))
        self.procedure.document_ids = [
            (0, 0, {"name": "Birth notice", "original_needed": True})
        ]
        response = self._get("/hcc/book/check", **query)
        self.assertTrue(self._tree(response).xpath("//fieldset[@id='originals']"))
        self.assertIn("Birth notice", response.text)

    # Step 4

    def test_not_at_home_is_said_before_any_time_is_shown(self):
        query = {"ward": "T-A1", "procedure": "T.000002", "eid": "yes", "sim": "yes"}
        response = self._get("/hcc/book/place", **query)
        self.assertIn("cannot be done at home", response.text)
        self.assertFalse(
            self._tree(response).xpath("//a[contains(@href,'place=home')]")
        )
        response = self._get("/hcc/book/slots", place="home", **query)
        self.assertIn("/hcc/book/place", response.url)

    def test_place_asks_about_travelling_and_nothing_else(self):
        query = self._choices(place="", point="", start="")
        page = self._get("/hcc/book/place", **query)
        self.assertNotRegex(page.text.lower(), "disab|poor|pover")
        self.assertIn("Travelling is difficult", page.text)

    def test_reasons_for_the_home_are_asked_in_the_form_alone(self):
        page = self._get("/hcc/book/details", **self._home_choices())
        boxes = self._tree(page).xpath("//input[starts-with(@name, 'home_reason_')]")
        self.assertGreaterEqual(len(boxes), 6)
        self.assertFalse([box for box in boxes if box.get("checked")])
        self.assertFalse(
            self._tree(page).xpath("//form[@method='get']//*[@name='home_reason_1']")
        )

    def _home_choices(self):
        return self._choices(place="home", point="", start="2026-11-25T14:00")

    # Step 5

    def test_times_are_grouped_and_marked(self):
        query = self._choices(start="", place="home", point="")
        response = self._get("/hcc/book/slots", **query)
        days = self._texts(response, "//details/summary//strong")
        self.assertEqual(days, ["Wednesday, 25 November"])
        parts = self._texts(response, "//details//h2")
        self.assertIn("Afternoon", parts)
        self.assertIn("Evening, out of hours", parts)
        values = self._tree(response).xpath("//button[@name='start']/@value")
        self.assertIn("2026-11-25T14:00", values)

    def test_holiday_is_named(self):
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": datetime(2026, 11, 24, 1, 0),
                "stop": datetime(2026, 11, 24, 5, 0),
                "kind": "on_call",
                "state": "published",
            }
        )
        query = self._choices(start="", place="home", point="")
        response = self._get("/hcc/book/slots", **query)
        self.assertTrue(
            self._texts(response, "//details[1]//span[@class='o_hcc_holiday']")
        )
        self.assertIn("Tomorrow", response.text)

    def test_without_free_time_a_wish_and_the_hotline(self):
        self.shifts.action_cancel()
        response = self._get("/hcc/book/slots", **self._choices(start=""))
        self.assertFalse(self._tree(response).xpath("//button[@name='start']"))
        self.assertTrue(self._tree(response).xpath("//a[contains(@href,'other=1')]"))
        self.assertTrue(
            self._tree(response).xpath("//main//a[starts-with(@href,'tel:')]")
        )

    # Wrong addresses

    def test_wrong_queries_lead_back_to_the_right_step(self):
        good = self._choices()
        for changes, step in (
            ({"ward": ""}, "ward"),
            ({"ward": "99999"}, "ward"),
            ({"ward": "x" * 5000}, "ward"),
            ({"ward": "T-A1\x00"}, "details"),
            ({"procedure": "nothing"}, "procedure"),
            ({"procedure": SCRIPT}, "procedure"),
            ({"eid": "maybe"}, "check"),
            ({"sim": ""}, "check"),
            ({"place": "moon"}, "place"),
            ({"point": "abc"}, "place"),
            ({"point": "-1"}, "place"),
            ({"point": "99999999999999999999"}, "place"),
            ({"point": str(self.point_b1.id)}, "place"),
            ({"start": ""}, "slots"),
            ({"start": "yesterday"}, "slots"),
            ({"start": "0000-00-00T00:00"}, "slots"),
            ({"start": "9999-12-31T23:59"}, "slots"),
            ({"start": "2020-01-01T09:00"}, "slots"),
            ({"start": "2026-11-25T09:07"}, "slots"),
            ({"start": "2026-11-23T07:00"}, "slots"),
        ):
            with self.subTest(changes=changes):
                query = {**good, **changes}
                query = {key: value for key, value in query.items() if value}
                response = self._get("/hcc/book/details", **query)
                self.assertEqual(response.status_code, 200)
                self.assertIn(f"/hcc/book/{step}", response.url)
                if step != "details":
                    self.assertTrue(self._texts(response, "//p[@role='alert']"))

    def test_steps_change_nothing(self):
        before = self._contents()
        for path, query in (
            ("/hcc", {}),
            ("/hcc/book/ward", {"q": "Test A1"}),
            ("/hcc/book/procedure", {"ward": "T-A1", "q": "test"}),
            ("/hcc/book/check", self._choices(place="")),
            ("/hcc/book/place", self._choices(place="")),
            ("/hcc/book/slots", self._choices(start="")),
            ("/hcc/book/details", self._choices()),
            ("/hcc/book/confirm", self._choices(name="Nobody", phone=PHONE)),
            ("/hcc/find", {"ref": "HT-AAAA-AAAA"}),
            ("/hcc/privacy", {}),
        ):
            self.assertEqual(self._get(path, **query).status_code, 200)
        self.assertEqual(self._contents(), before)


class TestPublicConfirm(PublicCase):
    def test_booking_tells_who_comes(self):
        values = self._open_details()
        response = self._post("/hcc/book/confirm", values, follow=False)
        self.assertEqual(response.status_code, 303)
        booked = self.env["hcc.request"].search([("submit_token", "!=", False)])
        self.assertEqual(len(booked), 1)
        self.assertEqual(booked.channel, "web")
        self.assertEqual(booked.start, AT_POINT)
        self.assertEqual(booked.citizen_id.phone, "+84912345678")
        self.assertFalse(booked.difficulty_travelling)
        helper = booked.current_appointment_id.lead_id
        response = self._get(f"/hcc/request/{booked.reference}")
        self.assertEqual(self._title(response), "Your appointment is booked")
        for fact in (
            booked.reference,
            helper.name,
            helper.badge_number,
            "09:00, Wednesday, 25/11/2026",
            self.point_a1.name,
            "1 Test street",
            "free of charge",
            "tel:+842412340001",
        ):
            self.assertIn(fact, response.text)
        self.assertNotIn("Nguyễn Thị Lan", response.text)

    def test_no_personal_data_in_any_address(self):
        values = self._open_details()
        values["description"] = "Very private"
        response = self._post("/hcc/book/confirm", values)
        addresses = [item.url for item in response.history] + [response.url]
        for page in ("slip", "move", "cancel"):
            addresses.append(self._get(f"/hcc/request/{response.url[-12:]}/{page}").url)
        links = self._tree(response).xpath("//@href") + self._tree(response).xpath(
            "//@action"
        )
        for address in [unquote(text) for text in addresses + links]:
            for secret in ("Lan", "0912", "345", "+84912", "private"):
                self.assertNotIn(secret, address)

    def test_sent_twice_makes_one_request(self):
        values = self._open_details()
        first = self._post("/hcc/book/confirm", values)
        second = self._post("/hcc/book/confirm", values)
        self.assertEqual(first.url, second.url)
        self.assertEqual(self.env["hcc.request"].search_count([]), 1)
        self.assertEqual(self.env["hcc.citizen"].search_count([]), 1)

    def test_on_behalf_of_somebody(self):
        values = self._open_details()
        values.update(
            on_behalf="1",
            requester_relation="neighbour",
            requester_name="Trần Văn Hùng",
            requester_phone="0987 654 321",
        )
        self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([])
        self.assertEqual(booked.requester_relation, "neighbour")
        self.assertEqual(booked.requester_id.name, "Trần Văn Hùng")
        self.assertEqual(booked.citizen_id.name, "Nguyễn Thị Lan")

    def test_for_oneself_what_was_typed_for_another_is_dropped(self):
        values = self._open_details()
        values.update(on_behalf="0", requester_name="Trần Văn Hùng")
        self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([])
        self.assertFalse(booked.requester_id)
        self.assertEqual(booked.requester_relation, "self")

    def test_home_visit(self):
        values = self._open_details(place="home", point="", start="2026-11-25T14:00")
        values["address"] = "12 ngõ Thử"
        response = self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([])
        self.assertEqual(booked.place, "home")
        self.assertEqual(booked.citizen_id.address, "12 ngõ Thử")
        self.assertIn("Who comes to you", response.text)
        self.assertNotIn("12 ngõ Thử", response.text)

    def test_wish_reaches_the_coordinator_with_a_deadline(self):
        values = self._open_details(start="", other="1")
        values["wish"] = "Saturday morning"
        response = self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([])
        self.assertEqual(booked.state, "waiting")
        self.assertEqual(booked.wish, "Saturday morning")
        self.assertEqual(booked.answer_deadline, NOW + timedelta(hours=4))
        self.assertIn("12:00, Monday, 23/11/2026", response.text)

    def test_not_sure_needs_own_words(self):
        values = self._open_details(procedure="unknown")
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 422)
        self.assertTrue(self._texts(response, "//p[@id='description_error']"))
        values["description"] = "A paper about my house"
        self._post("/hcc/book/confirm", values)
        booked = self.env["hcc.request"].search([])
        self.assertFalse(booked.procedure_ids)
        self.assertEqual(booked.description, "A paper about my house")

    # Bad input

    def _assert_refused(self, values, field):
        before = self._contents()
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self._contents(), before)
        links = self._tree(response).xpath("//div[@id='errors']//a/@href")
        self.assertIn(f"#{field}", links)
        self.assertTrue(self._texts(response, f"//p[@id='{field}_error']"))
        described = self._tree(response).xpath(f"//*[@id='{field}']")[0]
        self.assertIn(f"{field}_error", described.get("aria-describedby"))
        self.assertTrue(self._texts(response, "//title")[0].startswith("Error: "))
        shown = self._form(response, "/hcc/book/confirm")
        for name in ("name", "phone", "description", "ward", "start", "point"):
            sent = values.get(name, "").strip()
            self.assertEqual(shown[name].strip().replace("\r\n", "\n"), sent, name)
        return response

    def test_bad_input_is_named_and_the_rest_kept(self):
        for field, changes in (
            ("name", {"name": ""}),
            ("name", {"name": "L" * 10_000}),
            ("phone", {"phone": "12"}),
            ("phone", {"phone": ""}),
            ("phone", {"phone": "9" * 10_000}),
            ("description", {"description": "d" * 2_001}),
            ("consent", {"consent": None}),
            ("name", {"name": "", "description": SCRIPT}),
        ):
            with self.subTest(changes=str(changes)[:60]):
                values = self._open_details()
                values |= {"description": "Kept"} | changes
                values = {key: v for key, v in values.items() if v is not None}
                response = self._assert_refused(values, field)
                self.assertNotIn(SCRIPT, response.text)

    def test_script_in_a_note_is_only_text(self):
        values = self._open_details()
        values.update(name=SCRIPT, description=SCRIPT, phone="1")
        response = self._post("/hcc/book/confirm", values)
        self.assertNotIn(SCRIPT, response.text)
        self.assertIn("&lt;script&gt;", response.text)

    def test_null_characters_and_missing_fields_are_no_error(self):
        values = self._open_details()
        values["name"] = "Lan\x00 Anh"
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)
        self.assertEqual(self.env["hcc.request"].search([]).citizen_id.name, "Lan Anh")
        response = self._post("/hcc/book/confirm", {})
        self.assertIn("/hcc/book/ward", response.url)
        response = self._post("/hcc/book/confirm", self._choices())
        self.assertEqual(self._title(response), "Who is the appointment for?")

    def test_unknown_consent_text(self):
        values = self._open_details()
        for wrong in ("0", "abc", "99999999"):
            values["consent_text_id"] = wrong
            response = self._post("/hcc/book/confirm", values)
            self.assertEqual(response.status_code, 422)
        self.assertFalse(self.env["hcc.request"].search([]))

    def test_honeypot_keeps_nothing(self):
        values = self._open_details()
        values["website"] = "http://spam.example"
        before = self._contents()
        self.assertEqual(self._post("/hcc/book/confirm", values).status_code, 200)
        self.assertEqual(self._contents(), before)

    # Tokens

    def test_without_session_the_form_still_works(self):
        values = self._open_details()
        self.opener.cookies.clear()
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)

    def test_forged_token_shows_the_form_again_filled(self):
        values = self._open_details()
        good = values["token"]
        head, expiry, signature = good.split(".")
        for token in (
            "",
            "x",
            "a.b.c",
            "é.1.é",
            f"{head}.99999999999.{signature}",
            f"{'0' * 32}.{expiry}.{signature}",
            self._form(self._get("/hcc/find"), "/hcc/find")["token"],
        ):
            with self.subTest(token=token):
                values["token"] = token
                response = self._post("/hcc/book/confirm", values)
                self.assertEqual(response.status_code, 200)
                self.assertFalse(self.env["hcc.request"].search([]))
                again = self._form(response, "/hcc/book/confirm")
                self.assertEqual(again["name"], "Nguyễn Thị Lan")
                self.assertTrue(again["token"])
        again["consent"] = "1"
        self._post("/hcc/book/confirm", again)
        self.assertEqual(self.env["hcc.request"].search_count([]), 1)

    def test_old_token_keeps_its_key(self):
        values = self._open_details()
        with freeze_time(NOW + timedelta(hours=7)):
            response = self._post("/hcc/book/confirm", values)
            self.assertIn("open for a long time", response.text)
            again = self._form(response, "/hcc/book/confirm")
        key = values["token"].split(".")[0]
        self.assertEqual(again["token"].split(".")[0], key)
        self.assertFalse(self.env["hcc.request"].search([]))

    def test_token_of_a_stranger_is_not_that_of_a_portal_user(self):
        values = self._open_details()
        self.authenticate("test_portal", "test_portal")
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("open for a long time", response.text)
        self.assertFalse(self.env["hcc.request"].search([]))

    # A lost race

    @mute_logger("odoo.sql_db")
    def test_taken_time_offers_others_and_keeps_the_form(self):
        values = self._open_details()
        values.update(description="Keep this", consent="1")
        self._fill_up()
        before = self._contents()
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self._contents(), before)
        self.assertIn("Somebody has just booked this time", response.text)
        shown = self._form(response, "/hcc/book/confirm")
        self.assertEqual(shown["name"], "Nguyễn Thị Lan")
        self.assertEqual(shown["description"], "Keep this")
        self.assertEqual(shown["consent"], "1")
        times = self._tree(response).xpath(
            "//input[@type='radio'][@name='start']/@value"
        )
        self.assertTrue(times)
        self.assertNotIn("2026-11-25T09:00", times)
        self.assertFalse(
            self._tree(response).xpath("//input[@type='hidden'][@name='start']")
        )
        response = self._post("/hcc/book/confirm", shown)
        self.assertEqual(response.status_code, 409)
        self.assertIn("Please choose a time", response.text)
        shown = self._form(response, "/hcc/book/confirm")
        shown["start"] = times[0]
        response = self._post("/hcc/book/confirm", shown)
        self.assertIn("/hcc/request/", response.url)

    @mute_logger("odoo.sql_db")
    def test_other_times_leave_relatives_out(self):
        values = self._open_details()
        values["consent"] = "1"
        self.env["hcc.collaborator.relative"].create(
            [
                {"collaborator_id": key, "name": "R", "phone": "+84912345678"}
                for key in self.env["hcc.collaborator"].search([]).ids
            ]
        )
        values.update(phone="0912 345 678", requester_phone="nonsense")
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 409)
        self.assertFalse(
            self._tree(response).xpath("//input[@type='radio'][@name='start']")
        )
        self.assertIn("wish", self._form(response, "/hcc/book/confirm"))

    @mute_logger("odoo.sql_db")
    def test_last_time_taken_asks_for_a_wish(self):
        values = self._open_details()
        self.shifts.action_cancel()
        response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 409)
        shown = self._form(response, "/hcc/book/confirm")
        self.assertEqual(shown["name"], "Nguyễn Thị Lan")
        self.assertIn("wish", shown)
        shown["wish"] = "Any morning"
        self._post("/hcc/book/confirm", shown)
        self.assertEqual(self.env["hcc.request"].search([]).state, "waiting")
