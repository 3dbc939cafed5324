from odoo import api, models
from odoo.fields import Domain

from odoo.addons.hcc_booking.models.hcc_assignment import OPEN_STATES
from odoo.addons.hcc_collaborator.tools.phone import format_phone


class HccFieldDayBase(models.AbstractModel):
    """What the parts of the field page add to the day of a helper."""

    _name = "hcc.field.day.base"
    _description = "Parts of a Day in the Field"

    @api.model
    def _add_to_visits(self, assignments, rows):
        """Add the keys of a part to the visits, in a fixed number of queries.

        :param assignments: ``hcc.assignment`` of the user who asks, without sudo
        :param list rows: one dict for each, in the same order
        """
        # sudo: hcc.field.action - what the helper noted on any device
        actions_sudo = self.env["hcc.field.action"].sudo()
        told = actions_sudo.search_fetch(
            [
                ("assignment_id", "in", assignments.ids),
                ("kind", "in", ("note", "checklist")),
                ("status", "in", ("applied", "taken")),
            ],
            ["assignment_id", "kind", "text", "payload"],
            order="seq, id",
        )
        by_entry = told.grouped(lambda action: action.assignment_id.id)
        for entry, row in zip(assignments, rows, strict=True):
            mine = by_entry.get(entry.id, actions_sudo)
            is_open = entry.state in OPEN_STATES
            notes = mine.filtered(lambda action: action.kind == "note" and action.text)
            row["notes"] = notes.mapped("text") if is_open else []
            row["checklist"] = {}
            for action in mine - notes:
                if action.kind == "checklist":
                    row["checklist"] = action.payload or {}

    @api.model
    def _get_out_there(self):
        """Visits that the device holds whatever became of them: a part says which.

        :rtype: Domain
        """
        return Domain.FALSE

    @api.model
    def _add_to_day(self, day):
        """Add the keys of a part to the day.

        :param dict day: see docs/field.md
        """
        user = self.env.user
        # sudo: hcc.collaborator, ir.config_parameter - the helper's own badge, and
        # the hotline, which is public
        person_sudo = user.sudo().hcc_collaborator_ids[:1]
        number = person_sudo.ward_id.branch_id.hotline or person_sudo.env[
            "ir.config_parameter"
        ].get_param("hcc_collaborator.hotline")
        reason = self.env["hcc.dossier"]._fields["not_filed_reason"]
        day.update(
            user={"name": user.name, "badge": person_sudo.badge_number or ""},
            hotline=format_phone(number) if number else "",
            reasons={"not_filed": reason._description_selection(self.env)},
        )
