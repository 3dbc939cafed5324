import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

_logger = logging.getLogger(__name__)

SEND_LIMIT = 200
ERROR_LENGTH = 200


class HccMessageDelivery(models.AbstractModel):
    """Sends what waits in the outbox, each message for itself."""

    _name = "hcc.message.delivery"
    _description = "Delivery of Messages"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    sms_id = fields.Many2one(
        "sms.sms",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="base.group_system",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "attempts",
            "body",
            "channel",
            "citizen_id",
            "collaborator_id",
            "error",
            "kind",
            "recipient",
            "request_id",
            "sent_at",
            "sms_id",
            "sms_text",
            "state",
            "to_email",
            "to_phone",
            "ward_id",
        }

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        by_phone = messages.filtered(lambda message: message.channel == "call")
        by_phone._write_guarded({"state": "to_call"})
        return messages

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_called(self):
        """Somebody called the person and told them."""
        self.check_access("write")
        if self.filtered(lambda message: message.state not in ("to_call", "failed")):
            raise UserError(self.env._("This message does not wait for a call."))
        now = fields.Datetime.now()
        self._write_guarded({"state": "done", "sent_at": now})
        self._journal("message_called")
        # sudo: hcc.request - the first word with the citizen counts from here
        self.sudo().request_id._note_first_contact(now)
        return True

    def action_retry(self):
        """Try again to send what failed."""
        self.check_access("write")
        if self.filtered(lambda message: message.state != "failed"):
            raise UserError(self.env._("Only a failed message can be sent again."))
        self._write_guarded({"state": "pending", "error": False})
        self._journal("message_retried")
        return True

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits; one that fails never stops the others."""
        self._note_failed_sms()
        domain = [("state", "=", "pending")]
        waiting = self.search(domain, limit=SEND_LIMIT, order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        if not waiting or not commit_progress(remaining=len(waiting)):
            return
        for message in waiting:
            message = message.try_lock_for_update().filtered_domain(domain)
            if message:
                message._deliver()
            if not commit_progress(1):
                break

    def _deliver(self):
        """Send one message and note what came of it."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                state = getattr(self, f"_deliver_{self.channel}")()
                error = False
        except Exception as failure:
            # Whatever it is, the rest goes on. The words of the failure may hold an
            # address: not in the log.
            _logger.info("message %s failed: %s", self.id, type(failure).__name__)
            error = str(failure)[:ERROR_LENGTH] or type(failure).__name__
            state = self._get_state_of_failure()
        self._write_guarded(
            {
                "state": state,
                "error": error,
                "attempts": self.attempts + 1,
                "sent_at": fields.Datetime.now() if state == "sent" else False,
            }
        )
        self._journal("message_delivery", state=state)

    def _deliver_sms(self):
        if not self._has_sms_gateway():
            return self._get_state_of_failure()
        # sudo: sms.sms - only the job writes text messages
        sms_sudo = (
            self.env["sms.sms"]
            .sudo()
            .create({"number": self._get_phone(), "body": self.sms_text or self.body})
        )
        self._write_guarded({"sms_id": sms_sudo.id})
        return "sent"

    def _deliver_email(self):
        address = self.citizen_id.email or self.to_email or self.collaborator_id.email
        if not address:
            raise UserError(self.env._("There is no e-mail address."))
        # sudo: mail.mail - only the job writes mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.request_id.reference,
                "email_to": address,
                "body_html": plaintext2html(self.body),
                "auto_delete": True,
            }
        ).send(raise_exception=True)
        return "sent"

    def _deliver_call(self):
        return "to_call"

    def _deliver_inbox(self):
        """The message is in the helper's own list; a notice pops up as well."""
        self.user_id._bus_send(
            "simple_notification",
            {"type": "info", "title": self.request_id.reference, "message": self.body},
        )
        return "sent"

    @api.model
    def _note_failed_sms(self):
        """What the gateway could not deliver becomes a call to make."""
        failed = self.search(
            [("state", "=", "sent"), ("sms_id.state", "=", "error")], limit=SEND_LIMIT
        )
        for state, same in failed.grouped(
            lambda message: message._get_state_of_failure()
        ).items():
            same._write_guarded({"state": state, "sms_id": False})
            same._journal("message_delivery", state=state)

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _get_state_of_failure(self):
        """What becomes of a message that cannot be written: somebody calls.

        Nobody is called for a reminder: the time was told before. Nor for a helper
        on the way: they would be there before.
        """
        if self.kind in ("reminder", "on_the_way"):
            return "cancelled"
        return "to_call" if self.citizen_id.phone or self.to_phone else "failed"

    @api.model
    def _has_sms_gateway(self):
        # sudo: ir.config_parameter - whether there is a gateway
        enabled = self.env["ir.config_parameter"].sudo()
        return enabled.get_param("hcc_booking.sms_enabled", "False") == "True"

    def _get_phone(self):
        return self.citizen_id.phone or self.to_phone or self.collaborator_id.phone
