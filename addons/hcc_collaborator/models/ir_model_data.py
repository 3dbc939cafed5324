from odoo import api, models


class IrModelData(models.Model):
    _inherit = "ir.model.data"

    @api.model
    def _protect_shipped(self, module, *model_names):
        """Let upgrades add shipped records but never write existing ones.

        Files in CSV are always updatable; what an administrator corrected or
        imported must outlive the next upgrade.

        :param str module: the addon that ships the records
        :param model_names: models of the records
        """
        # sudo: ir.model.data - called while the addon is loaded
        self.sudo().search(
            [
                ("module", "=", module),
                ("model", "in", list(model_names)),
                ("noupdate", "=", False),
            ]
        ).noupdate = True
