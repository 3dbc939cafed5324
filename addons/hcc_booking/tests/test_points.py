from datetime import date, datetime
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo import fields

from ..tools.opening_hours import (
    CLOSED,
    LATER,
    OPEN,
    OVER,
    by_day,
    hours_text,
    merged,
    state_at,
    week_groups,
)
from .common import BookingCase
from .public_common import PublicCase

DAY = date(2026, 11, 23)


def at(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute)


class TestOpeningHours(BookingCase):
    def test_state_of_a_day(self):
        hours = [(at(8), at(12)), (at(13), at(17))]
        for moment, state, changes in (
            (at(7), LATER, at(8)),
            (at(8), OPEN, at(12)),
            (at(11, 59), OPEN, at(12)),
            (at(12), LATER, at(13)),
            (at(17), OVER, None),
        ):
            self.assertEqual(state_at(hours, moment), (state, changes))
        self.assertEqual(state_at([], at(9)), (CLOSED, None))
        self.assertEqual(hours_text(hours), "08:00–12:00, 13:00–17:00")

    def test_touching_hours_are_one_and_midnight_cuts(self):
        self.assertEqual(merged([(at(12), at(13)), (at(8), at(12))]), [(at(8), at(13))])
        days = by_day([(at(20), at(2, day=24))], DAY, 2)
        self.assertEqual(hours_text(days[0][1]), "20:00–24:00")
        self.assertEqual(hours_text(days[1][1]), "00:00–02:00")

    def test_days_with_the_same_hours_are_said_together(self):
        week = ["8-17"] * 5 + ["8-12", ""]
        self.assertEqual(week_groups(week), [(0, 4, "8-17"), (5, 5, "8-12")])
        self.assertEqual(
            week_groups(["a", "", "a", "a", "", "", ""]), [(0, 0, "a"), (2, 3, "a")]
        )


