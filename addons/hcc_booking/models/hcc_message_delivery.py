import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions import CannotWrite
from ..tools.sms_gateway import LATER, UNKNOWN, GatewayError, Outcome
from .hcc_message_words import TOLD_WITH_VISIT

_logger = logging.getLogger(__name__)

SEND_LIMIT = 200
ERROR_LENGTH = 200
#: kinds that are of no use an hour later: they go out before all others
URGENT_KINDS = (
    "on_the_way",
    "moved",
    "cancelled",
    "earlier_offer",
    "arrived",
    "point_closed",
)


class HccMessageDelivery(models.AbstractModel):
    """Sends what waits in the outbox, each message for itself."""

    _name = "hcc.message.delivery"
    _description = "Delivery of Messages"
    _inherit = [
        "hcc.message.receipt",
        "hcc.message.email",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]

    sms_id = fields.Many2one(
        "sms.sms",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="base.group_system",
    )
    is_urgent = fields.Boolean(readonly=True)
    # written in words that do not say what it is about
    is_neutral = fields.Boolean(readonly=True)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "attempts",
            "body",
            "channel",
            "citizen_id",
            "collaborator_id",
            "dossier_id",
            "error",
            "is_neutral",
            "is_urgent",
            "kind",
            "next_try_at",
            "recipient",
            "reference",
            "request_id",
            "sent_at",
            "sms_id",
            "sms_text",
            "state",
            "to_email",
            "to_phone",
            "tried",
            "ward_id",
        }

    @api.model_create_multi
    def create(self, vals_list):
        urgent = self._get_urgent_kinds()
        for vals in vals_list:
            vals["is_urgent"] = vals.get("kind") in urgent
            if vals.get("channel") == "call" and "state" not in vals:
                vals["state"] = "to_call"
        return super().create(vals_list)

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits; one that fails never stops the others."""
        self._note_failed_sms()
        self._note_lost()
        domain = self._get_waiting_domain()
        waiting = self.search(domain, limit=SEND_LIMIT, order="is_urgent desc, id")
        commit_progress = self.env["ir.cron"]._commit_progress
        if not waiting or not commit_progress(remaining=self.search_count(domain)):
            return
        for message in waiting:
            message = message.try_lock_for_update().filtered_domain(domain)
            if message:
                message._deliver()
            if not commit_progress(1):
                break

    @api.model
    def _get_waiting_domain(self):
        """Messages that are to be sent now."""
        now = fields.Datetime.now()
        return Domain("state", "=", "pending") & (
            Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", now)
        )

    def _deliver(self):
        """Send one message and note what came of it."""
        self.ensure_one()
        if self._is_unwanted():
            self._write_guarded({"state": "cancelled"})
            self._journal("message_stopped")
            return
        if self._is_telling() and not self._make_neutral():
            return
        if self.channel == "sms" and self.env["hcc.sms.gateway"]._is_on():
            self._deliver_by_gateway()
            return
        try:
            with self.env.cr.savepoint():
                state = getattr(self, f"_deliver_{self.channel}")()
        except CannotWrite as failure:
            self._count_attempt()
            self._go_on_elsewhere(str(failure))
        except Exception as failure:
            # Whatever it is, the rest goes on. The words of the failure may hold an
            # address: not in the log.
            _logger.info("message %s failed: %s", self.id, type(failure).__name__)
            self._count_attempt()
            error = str(failure)[:ERROR_LENGTH] or type(failure).__name__
            if self.channel == "email":
                self._try_later(error)
            else:
                self._go_on_elsewhere(error)
        else:
            self._count_attempt()
            sent_at = fields.Datetime.now() if state == "sent" else False
            self._write_guarded({"state": state, "error": False, "sent_at": sent_at})
            self._journal("message_delivery", state=state)

    def _is_unwanted(self):
        """Whether the consent was withdrawn after this was written."""
        request = self.request_id
        return bool(
            self.recipient == "citizen"
            and self.citizen_id
            and (
                request.consent_withdrawn_at
                or (
                    request.behalf_withdrawn_at
                    and self.citizen_id == request.requester_id
                )
            )
        )

    def _is_telling(self):
        """Whether the person asked for discretion after this was written."""
        return (
            self.recipient == "citizen"
            and self.channel in ("sms", "email")
            and not self.is_neutral
            and self._is_discreet()
        )

    def _make_neutral(self):
        """Write the message anew, discreetly.

        :return: whether there is something to tell; a rating is not asked for
        """
        facts = self._get_facts(self.kind, self.request_id, reference=self.reference)
        if not self._is_worth_telling(facts):
            self._write_guarded({"state": "cancelled"})
            return False
        if self.kind not in (*TOLD_WITH_VISIT, "cancelled"):
            # what else it said is not known any more
            facts["kind"] = "notice"
        self._write_guarded(self._prepare_words(facts | {"discreet": True}))
        return True

    def _count_attempt(self):
        self._write_guarded({"attempts": self.attempts + 1})

    def _deliver_sms(self):
        """Hand a text over to Odoo's own queue of texts."""
        if not self._has_sms_gateway():
            raise CannotWrite("no_service")
        self._write_guarded({"sms_id": self._create_sms("outgoing").id})
        return "sent"

    def _deliver_by_gateway(self):
        """Send a text through the city's own service.

        What is about to happen is written down for good before it happens: should
        the machine stop half-way, nobody sends the text a second time.
        """
        self._count_attempt()
        try:
            with self.env.cr.savepoint():
                self.env["hcc.sms.gateway"]._get_gateway()
                sms_sudo = self._create_sms("process")
        except GatewayError as wrong:
            self._take_outcome(Outcome(LATER, detail=f"settings_{wrong}"))
            return
        except Exception as failure:
            _logger.info("message %s failed: %s", self.id, type(failure).__name__)
            self._go_on_elsewhere(type(failure).__name__)
            return
        self._write_guarded(
            {"state": "sending", "sms_id": sms_sudo.id, "sms_uuid": sms_sudo.uuid}
        )
        self.env["ir.cron"]._commit_progress()
        if not self.try_lock_for_update():
            return
        try:
            with self.env.cr.savepoint():
                sms_sudo._send(unlink_failed=True, unlink_sent=True)
        except Exception as failure:
            _logger.info("message %s failed: %s", self.id, type(failure).__name__)
        if self.state == "sending":
            self._take_outcome(Outcome(UNKNOWN, detail="interrupted"))

    def _create_sms(self, state):
        # sudo: sms.sms - only the job writes text messages
        texts_sudo = self.env["sms.sms"].sudo()
        return texts_sudo.create(
            {
                "number": self._get_phone(),
                "body": self._get_text_to_send(),
                "state": state,
            }
        )

    def _deliver_call(self):
        return "to_call"

    def _deliver_inbox(self):
        """The message is in the helper's own list; a notice pops up as well."""
        self.user_id._bus_send(
            "simple_notification",
            {"type": "info", "title": self.request_id.reference, "message": self.body},
        )
        return "sent"

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _get_state_of_failure(self):
        """What becomes of a message that cannot be written: somebody calls."""
        if self.kind in self._get_writing_only_kinds():
            return "cancelled"
        return "to_call" if self.citizen_id.phone or self.to_phone else "failed"

    @api.model
    def _get_urgent_kinds(self):
        """Kinds that go out before all others."""
        return URGENT_KINDS

    @api.model
    def _get_staff_kinds(self):
        """Kinds that are for people of the service alone."""
        return ("offer", "released", "arrived")

    @api.model
    def _get_writing_only_kinds(self):
        """Kinds for which nobody is called.

        The time of a reminder was told before, and a helper on the way would be
        there before the call.
        """
        return ("reminder", "on_the_way")

    @api.model
    def _has_sms_gateway(self):
        # sudo: ir.config_parameter - whether there is a gateway
        enabled = self.env["ir.config_parameter"].sudo()
        return enabled.get_param("hcc_booking.sms_enabled", "False") == "True"

    def _get_phone(self):
        return self.citizen_id.phone or self.to_phone or self.collaborator_id.phone

    def _get_email(self):
        return self.citizen_id.email or self.to_email or self.collaborator_id.email
