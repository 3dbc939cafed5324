from odoo import api, fields, models
from odoo.tools import SQL


class HccBreachPerson(models.Model):
    """A person whose data was, or could have been, in other hands."""

    _name = "hcc.breach.person"
    _description = "Person of a Breach"
    _inherit = ["hcc.breach.cells", "hcc.read.logged.mixin"]
    _log_access = False
    _order = "reached desc, id"
    _rec_name = "citizen_id"
    _read_log_fields = frozenset({"citizen_id", "phone", "address", "display_name"})

    breach_id = fields.Many2one(
        "hcc.breach", required=True, readonly=True, index=True, ondelete="cascade"
    )
    citizen_id = fields.Many2one(
        "hcc.citizen",
        "Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    ward_id = fields.Many2one(
        "hcc.ward", required=True, readonly=True, index=True, ondelete="restrict"
    )
    phone = fields.Char(related="citizen_id.phone", related_sudo=False)
    address = fields.Char(related="citizen_id.address", related_sudo=False)
    reached = fields.Boolean("Did Reach", readonly=True)
    # how
    by_reads = fields.Boolean("Was Read", readonly=True)
    by_visits = fields.Boolean("Contact of a Visit", readonly=True)
    by_rules = fields.Boolean("Open to the Account Today", readonly=True)
    by_roles = fields.Boolean("Open through a Role in the Period", readonly=True)
    last_read_at = fields.Datetime("Last Read", readonly=True)
    # what there is of the person, as far as the account could see it
    has_phone = fields.Boolean("Has a Phone", readonly=True)
    has_address = fields.Boolean("Has an Address", readonly=True)
    has_identity = fields.Boolean("Identity Number", readonly=True)
    has_disability = fields.Boolean("Disability", readonly=True)
    has_poverty = fields.Boolean("Poverty", readonly=True)
    has_position = fields.Boolean("Position", readonly=True)

    @api.model
    def _get_read_log_person(self):
        return SQL("citizen_id")
