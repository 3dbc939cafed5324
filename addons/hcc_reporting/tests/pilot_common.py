from datetime import date, timedelta

from odoo import Command

from odoo.addons.hcc_collaborator.tests.common import NOW, HccCase
from odoo.addons.hcc_collaborator.tests.equipment_common import SIGNATURE

MONDAY = date(2026, 11, 23)


class PilotCase(HccCase):
    """A pilot over the wards of branch A, and what makes one of them ready."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pilot = cls._new_pilot(cls.ward_a1 | cls.ward_a2)
        cls.line_a1, cls.line_a2 = cls.pilot.area_ids.sorted("id")

    @classmethod
    def _new_pilot(cls, wards, **values):
        return cls.env["hcc.pilot"].create(
            {
                "name": "First pilot",
                "date_from": MONDAY,
                "area_ids": [Command.create({"ward_id": ward.id}) for ward in wards],
                **values,
            }
        )

    def _make_ready(self, ward):
        """Give a ward what it needs, through the records themselves."""
        self._complete_team(ward)
        self._equip(ward)
        self._cover(ward)
        self._set_up_messages()

    def _complete_team(self, ward):
        ward.team_id.target_size = len(
            ward.team_id.member_ids.filtered(lambda person: person.state == "active")
        )

    def _equip(self, ward):
        tablets = self.env["maintenance.equipment"].create(
            [
                {
                    "name": f"Tablet of {person.name}",
                    "hcc_kind": "tablet",
                    "branch_id": ward.branch_id.id,
                }
                for person in ward.team_id.member_ids
            ]
        )
        handovers = self.env["hcc.equipment.handover"].create(
            [
                {"equipment_id": tablet.id, "collaborator_id": person.id}
                for tablet, person in zip(tablets, ward.team_id.member_ids, strict=True)
            ]
        )
        for handover in handovers:
            handover._sign(SIGNATURE, SIGNATURE)

    def _cover(self, ward):
        """Somebody stands at each point of the ward while it is open."""
        person = ward.team_id.member_ids[0]
        stop = NOW + timedelta(days=8)
        for point in ward.service_point_ids:
            hours = point._opening_intervals(NOW - timedelta(hours=12), stop)[point.id]
            self.env["hcc.shift"].create(
                [
                    {
                        "collaborator_id": person.id,
                        "kind": "point",
                        "service_point_id": point.id,
                        "start": start,
                        "stop": end,
                    }
                    for start, end in hours
                ]
            )

    def _set_up_messages(self):
        self.env["ir.mail_server"].create(
            {"name": "Test", "smtp_host": "mail.example.org"}
        )

    def _measure(self, ward):
        return self.env["hcc.pilot.readiness"]._measure(ward)[ward.id]
