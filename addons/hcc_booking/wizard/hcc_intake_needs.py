from odoo import fields, models

from ..models.hcc_request_needs import GENDERS, MORE_NEEDS, NEEDS


class HccIntakeNeeds(models.AbstractModel):
    """What would make the help easier for the person on the telephone."""

    _name = "hcc.intake.needs"
    _description = "Request Taken by a Clerk, Needs"

    need_sign = fields.Boolean("Sign language")
    need_large_print = fields.Boolean("Large print")
    need_step_free = fields.Boolean("Way without steps")
    has_companion = fields.Boolean("Somebody comes along")
    need_language = fields.Char("Speaks")
    wish_gender = fields.Selection(GENDERS, "Asks for")

    def _prepare_needs_values(self):
        """Values of the booking service about needs."""
        return {name: self[name] for name in (*NEEDS, *MORE_NEEDS)}
