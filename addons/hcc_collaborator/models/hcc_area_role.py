from odoo import api, fields, models
from odoo.fields import Domain


class HccAreaRole(models.Model):
    """A user has a role in the city, a branch or a ward, for a period."""

    _name = "hcc.area.role"
    _description = "Area Role"
    _inherit = ["hcc.journal.mixin"]
    _order = "user_id, role, id"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(
        [
            ("clerk", "Clerk"),
            ("coordinator", "Coordinator"),
            ("trainer", "Trainer"),
            ("manager", "Manager"),
            ("committee", "Steering committee"),
            ("data_officer", "Data officer"),
            ("administrator", "Administrator"),
        ],
        required=True,
    )
    scope = fields.Selection(
        [("city", "City"), ("branch", "Branch"), ("ward", "Ward")],
        required=True,
        default="branch",
    )
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="restrict")
    ward_id = fields.Many2one("hcc.ward", index=True, ondelete="restrict")
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date("Last Day")

    _scope_check = models.Constraint(
        "CHECK ((scope = 'branch') = (branch_id IS NOT NULL)"
        " AND (scope = 'ward') = (ward_id IS NOT NULL))",
        "A role covers the city, one branch or one ward.",
    )
    _administrator_check = models.Constraint(
        "CHECK (role != 'administrator' OR scope = 'city')",
        "An administrator covers the whole city.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)", "A role cannot end before it begins."
    )

    @api.model
    def _get_valid_domain(self, day):
        """Return the domain of the roles that hold on a local day."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _get_wards(self, city):
        """Return the wards of one role.

        :param city: all wards, searched once by the caller
        """
        self.ensure_one()
        if self.scope == "city":
            return city
        if self.scope == "ward":
            return self.ward_id
        return self.branch_id.with_context(active_test=False).ward_ids
