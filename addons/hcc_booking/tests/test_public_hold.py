from datetime import timedelta

from freezegun import freeze_time

from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.models import hcc_rate_limit
from odoo.addons.hcc_collaborator.models.hcc_rate_limit import BUCKETS, Allowance

from .common import AT_POINT, NOW
from .public_common import PublicCase

LATER = "2026-11-25T10:00"


class TestPublicHold(PublicCase):
    def setUp(self):
        super().setUp()
        self.holds = self.env["hcc.slot.hold"]

    def _choose(self, start="2026-11-25T09:00", follow=True, **changes):
        """Press the button of a time on the page of times."""
        response = self._get("/hcc/book/slots", **self._choices(start="", **changes))
        values = self._form(response, "/hcc/book/hold")
        return self._post("/hcc/book/hold", values | {"start": start}, follow)

    def _fill(self, response, **changes):
        values = self._form(response, "/hcc/book/confirm")
        values.update(name="Nguyễn Thị Lan", phone="0912 345 678", consent="1")
        return values | changes

    def _held_page(self, **changes):
        """:return: the form of this browser, filled well, and what it holds"""
        response = self._choose(**changes)
        return self._fill(response), self.holds.search([])

    def _stranger(self):
        """Go on in another browser."""
        self.opener.cookies.clear()
        self._get("/hcc")

    def _ask(self, path, values, **headers):
        return self.url_open(
            f"/en{path}", data=values, headers=headers, allow_redirects=False
        )

    # Taking

    def test_chosen_time_is_held_and_said(self):
        response = self._choose()
        self.assertEqual(response.history[0].status_code, 303)
        self.assertIn("/hcc/book/details", response.url)
        hold = self.holds.search([])
        self.assertEqual((hold.start, hold.ward_id), (AT_POINT, self.ward_a1))
        self.assertEqual(response.text.count("held for you until 08:10"), 2)
        self.assertEqual(
            self._tree(response).xpath("//*[@id='hold']/@data-seconds"), ["600"]
        )
        self.assertNotIn(hold.token, response.url)
        # the first button of the form is the one that the Enter key presses
        (form,) = self._tree(response).xpath("//form[contains(@action,'confirm')]")
        self.assertFalse(form.xpath("(.//button)[1]/@formaction"))

    def test_both_choose_the_last_one(self):
        self._fill_one()
        self._held_page()
        self._stranger()
        response = self._choose()
        self.assertEqual(response.status_code, 409)
        self.assertIn("no longer free", response.text)
        starts = self._tree(response).xpath("//button[@name='start']/@value")
        self.assertTrue(starts)
        self.assertNotIn("2026-11-25T09:00", starts)
        self.assertEqual(self.holds.search_count([]), 1)

    def _fill_one(self):
        self._book_elsewhere(phone="0912 000 111")

    def test_own_hold_looks_free(self):
        self._fill_one()
        self._held_page()
        query = self._choices(start="")
        xpath = "//button[@name='start']/@value"
        own = self._tree(self._get("/hcc/book/slots", **query)).xpath(xpath)
        self.assertIn("2026-11-25T09:00", own)
        self._stranger()
        others = self._tree(self._get("/hcc/book/slots", **query)).xpath(xpath)
        self.assertNotIn("2026-11-25T09:00", others)

    def test_choosing_again_moves_the_hold(self):
        self._held_page()
        self._choose(start=LATER)
        self.assertEqual(self.holds.search([]).start, AT_POINT + timedelta(hours=1))

    def test_without_cookies_nothing_is_held(self):
        response = self._get("/hcc/book/slots", **self._choices(start=""))
        values = self._form(response, "/hcc/book/hold")
        self.opener.cookies.clear()
        response = self._post("/hcc/book/hold", values | {"start": LATER})
        self.assertFalse(self.holds.search([]))
        response = self._post("/hcc/book/confirm", self._fill(response))
        self.assertIn("/hcc/request/", response.url)

    def test_old_or_forged_page_holds_nothing(self):
        for token in ("", "x.1.y", None):
            values = self._choices()
            if token is not None:
                values["token"] = token
            response = self._post("/hcc/book/hold", values)
            self.assertIn("/hcc/book/details", response.url)
        self.assertFalse(self.holds.search([]))

    def test_program_learns_nothing(self):
        response = self._get("/hcc/book/slots", **self._choices(start=""))
        values = self._form(response, "/hcc/book/hold")
        values |= {"start": LATER, "website": "x"}
        self.assertTrue(self._post("/hcc/book/hold", values).url.endswith("/hcc"))
        self.assertFalse(self.holds.search([]))

    def test_wrong_choices_lead_back(self):
        token = self._form(
            self._get("/hcc/book/slots", **self._choices(start="")), "/hcc/book/hold"
        )["token"]
        for changes, step in (
            ({"ward": "99999"}, "ward"),
            ({"start": "2020-01-01T09:00"}, "slots"),
            ({"start": "tomorrow"}, "slots"),
            ({"point": "-1"}, "place"),
        ):
            with self.subTest(changes=changes):
                values = self._choices(**changes) | {"token": token}
                response = self._post("/hcc/book/hold", values)
                self.assertIn(response.status_code, (200, 409))
                if response.status_code == 200:
                    self.assertIn(f"/hcc/book/{step}", response.url)
        self.assertFalse(self.holds.search([]))

    def test_too_often(self):
        limits = dict.fromkeys(BUCKETS, Allowance(600, 100, 1))
        self.patch(hcc_rate_limit, "BUCKETS", limits)
        self._choose()
        response = self._choose(start=LATER)
        self.assertEqual(response.status_code, 429)
        self.assertIn("Too many tries", response.text)
        self.assertEqual(self.holds.search([]).start, AT_POINT)

    # Booking

    def test_booking_with_the_hold(self):
        self._fill_one()
        values, hold = self._held_page()
        person = hold._get_entries().collaborator_id
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)
        self.assertIn(person.name, response.text)
        self.assertFalse(self.holds.search([]))

    def test_form_outlives_its_session(self):
        self._fill_one()
        values, _hold = self._held_page()
        self.opener.cookies.clear()
        response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)

    def test_mistakes_do_not_cost_the_time(self):
        values, hold = self._held_page()
        response = self._post("/hcc/book/confirm", values | {"phone": "1"})
        self.assertEqual(response.status_code, 422)
        self.assertIn("held for you until 08:10", response.text)
        self.assertTrue(hold.exists())

    def test_hold_of_another(self):
        self._fill_one()
        values, hold = self._held_page()
        self._stranger()
        for wrong in (
            "",
            "x",
            f"{hold.token}.",
            f"{hold.token}.x",
            f".{hold.visitor}",
            "x" * 10_000,
            f"{hold.token}.\x00",
        ):
            for path in ("extend", "release", "confirm"):
                with self.subTest(wrong=wrong[:40], path=path):
                    response = self._post(
                        f"/hcc/book/{path}", values | {"hold": wrong}, follow=False
                    )
                    self.assertLess(response.status_code, 500)
        self.assertTrue(hold.exists())
        self.assertEqual(hold.extensions, 0)
        self.assertEqual(self.env["hcc.request"].search_count([]), 1)

    def test_after_the_time_out_the_form_books(self):
        self._fill_one()
        values, _hold = self._held_page()
        with freeze_time(NOW + timedelta(minutes=12)):
            self.holds._sweep()
            self._stranger()
            response = self._post("/hcc/book/confirm", values)
        self.assertIn("/hcc/request/", response.url)

    @mute_logger("odoo.sql_db")
    def test_after_the_time_out_others_may_have_it(self):
        self._fill_one()
        values, _hold = self._held_page()
        with freeze_time(NOW + timedelta(minutes=12)):
            self._book_elsewhere(phone="0912 000 112")
            response = self._post("/hcc/book/confirm", values)
        self.assertEqual(response.status_code, 409)
        shown = self._form(response, "/hcc/book/confirm")
        self.assertEqual(shown["name"], "Nguyễn Thị Lan")
        self.assertIn("Somebody has just booked", response.text)

    # Longer

    def test_longer_without_javascript_keeps_what_was_typed(self):
        values, hold = self._held_page()
        values["description"] = "Kept"
        with freeze_time(NOW + timedelta(minutes=8)):
            response = self._post("/hcc/book/extend", values)
        self.assertEqual(response.status_code, 200)
        self.assertIn("held for you until 08:18", response.text)
        shown = self._form(response, "/hcc/book/confirm")
        for name in ("name", "phone", "description", "consent", "hold"):
            self.assertEqual(shown[name], values[name])
        self.assertEqual(shown["token"].split(".")[0], values["token"].split(".")[0])
        self.assertEqual(hold.extensions, 1)

    def test_longer_with_javascript(self):
        values, _hold = self._held_page()
        accept = {"Accept": "application/json"}
        with freeze_time(NOW + timedelta(minutes=8)):
            answer = self._ask("/hcc/book/extend", values, **accept).json()
        self.assertEqual(answer["notice"], "")
        self.assertEqual(answer["hold"]["seconds"], 600)
        self.assertEqual(answer["hold"]["value"], values["hold"])
        self.assertIn("08:18", answer["hold"]["text"])
        self.holds.search([])._drop()
        resumed = self._ask(
            "/hcc/book/extend", values | {"resume": "1"}, **accept
        ).json()
        self.assertNotEqual(resumed["hold"]["value"], values["hold"])
        self.assertEqual(self.holds.search([]).extensions, 0)
        stale = self._ask("/hcc/book/extend", values | {"token": "x"}, **accept)
        self.assertIsNone(stale.json()["hold"])
        self.assertTrue(stale.json()["notice"])

    def test_not_for_ever(self):
        values, hold = self._held_page()
        hold.extensions = 10
        response = self._post("/hcc/book/extend", values)
        self.assertEqual(response.status_code, 200)
        self.assertIn("cannot be held any longer", response.text)
        self.assertIn("held for you until 08:10", response.text)

    @mute_logger("odoo.sql_db")
    def test_longer_but_others_took_it(self):
        self._fill_one()
        values, hold = self._held_page()
        hold._drop()
        self._book_elsewhere(phone="0912 000 112")
        response = self._post("/hcc/book/extend", values)
        self.assertEqual(response.status_code, 409)
        shown = self._form(response, "/hcc/book/confirm")
        self.assertEqual(shown["name"], "Nguyễn Thị Lan")
        answer = self._ask("/hcc/book/extend", values, Accept="application/json")
        self.assertIsNone(answer.json()["hold"])
        self.assertIn("just booked", answer.json()["notice"])

    # Given back

    def test_left_page_gives_the_time_back(self):
        values, hold = self._held_page()
        sent = {"token": values["token"], "hold": values["hold"]}
        response = self._ask("/hcc/book/release", sent | {"token": "x"})
        self.assertTrue(hold.exists())
        response = self._ask("/hcc/book/release", sent)
        self.assertEqual(response.status_code, 204)
        self.assertFalse(hold.exists())
        self.assertEqual(self._ask("/hcc/book/release", sent).status_code, 204)

    def test_another_time_keeps_what_was_typed(self):
        values, hold = self._held_page()
        values["description"] = "Kept"
        response = self._post("/hcc/book/times", values)
        self.assertEqual(response.status_code, 200)
        self.assertFalse(hold.exists())
        times = self._tree(response).xpath(
            "//input[@type='radio'][@name='start']/@value"
        )
        self.assertIn("2026-11-25T09:00", times)
        shown = self._form(response, "/hcc/book/confirm")
        self.assertEqual(shown["description"], "Kept")
        response = self._post("/hcc/book/confirm", shown | {"start": times[1]})
        self.assertIn("/hcc/request/", response.url)

    def test_looking_changes_nothing(self):
        self._held_page()
        before = self._contents()
        for path in ("slots", "details", "hold", "extend", "times", "release"):
            self._get(f"/hcc/book/{path}", **self._choices())
        with freeze_time(NOW + timedelta(minutes=30)):
            self._get("/hcc/book/details", **self._choices())
        self.assertEqual(self._contents(), before)
