from odoo import models
from odoo.exceptions import UserError


class HccProcedureRefresher(models.AbstractModel):
    """A procedure that has changed: whoever helps with it learns it anew."""

    _name = "hcc.procedure.refresher"
    _description = "Refresher after a Change of a Procedure"
    _inherit = ["hcc.journal.mixin"]

    def action_refresher_form(self):
        """Ask by which day, and what has changed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Require a refresher"),
            "res_model": "hcc.procedure.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_procedure_id": self.id},
        }

    def _require_refresher(self, day, words):
        """All who are qualified for the procedure do a refresher by the day.

        :param date day: local day, the last on which the old qualification counts
        :param str words: what has changed, for the people
        :return: how many qualifications were marked
        """
        self.ensure_one()
        self.check_access("write")
        if not self.qualification_type_id:
            raise UserError(
                self.env._(
                    "This procedure asks for no qualification: say first which one."
                )
            )
        self._journal("refresher_required", day=str(day))
        return self.qualification_type_id._require_refresher(day, words)
