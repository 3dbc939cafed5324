from odoo import api, models

from ..tools.secret_words import hide_secrets


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("body") and str(vals.get("model", "")).startswith("hcc."):
                hidden = hide_secrets(vals["body"])
                if hidden != vals["body"]:
                    vals["body"] = type(vals["body"])(hidden)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("body"):
            hidden = hide_secrets(vals["body"])
            if hidden != vals["body"]:
                vals = {**vals, "body": type(vals["body"])(hidden)}
        return super().write(vals)
