from odoo import api, models

from odoo.addons.hcc_booking.tools.sms_text import without_diacritics
from odoo.addons.hcc_collaborator.tools.phone import is_mobile

ASK = "are_you_safe"
OFFICE_KINDS = ("help_call", "not_back")


class HccMessageSafety(models.AbstractModel):
    """Messages about the safety of helpers; none of them names a citizen.

    They belong to no request, so they stand in nobody's file.
    """

    _name = "hcc.message.safety"
    _description = "Messages about Safety"

    @api.model
    def _write_to_office(self, kind, watch, people):
        """Queue a text message to those who have a mobile telephone.

        Who has none sees it in the back office; nobody is called for it.

        :param str kind: ``help_call`` or ``not_back``
        :param watch: ``hcc.safety.watch``
        :param people: ``res.users``
        """
        # sudo: hcc.message - whoever calls for help may not write messages
        messages_sudo = self.env["hcc.message"].sudo()
        if not self._has_sms_gateway():
            return messages_sudo.browse()
        rows = []
        for person, phone in watch._get_phones(people).items():
            here = watch.with_context(lang=person.lang or self._get_citizen_lang())
            body = f"{here._get_alarm_title(kind)}. {here._get_alarm_words(kind)}"
            rows.append(
                {
                    "kind": kind,
                    "recipient": "office",
                    "to_phone": phone,
                    "ward_id": watch.ward_id.id,
                    "channel": "sms",
                    "reference": watch.reference,
                    "body": body,
                    "sms_text": self._make_short(body),
                }
            )
        return messages_sudo.create(rows)

    @api.model
    def _ask_if_safe(self, watch):
        """Ask the helper; on the screen at once, and by a text message where set.

        :param watch: one ``hcc.safety.watch``
        """
        # sudo: hcc.collaborator, hcc.message - how to reach the helper
        person_sudo = watch.sudo().collaborator_id
        user = person_sudo.user_id
        here = watch.with_context(lang=user.lang or self._get_citizen_lang())
        body = here.env._(
            "Visit %(reference)s should be over. Are you well? Please tap “I am safe”, "
            "or say that you need longer.",
            reference=watch.reference,
        )
        by_text = self._has_sms_gateway() and is_mobile(person_sudo.phone)
        if user and by_text:
            user._bus_send(
                "simple_notification",
                {"type": "warning", "title": watch.reference, "message": body},
            )
        messages_sudo = self.env["hcc.message"].sudo()
        message = messages_sudo.create(
            {
                "kind": ASK,
                "recipient": "collaborator",
                "collaborator_id": person_sudo.id,
                "ward_id": watch.ward_id.id,
                "channel": "sms" if by_text else "inbox" if user else "call",
                "reference": watch.reference,
                "body": body,
                "sms_text": self._make_short(body),
            }
        )
        # sudo: ir.cron - the message goes out at once
        self.env.ref("hcc_booking.ir_cron_hcc_message_send").sudo()._trigger()
        return message

    @api.model
    def _make_short(self, body):
        return without_diacritics(body) if self._has_bare_texts() else body

    @api.model
    def _get_urgent_kinds(self):
        return (*super()._get_urgent_kinds(), ASK, *OFFICE_KINDS)

    @api.model
    def _get_staff_kinds(self):
        return (*super()._get_staff_kinds(), ASK, *OFFICE_KINDS)

    @api.model
    def _get_writing_only_kinds(self):
        return (*super()._get_writing_only_kinds(), ASK, *OFFICE_KINDS)
