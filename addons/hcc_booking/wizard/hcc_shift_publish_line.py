from odoo import fields, models


class HccShiftPublishLine(models.TransientModel):
    """One shift that was made, or not, and why."""

    _name = "hcc.shift.publish.line"
    _description = "Result of publishing shifts"
    _order = "outcome, start, id"

    publish_id = fields.Many2one(
        "hcc.shift.publish", required=True, ondelete="cascade", index=True
    )
    collaborator_id = fields.Many2one("hcc.collaborator", readonly=True)
    start = fields.Datetime(string="From", readonly=True)
    stop = fields.Datetime(string="To", readonly=True)
    outcome = fields.Selection(
        selection=[("made", "Made"), ("skipped", "Skipped")], readonly=True
    )
    reason = fields.Char(readonly=True)
