import base64

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import file_open

PREFIX = "demo_"
HANDED_OVER = ("tablet", "router", "guides")


class HccDemoEquipment(models.AbstractModel):
    """Who has the sample equipment: its identifier ends like its holder's."""

    _name = "hcc.demo.equipment"
    _description = "Sample Equipment"

    @api.model
    def _load_equipment(self, faults):
        """Hand the sample equipment over; one is in repair, two have a fault.

        :param dict faults: {end of the identifier of a tablet: what is wrong}
        """
        with file_open("hcc_collaborator/demo/signature.png", "rb") as file:
            signature = base64.b64encode(file.read())
        given = fields.Datetime.subtract(fields.Datetime.now(), months=2)
        pairs = self._get_sample_pairs()
        # sudo: hcc.equipment.handover - in the name of the sample coordinator
        coordinator = self.env.ref("hcc_collaborator.demo_user_coordinator")
        Handover = self.env["hcc.equipment.handover"].with_user(coordinator).sudo()
        for equipment, person in pairs:
            handover = Handover.create(
                {"equipment_id": equipment.id, "collaborator_id": person.id}
            )
            handover._sign(signature, signature)
            handover._write_guarded({"given_at": given})
        if pairs:
            self.env.ref("hcc_collaborator.demo_tablet_repair_01").action_to_repair()
            self._load_sample_faults(faults)

    @api.model
    def _get_sample_pairs(self):
        """Return (equipment, person) of what nobody has had yet."""
        rows = self.env["ir.model.data"].search(
            Domain("module", "=", "hcc_collaborator")
            & Domain("model", "=", "maintenance.equipment")
            & Domain.OR(
                Domain("name", "=like", f"{PREFIX}{kind}_0%") for kind in HANDED_OVER
            ),
            order="name",
        )
        pairs = []
        for row in rows:
            equipment = self.env["maintenance.equipment"].browse(row.res_id)
            _prefix, _kind, ward, number = row.name.split("_")
            person = self.env.ref(f"hcc_collaborator.demo_collaborator_{ward}_{number}")
            if not equipment.handover_ids:
                pairs.append((equipment, person))
        return pairs

    @api.model
    def _load_sample_faults(self, faults):
        """Report faults; with the first one, visits cannot be made.

        :param dict faults: {end of the identifier of a tablet: what is wrong}
        """
        for name, words in faults.items():
            tablet = self.env.ref(f"hcc_collaborator.demo_tablet_{name}")
            tablet.with_user(tablet.holder_user_id)._report_fault(
                words, unusable=name == next(iter(faults))
            )
