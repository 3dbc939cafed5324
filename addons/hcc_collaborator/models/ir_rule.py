from odoo import fields, models

from ..tools.localtime import local_date


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        # roles begin and end at midnight: cached domains must not outlive it
        yield local_date(fields.Datetime.now())
