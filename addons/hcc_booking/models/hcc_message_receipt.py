from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.phone import is_mobile

from ..tools.sms_gateway import ACCEPTED, LATER, UNKNOWN, Outcome

LOST_LIMIT = 200
#: minutes before the second, the third … attempt
PATIENCE = (2, 10, 30, 60, 120)


class HccMessageReceipt(models.AbstractModel):
    """What became of each message, and what is tried next.

    A text that surely did not go out is tried again, then another way is taken;
    one whose answer was lost is never sent again: somebody calls instead.
    """

    _name = "hcc.message.receipt"
    _description = "Receipts of Messages"
    _inherit = ["hcc.guard.mixin"]

    receipt = fields.Selection(
        [
            ("accepted", "Taken by the service"),
            ("delivered", "Arrived"),
            ("undelivered", "Not delivered"),
            ("unknown", "Not known"),
        ],
        readonly=True,
    )
    receipt_at = fields.Datetime("Receipt of", readonly=True)
    sms_uuid = fields.Char(
        readonly=True, copy=False, index="btree_not_null", groups="base.group_system"
    )
    provider_ref = fields.Char(
        "Number at the Service", readonly=True, copy=False, index="btree_not_null"
    )
    tried = fields.Char("Tried before", readonly=True)
    next_try_at = fields.Datetime("Next Attempt", readonly=True)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "provider_ref",
            "receipt",
            "receipt_at",
            "sms_uuid",
        }

    # -------------------------------------------------------------------------
    # WHAT THE SERVICE SAID
    # -------------------------------------------------------------------------

    @api.model
    def _note_outcomes(self, outcomes):
        """Note what the text message service said.

        :param dict outcomes: {uuid of the text: Outcome}
        """
        for message in self.search(
            [("sms_uuid", "in", list(outcomes)), ("state", "=", "sending")]
        ):
            message._take_outcome(outcomes[message.sms_uuid])

    def _take_outcome(self, outcome):
        """Go on with one text after an attempt.

        :param Outcome outcome: what became of the attempt
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if outcome.state == ACCEPTED:
            self._write_guarded(
                {
                    "state": "sent",
                    "sent_at": now,
                    "error": False,
                    "receipt": "accepted",
                    "receipt_at": now,
                    "provider_ref": outcome.provider_id or False,
                }
            )
            self._journal("message_delivery", state="sent")
        elif outcome.state == LATER:
            self._try_later(outcome.detail)
        elif outcome.state == UNKNOWN:
            self._write_guarded({"receipt": "unknown", "receipt_at": now})
            self._go_on_elsewhere(outcome.detail)
        else:
            self._go_on_elsewhere(outcome.detail)

    def _try_later(self, error):
        """Try the same way again after a while, but not for ever."""
        if self.attempts >= self.env["hcc.sms.gateway"]._get_number("sms_attempts"):
            self._go_on_elsewhere(error)
            return
        minutes = PATIENCE[min(self.attempts, len(PATIENCE)) - 1]
        next_try_at = fields.Datetime.now() + timedelta(minutes=minutes)
        self._write_guarded(
            {"state": "pending", "error": error, "next_try_at": next_try_at}
        )
        self._journal("message_delivery", state="pending")

    def _go_on_elsewhere(self, error):
        """This way leads nowhere: the other one, or somebody calls."""
        tried = {*(self.tried or "").split(","), self.channel} - {""}
        values = {"error": error, "tried": ",".join(sorted(tried)), "sent_at": False}
        way = self._get_other_way(tried)
        if way:
            values |= {"state": "pending", "channel": way, "attempts": 0}
            values["next_try_at"] = False
        else:
            values["state"] = self._get_state_of_failure()
        self._write_guarded(values)
        self._journal("message_delivery", state=values["state"])

    def _get_other_way(self, tried):
        """The way in writing that was not tried yet, or none."""
        if self.recipient != "citizen" or self.channel not in ("sms", "email"):
            return ""
        if "email" not in tried and self._get_email():
            return "email"
        if "sms" not in tried and is_mobile(self._get_phone()):
            return "sms" if self._has_sms_gateway() else ""
        return ""

    # -------------------------------------------------------------------------
    # WHAT IS FOUND LATER
    # -------------------------------------------------------------------------

    @api.model
    def _note_lost(self):
        """Texts of a job that was interrupted: whether they went out is not known."""
        lost = self.search([("state", "=", "sending")], limit=LOST_LIMIT)
        for message in lost.try_lock_for_update():
            message._take_outcome(Outcome(UNKNOWN, detail="interrupted"))

    @api.model
    def _note_failed_sms(self):
        """What Odoo's own queue of texts could not deliver goes another way."""
        failed = self.search(
            [("state", "=", "sent"), ("sms_id.state", "=", "error")], limit=LOST_LIMIT
        )
        for message in failed:
            message._note_undelivered(message.sms_id.failure_type or "")
            message._write_guarded({"sms_id": False})

    @api.model
    def _note_report(self, reference, is_delivered, detail=""):
        """Note a delivery report; the same report twice changes nothing.

        :param str reference: our uuid of the text, or its number at the service
        :param bool is_delivered: whether the text arrived
        :return: whether such a text is known
        """
        message = self.search(
            ["|", ("sms_uuid", "=", reference), ("provider_ref", "=", reference)],
            limit=1,
        )
        if message and message.receipt != "delivered":
            if is_delivered:
                message._note_delivered()
            elif message.receipt != "undelivered":
                message._note_undelivered(detail)
        return bool(message)

    def _note_delivered(self):
        """The text arrived, whatever was thought before."""
        values = {"receipt": "delivered", "receipt_at": fields.Datetime.now()}
        if self.receipt == "unknown" and self.state == "to_call":
            # nobody needs to call any more
            values |= {"state": "sent", "sent_at": values["receipt_at"]}
        self._write_guarded(values)
        self._journal("message_receipt", receipt="delivered")

    def _note_undelivered(self, detail=""):
        self._write_guarded(
            {"receipt": "undelivered", "receipt_at": fields.Datetime.now()}
        )
        self._journal("message_receipt", receipt="undelivered")
        if self.state == "sent" and self.channel == "sms":
            self._go_on_elsewhere(detail)
