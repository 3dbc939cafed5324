from odoo import fields, models

KINDS = [
    ("hcc.team", "Team"),
    ("resource.calendar", "Opening hours"),
    ("hcc.service.point", "Service point"),
]


class HccWardClone(models.Model):
    """A piece of configuration that was cloned from another ward, as it was pushed.

    What is there now is compared with it: a later push changes nothing that people
    of the ward have changed since. Rows are written by the cloning alone.
    """

    _name = "hcc.ward.clone"
    _description = "Cloned Configuration"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "ward_id, id"

    source_ward_id = fields.Many2one(
        "hcc.ward", "Cloned from", required=True, index=True, ondelete="cascade"
    )
    # numbers, not links: what was cloned may be deleted, and that is remembered
    model = fields.Selection(KINDS, "Kind", required=True)
    source_res_id = fields.Integer(required=True, aggregator=None)
    res_id = fields.Integer(required=True, aggregator=None)
    pushed = fields.Json(required=True)
    pushed_at = fields.Datetime("Last push", required=True)

    _copy_unique = models.Constraint(
        "UNIQUE (ward_id, model, source_res_id)", "This has been cloned already."
    )