class TestPointPages(PublicCase):
    def _line(self, response, name):
        (line,) = [
            text
            for text in self._texts(response, "//main//li")
            if text.startswith(name)
        ]
        return line

    def _find(self, text):
        return self._post("/hcc/points", {"q": text})

    def test_hours_of_today(self):
        # 08:00 on a Monday in Hanoi
        line = self._line(self._find("A1"), self.point_a1.name)
        self.assertIn("Open now, until 12:00", line)
        self.assertIn("08:00–12:00, 13:00–17:00", line)

    def test_other_moments(self):
        for now, words in (
            (datetime(2026, 11, 23, 0, 30), "Closed now, opens at 08:00"),
            (datetime(2026, 11, 23, 5, 30), "Closed now, opens at 13:00"),
            (datetime(2026, 11, 23, 12), "Closed for today"),
            (datetime(2026, 11, 24, 2), "Closed today: "),
            (datetime(2026, 11, 28, 2), "Closed today"),
        ):
            with (
                self.subTest(now=now),
                patch.object(fields.Datetime, "now", return_value=now),
            ):
                line = self._line(self._find("A1"), self.point_a1.name)
                self.assertIn(words, line)

    def test_point_without_hours_is_by_appointment(self):
        self.point_a1.calendar_id = False
        line = self._line(self._find("A1"), self.point_a1.name)
        self.assertIn("By appointment", line)

    def test_search_keeps_addresses_to_itself(self):
        response = self._find("12 ngo 5 A1")
        self.assertNotIn("ngo", response.url)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        response = self._find("a ward that does not exist")
        self.assertIn("No support point was found there", response.text)
        self.assertTrue(
            self._tree(response).xpath("//main//a[starts-with(@href,'tel:')]")
        )

    def test_pages_of_a_long_list_and_their_queries(self):
        many = self.env["hcc.service.point"].create(
            [
                {"name": f"Point {number:02}", "ward_id": self.ward_a2.id}
                for number in range(45)
            ]
        )
        names, page = set(), "/hcc/points"
        while page:
            response = (
                self.url_open(page) if page.startswith("/en") else self._get(page)
            )
            names |= set(self._texts(response, "//main//li//strong"))
            following = self._tree(response).xpath(
                "//main//nav//a[normalize-space()='More points']/@href"
            )
            page = following[0] if following else None
        self.assertLessEqual(set(many.mapped("name")), names)
        for page in ("0", "-1", "x", "99999999999", "900"):
            self.assertEqual(self._get("/hcc/points", page=page).status_code, 200)

    def test_archived_points_and_wards_are_not_shown(self):
        path = f"/hcc/points/{self.point_a1.id}"
        self.assertEqual(self._get(path).status_code, 200)
        self.point_a1.active = False
        for page in (path, f"{path}/poster", "/hcc/points/999999999"):
            self.assertEqual(self._get(page).status_code, 404)

    def test_one_point(self):
        self.point_a1.write({"latitude": 21.03, "longitude": 105.83})
        response = self._get(f"/hcc/points/{self.point_a1.id}")
        tree = self._tree(response)
        self.assertTrue(tree.xpath("//a[@href='geo:21.030000,105.830000']"))
        days = dict(
            zip(
                self._texts(response, "//h2/following-sibling::dl[1]//dt"),
                self._texts(response, "//h2/following-sibling::dl[1]//dd"),
                strict=True,
            )
        )
        self.assertEqual(
            days["Monday, 23 November (Today)"], "08:00–12:00, 13:00–17:00"
        )
        self.assertEqual(days["Tuesday, 24 November (Tomorrow)"], "Closed")

    def test_poster_opens_the_form_with_the_point_chosen(self):
        response = self._get(f"/hcc/points/{self.point_a1.id}/poster")
        week = self._texts(response, "//main//p[contains(., '08:00')]")
        self.assertEqual(week, ["Monday to Friday: 08:00–12:00, 13:00–17:00"])
        self.assertEqual(len(self._tree(response).xpath("//main//*[name()='svg']")), 1)
        (address,) = self._texts(response, "//*[@class='o_hcc_url']")
        path = "/" + address.split("/", 1)[1]
        self.assertEqual(path, f"/en/hcc/book?point={self.point_a1.id}")

        response = self.url_open(path)
        self.assertIn(self.point_a1.name, response.text)
        (link,) = self._tree(response).xpath("//a[contains(@href,'unknown')]/@href")
        response = self.url_open(link)
        form = self._form(response, "/hcc/book/check")
        form.update(eid="yes", sim="yes", answered="1")
        response = self._get("/hcc/book/check", follow=True, **form)
        self.assertIn("/hcc/book/slots", response.url)
        self.assertIn(self.point_a1.name, response.text)
        # Going back shows the places, and another one can be chosen.
        (back,) = self._tree(response).xpath("//a[@class='o_hcc_back']/@href")
        response = self.url_open(back)
        self.assertIn("/hcc/book/place", response.url)

    def test_poster_of_a_point_that_is_gone(self):
        self.point_a1.active = False
        for point in (self.point_a1.id, "x", "999999999"):
            response = self._get("/hcc/book", point=point)
            self.assertIn("/hcc/book/ward", response.url)
            self.assertTrue(self._texts(response, "//*[@role='alert']"))

    def test_pinned_point_of_another_ward_is_not_taken(self):
        query = {"ward": "T-B1", "place": "point", "point": self.point_a1.id}
        response = self._get("/hcc/book/procedure", pinned="1", **query)
        hrefs = self._tree(response).xpath("//main//a/@href")
        self.assertFalse([href for href in hrefs if "pinned" in href])

    def test_button_in_the_office(self):
        action = self.point_a1.with_user(self.user_clerk).action_open_poster()
        tree = html.fromstring(self.url_open(action["url"]).text)
        self.assertIn(self.point_a1.name, tree.text_content())

    def test_query_of_a_pinned_choice_survives_every_step(self):
        response = self._get("/hcc/book", point=self.point_a1.id)
        query = parse_qs(urlsplit(response.url).query)
        self.assertEqual(query["pinned"], ["1"])
        form = self._form(response, "/hcc/book/procedure")
        self.assertEqual(form["point"], str(self.point_a1.id))
