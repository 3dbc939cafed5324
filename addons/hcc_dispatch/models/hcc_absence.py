from odoo import fields, models


class HccAbsence(models.Model):
    _inherit = "hcc.absence"

    ics_key = fields.Char(
        "Entry of a Calendar",
        readonly=True,
        copy=False,
        help="The same entry is taken over once. It tells nothing by itself.",
    )

    _ics_key_unique = models.UniqueIndex(
        "(collaborator_id, ics_key) WHERE ics_key IS NOT NULL",
        "This entry of the calendar was taken over already.",
    )

    def action_plan(self):
        """Enter an absence, whatever is selected: first see what it hits."""
        name = "hcc_dispatch.hcc_absence_plan_action"
        if self.env.user.hcc_coordinator_ward_ids:
            name = "hcc_booking.hcc_illness_action"
        return self.env["ir.actions.act_window"]._for_xml_id(name)
