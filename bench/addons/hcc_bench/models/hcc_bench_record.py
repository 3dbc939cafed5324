from odoo import fields, models


class HccBenchRecord(models.Model):
    """The barest record: one text and nothing that follows from it."""

    _name = "hcc.bench.record"
    _description = "Bare Record"

    name = fields.Char(required=True)
