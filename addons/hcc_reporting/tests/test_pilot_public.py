from odoo.tests import HttpCase, tagged

from .pilot_common import PilotCase


@tagged("post_install", "-at_install")
class TestPilotPublic(PilotCase, HttpCase):
    """A ward of a running pilot takes bookings once it is live; others always."""

    def _book(self, ward, path="procedure", **params):
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"/en/hcc/book/{path}?ward={ward.code}&{query}")

    def test_not_before_it_is_live(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_collaborator.hotline", "024 1234 5678"
        )
        soon = "Booking by yourself begins here soon"
        self.assertNotIn(soon, self._book(self.ward_a1).text)
        self.pilot.action_start()
        page = self._book(self.ward_a1)
        self.assertEqual(page.status_code, 200)
        self.assertIn(soon, page.text)
        # each step, whatever the address says
        for path in ("check", "place", "slots", "details"):
            page = self._book(
                self.ward_a1, path, procedure="unknown", eid="yes", sim="yes"
            )
            self.assertIn(soon, page.text, path)
        # the poster of a point leads to the same words
        page = self.url_open(f"/en/hcc/book?point={self.point_a1.id}")
        self.assertIn(soon, page.text)
        # a ward outside of the pilot works as ever
        self.assertNotIn(soon, self._book(self.ward_b1).text)

        self._make_ready(self.ward_a1)
        self.line_a1.action_go_live()
        self.assertNotIn(soon, self._book(self.ward_a1).text)
        self.assertIn(soon, self._book(self.ward_a2).text)
        self.pilot.action_close()
        self.assertNotIn(soon, self._book(self.ward_a2).text)
