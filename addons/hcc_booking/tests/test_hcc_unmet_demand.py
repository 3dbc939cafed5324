from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..exceptions import BookingError
from .common import NOW, BookingCase
from .waiting_common import LATER, WaitingCase


@tagged("post_install", "-at_install")
class TestUnmetDemand(WaitingCase):
    def _rows(self, kind):
        return self.env["hcc.unmet.demand"].search(
            [("kind", "=", kind), ("ward_id", "=", self.ward_a1.id)]
        )

    def test_search_counts_once_a_visitor_and_day(self):
        demand = self.env["hcc.unmet.demand"]
        written = []
        self.patch(type(demand), "_write_search", lambda self, row: written.append(row))

        def count(visitor, place="point", point=self.point_a1):
            demand._count_search(visitor, self.ward_a1, place, point, self.procedure)
            self.env.cr.postcommit.run()

        count("sid-1")
        count("sid-1")
        count("sid-2")
        with freeze_time(NOW + timedelta(days=1)):
            count("sid-1")
        keys = [row["visitor"] for row in written]
        self.assertEqual(keys[0], keys[1])
        self.assertEqual(len(set(keys)), 3, "another day, another fingerprint")
        self.assertFalse(any("sid" in key for key in keys))
        self.assertEqual(written[0]["branch"], self.branch_a.id)

    def test_row_is_written_once(self):
        demand = self.env["hcc.unmet.demand"]
        row = {
            "day": date(2026, 11, 23),
            "ward": self.ward_a1.id,
            "branch": self.branch_a.id,
            "place": "home",
            "point": None,
            "group": "cu_tru",
            "visitor": "x" * 32,
        }
        with self.enter_registry_test_mode():
            demand._write_search(row)
            demand._write_search(row)
            demand._write_search({**row, "place": "point"})
        self.assertEqual(sum(self._rows("no_slot").mapped("number")), 2)
        with freeze_time(NOW + timedelta(days=2)):
            demand._gc_visitors()
        self.env.invalidate_all()
        self.assertEqual(len(self._rows("no_slot")), 2)
        self.assertFalse(any(self._rows("no_slot").mapped("visitor")))

    def test_waiting_and_leaving_count(self):
        entry = self._wait()
        self.assertEqual(len(self._rows("waiting")), 1)
        entry._leave()
        self.assertEqual(len(self._rows("left")), 1)
        self._wait(LATER, number=2)._leave()
        self.assertEqual(len(self._rows("left")), 1, "they have a time")
        with self.assertRaises(AccessError):
            self._rows("left").with_user(self.user_administrator).unlink()
        self.assertFalse(
            self.env["hcc.unmet.demand"]
            .with_user(self.user_coordinator_b)
            .search([("ward_id", "=", self.ward_a1.id)])
        )


@tagged("post_install", "-at_install")
class TestCallBack(BookingCase):
    def test_call_is_put_on_the_list_once(self):
        ask = self.env["hcc.call.back"]._ask
        call = ask(self.ward_a1, "0912 345 678", "Lan", "About the birth certificate")
        self.assertEqual((call.state, call.kind), ("to_call", "call_back"))
        self.assertEqual(call.to_phone, "+84912345678")
        self.assertIn("Lan", call.body)
        self.assertEqual(ask(self.ward_a1, "+84912345678"), call)
        self.assertFalse(self.env["hcc.citizen"].search([("name", "=", "Lan")]))
        self.env.flush_all()
        attention = self.env["hcc.attention"].search([("message_id", "=", call.id)])
        self.assertEqual(attention.kind, "call_citizen")
        self.assertEqual(attention.ward_id, self.ward_a1)
        call.with_user(self.user_clerk).action_called()
        self.assertNotEqual(ask(self.ward_a1, "0912345678"), call)

    def test_bad_input_is_told_at_once(self):
        none = self.env["hcc.ward"]
        with self.assertRaises(BookingError) as caught:
            self.env["hcc.call.back"]._ask(none, "12", "x" * 101, "x" * 501)
        self.assertEqual(
            set(caught.exception.errors), {"ward", "phone", "name", "about"}
        )
