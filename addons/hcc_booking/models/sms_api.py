"""The gateway as Odoo's ``sms`` knows providers."""

from odoo.addons.sms.tools.sms_api import SmsApiBase

from ..tools.sms_gateway import ACCEPTED, LATER, REFUSED, UNKNOWN, Outcome

#: outcome of the gateway: state as core names those of a provider
_STATES = {
    ACCEPTED: "success",
    REFUSED: "hcc_refused",
    LATER: "server_error",
    UNKNOWN: "hcc_unknown",
}


class HccSmsApi(SmsApiBase):
    """Sends each text by one request of its own."""

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        gateways = self.env["hcc.sms.gateway"]
        gateway = gateways._get_gateway()
        results = []
        for message in messages:
            for entry in message["numbers"]:
                phone = entry["number"] or ""
                if gateways._may_send_to(phone):
                    outcome = gateway.send(phone, message["content"], entry["uuid"])
                else:
                    outcome = Outcome(REFUSED, detail="number")
                results.append(self._prepare_result(entry["uuid"], outcome))
        return results

    def _prepare_result(self, uuid, outcome):
        state = _STATES[outcome.state]
        if outcome.detail == "number":
            state = "wrong_number_format"
        return {
            "uuid": uuid,
            "state": state,
            "failure_reason": outcome.detail,
            "hcc_outcome": outcome,
        }
