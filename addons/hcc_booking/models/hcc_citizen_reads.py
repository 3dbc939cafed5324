from odoo import api, models
from odoo.tools import SQL

#: what the citizen is shown of it
SHOWN = 50


class HccCitizenReads(models.AbstractModel):
    """Who has read what is known of a person."""

    _name = "hcc.citizen.reads"
    _description = "Who Read a Citizen"
    _inherit = ["hcc.read.logged.mixin"]

    _read_log_fields = frozenset(
        {
            "name",
            "display_name",
            "search_key",
            "phone",
            "email",
            "address",
            "address_note",
            "birth_year",
            "identity_number",
            "disability",
            "poverty",
        }
    )

    @api.model
    def _get_read_log_person(self):
        return SQL("id")

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        people = self.browse(number for number, _name in found)
        how = self._how_found([("phone", "ilike", name)] if name else [], not found)
        people._note_read(("display_name",), how)
        return found

    def action_who_read(self):
        """Open who has read this person, also under a number that was merged."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_read_log_action"
        )
        return {
            **action,
            "domain": [("person_id", "in", self._get_known_ids())],
            "context": {},
        }

    def _get_known_ids(self):
        """:return: ids under which the person is known, those merged included"""
        # sudo: hcc.citizen - the empty rows of those who were merged
        merged_sudo = self.sudo().with_context(active_test=False)
        return [
            *self.ids,
            *merged_sudo.search([("merged_into_id", "in", self.ids)]).ids,
        ]
