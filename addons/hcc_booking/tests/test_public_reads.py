from odoo.tests import tagged

from .public_common import PublicCase

FORM = {"citizen_id": {"fields": {"display_name": {}}}, "citizen_phone": {}}
FIND = "See, change or cancel an appointment"


@tagged("security")
class TestPublicReads(PublicCase):
    """A citizen learns who has read of them: the role and when, never the name."""

    def _read(self, booked, user=None):
        self.env.invalidate_all()
        booked.with_user(user or self.user_coordinator).web_read(FORM)
        self.env.cr.flush()

    def _lines(self, booked):
        return self._texts(
            self._get(f"/hcc/request/{booked.reference}/reads"),
            "//dl[@class='o_hcc_facts']/div",
        )

    def test_role_and_time_and_no_name(self):
        booked = self._book()
        self.assertEqual(self._lines(booked), [])
        self._read(booked)
        self._read(booked)
        page = self._get(f"/hcc/request/{booked.reference}/reads")
        self.assertEqual(self._title(page), "Who has seen my information")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertNotIn(self.user_coordinator.name, page.text)
        self.assertEqual(
            self._lines(booked),
            ["08:00, Monday, 23/11/2026 Coordinator of the branch"],
        )
        self.assertIn(
            f"/hcc/request/{booked.reference}/reads",
            self._get(f"/hcc/request/{booked.reference}").text,
        )

    def test_of_all_that_is_known_of_the_person(self):
        booked = self._book()
        booked.citizen_id.with_user(self.user_clerk).web_read({"phone": {}})
        self.env.cr.flush()
        self.assertIn("Clerk of the branch", self._lines(booked)[0])

    def test_who_asked_for_another_sees_that_request_alone(self):
        booked = self._book_elsewhere(
            on_behalf=True,
            requester_relation="neighbour",
            requester_name="Trần Văn Hùng",
            requester_phone="0987 654 321",
        )
        values = self._form(self._get("/hcc/find"), "/hcc/find")
        values.update(reference=booked.reference, phone="0987 654 321")
        self._post("/hcc/find", values)
        booked.citizen_id.with_user(self.user_clerk).web_read({"phone": {}})
        self.env.cr.flush()
        self.assertEqual(self._lines(booked), [])
        self._read(booked)
        self.assertEqual(len(self._lines(booked)), 1)

    def test_nobody_elses(self):
        own, foreign = self._book(), self._book_elsewhere(phone="0987 654 321")
        self._read(foreign)
        self.assertEqual(self._lines(own), [])
        for reference in (foreign.reference, "HT-AAAA-AAAA", "x" * 500):
            page = self._get(f"/hcc/request/{reference}/reads")
            self.assertEqual(self._title(page), FIND)
            self.assertNotIn("Coordinator of", page.text)

    def test_looking_changes_nothing(self):
        booked = self._book()
        before = self.env["hcc.read.log"].search_count([])
        self._lines(booked)
        self.assertEqual(self.env["hcc.read.log"].search_count([]), before)
