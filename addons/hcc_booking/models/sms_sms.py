from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _split_by_api(self):
        if self.env["hcc.sms.gateway"]._is_on():
            company = self.env.company
            yield company._get_sms_api_class()(self.env), self
        else:
            yield from super()._split_by_api()

    def _handle_call_result_hook(self, results):
        """Tell the outbox what became of its texts."""
        result = super()._handle_call_result_hook(results)
        outcomes = {
            entry["uuid"]: entry["hcc_outcome"]
            for entry in results
            if entry.get("hcc_outcome")
        }
        if outcomes:
            # sudo: hcc.message - the queue of texts runs for nobody in particular
            self.env["hcc.message"].sudo()._note_outcomes(outcomes)
        return result
