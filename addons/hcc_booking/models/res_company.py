from odoo import models

from .sms_api import HccSmsApi


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        if self.env["hcc.sms.gateway"]._is_on():
            return HccSmsApi
        return super()._get_sms_api_class()
