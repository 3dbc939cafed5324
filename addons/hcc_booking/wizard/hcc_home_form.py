from odoo import fields, models


class HccHomeForm(models.AbstractModel):
    """What a person who judges a home visit has to see."""

    _name = "hcc.home.form"
    _description = "Form About a Home Visit"

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    reference = fields.Char(related="request_id.reference")
    home_reason_ids = fields.Many2many(related="request_id.home_reason_ids")
    home_proposal = fields.Selection(related="request_id.home_proposal")
    home_proposal_words = fields.Text(related="request_id.home_proposal_words")
    home_evidence_ids = fields.One2many(related="request_id.home_evidence_ids")
    description = fields.Text(related="request_id.description")
    birth_year = fields.Integer(related="request_id.citizen_id.birth_year")
    procedure_summary = fields.Char(related="request_id.procedure_summary")
    when = fields.Datetime(related="request_id.start", string="When")
