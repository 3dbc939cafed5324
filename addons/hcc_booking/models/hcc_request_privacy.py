from odoo import fields, models
from odoo.exceptions import UserError

from ..exceptions import BookingError

WORDS_LENGTH = 1000
#: messages that have not gone out
UNSENT = ("pending", "to_call", "failed")


class HccRequestPrivacy(models.AbstractModel):
    """Consents of a request withdrawn, and what people ask about their data."""

    _name = "hcc.request.privacy"
    _description = "Personal Data of a Request"

    # nobody of the request is written to or called any more
    consent_withdrawn_at = fields.Datetime("Consent Withdrawn on", readonly=True)
    # nor whoever asked for somebody else
    behalf_withdrawn_at = fields.Datetime(
        "Consent of Who Asked Withdrawn on", readonly=True
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "consent_withdrawn_at",
            "behalf_withdrawn_at",
        }

    def _get_people_to_tell(self):
        """Nobody whose consent was withdrawn."""
        people = super()._get_people_to_tell()
        if self.consent_withdrawn_at:
            return people.browse()
        return people - self.requester_id if self.behalf_withdrawn_at else people

    def _stop_use(self, by):
        """Use nothing of the person any more: cancel, and send nothing that waits.

        A visit that has begun is ended by those who are there.

        :param str by: ``citizen`` or ``clerk``
        """
        for request in self:
            # sudo: hcc.request, hcc.message - the caller checked who withdraws
            request_sudo = request.sudo()
            request_sudo._write_guarded({"consent_withdrawn_at": fields.Datetime.now()})
            if request_sudo.state in ("waiting", "booked"):
                reason = request.env._("The consent was withdrawn.")
                request_sudo._cancel(reason, by=by)
            request_sudo._stop_messages(request_sudo.outbox_ids)
            request_sudo.dossier_ids._leave_alone()

    def _stop_telling_who_asked(self):
        """Whoever asked for somebody else does not want to be told any more."""
        for request in self:
            # sudo: hcc.request, hcc.message - the caller checked who withdraws
            request_sudo = request.sudo()
            request_sudo._write_guarded({"behalf_withdrawn_at": fields.Datetime.now()})
            request_sudo._stop_messages(
                request_sudo.outbox_ids.filtered(
                    lambda message, asker=request_sudo.requester_id: (
                        message.citizen_id == asker
                    )
                )
            )

    def _stop_messages(self, messages):
        unsent = messages.filtered(
            lambda message: (
                message.recipient == "citizen"
                and message.citizen_id
                and message.state in UNSENT
            )
        )
        unsent._write_guarded({"state": "cancelled"})
        unsent._journal("message_stopped")

    def _withdraw_consents(self, by):
        """Withdraw all that was agreed to with the request.

        :param str by: ``citizen`` or ``clerk``
        :raises UserError: when nothing stands any more
        """
        self.ensure_one()
        # sudo: hcc.consent - the caller checked who withdraws
        standing_sudo = self.sudo().consent_ids.filtered(
            lambda consent: not consent.withdrawn_at
        )
        if not standing_sudo:
            raise UserError(self.env._("This consent was withdrawn already."))
        standing_sudo._withdraw(by)

    def _ask_about_data(self, what, words=""):
        """Put on the list of calls what somebody asks about their data; once each.

        Who asks is checked by whoever calls, before anything is given or changed.

        :param str what: ``file``, ``wrong`` or ``erase``
        :param str words: the person's own, for ``wrong``
        :return: the call to make, in sudo
        :raises BookingError: when the words are missing or too long
        """
        self.ensure_one()
        words = (words or "").strip()
        if what == "wrong" and not words:
            raise BookingError({"words": self.env._("Please say what is wrong.")})
        if len(words) > WORDS_LENGTH:
            raise BookingError({"words": self._say_too_long(WORDS_LENGTH)})
        # sudo: hcc.message - whoever asks has no rights on messages
        messages_sudo = self.env["hcc.message"].sudo()
        body = self._get_data_call(what, words)
        known = messages_sudo.search(
            [
                ("request_id", "=", self.id),
                ("kind", "=", "call_back"),
                ("state", "=", "to_call"),
                ("body", "=", body),
            ],
            limit=1,
        )
        if known:
            return known
        self.sudo()._journal("data_asked", what=what)
        return messages_sudo.create(
            {
                "kind": "call_back",
                "recipient": "citizen",
                "citizen_id": self.sudo().citizen_id.id,
                "request_id": self.id,
                "ward_id": self.sudo().ward_id.id,
                "channel": "call",
                "reference": self.sudo().reference,
                "body": body,
            }
        )

    def _get_data_call(self, what, words):
        """What whoever calls reads, in the language of the service."""
        lang = self.env["hcc.message"]._get_citizen_lang()
        # sudo: hcc.request - the reference alone, for whoever calls
        here = self.with_context(lang=lang).sudo()
        values = {"reference": here.reference}
        if what == "file":
            return here.env._(
                "Request %(reference)s: asks for all that is kept of them. Call; the "
                "data officer hands over the file against an identity paper.",
                **values,
            )
        if what == "erase":
            return here.env._(
                "Request %(reference)s: asks that their data are taken away. Call, and "
                "pass it on to the data officer.",
                **values,
            )
        return here.env._(
            "Request %(reference)s: says that something is wrong: %(words)s",
            words=words,
            **values,
        )
