from datetime import datetime

from odoo.tests import tagged

from .common import ReportingCase

GROUPS = (
    [],
    ["citizen_group"],
    ["ward_id", "citizen_group"],
    ["day:month", "citizen_group"],
    ["place", "channel"],
)


@tagged("post_install", "-at_install")
class TestErasureFigures(ReportingCase):
    """Taking people out of the records changes no figure."""

    def setUp(self):
        super().setUp()
        # somebody who became elderly between two requests
        turning = self.env["hcc.citizen"].create(
            self._prepare_citizen("Hoa", self.ward_a1, birth_year=1966)
        )
        self.citizens |= turning
        for done_at in (datetime(2025, 12, 20, 3), datetime(2026, 3, 2, 3)):
            request = self._new_request(self.ward_a1, turning, self.procedures[0])
            self._new_dossiers(
                self._new_visit(request, done_at), [("filed", True, self.procedures[0])]
            )
        self._new_history(seed=6, requests=40)

    def _figures(self):
        facts = self.env["hcc.kpi.fact"]
        measures = [
            f"{name}:{field.aggregator}"
            for name, field in facts._fields.items()
            if field.aggregator and field.store
        ]
        return [
            sorted(map(str, facts._read_group([], groupby, measures)))
            for groupby in GROUPS
        ]

    def _erase_all(self):
        self.env["hcc.request"].search([("state", "!=", "done")])._write_guarded(
            {"state": "done"}
        )
        self._fold()

    def test_figures_stay(self):
        self._erase_all()
        before = self._figures()
        officer = self.user_data_officer
        for citizen in self.citizens:
            citizen.with_user(officer)._erase("asked")
        self._fold()
        self.assertEqual(self._figures(), before)
        # and counted anew from the records
        self.env["hcc.kpi.rollup"]._rebuild()
        self._fold()
        self.assertEqual(self._figures(), before)
        self.assertFalse(
            self.citizens.filtered(
                lambda citizen: (
                    citizen.birth_year or citizen.disability or citizen.poverty
                )
            )
        )

    def test_people_stay_as_many(self):
        self._erase_all()
        facts = self.env["hcc.kpi.fact"]
        [(before,)] = facts._read_group([], [], ["citizens:sum"])
        self.assertGreaterEqual(before, 5)
        for citizen in self.citizens:
            citizen.with_user(self.user_data_officer)._erase("asked")
        self.env["hcc.kpi.rollup"]._rebuild()
        self._fold()
        [(after,)] = facts._read_group([], [], ["citizens:sum"])
        self.assertEqual(after, before)
