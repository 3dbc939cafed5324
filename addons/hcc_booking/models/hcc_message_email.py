from odoo import api, fields, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..exceptions import CannotWrite
from ..tools.sms_text import fit, without_diacritics
from .hcc_dossier_reminder import DOSSIER_KINDS

#: kinds that also say what to bring
TOLD_WITH_PAPERS = ("confirmed", "answered", "moved", "reminder")
#: kinds whose reader finds more on the page of the request
TOLD_WITH_PAGE = (
    *TOLD_WITH_PAPERS,
    "helper_changed",
    "refused",
    "home_review",
    "offer_expired",
    "point_closed",
    "point_open",
    *DOSSIER_KINDS,
)


class HccMessageEmail(models.AbstractModel):
    """What is read of the request only when a message goes out."""

    _name = "hcc.message.email"
    _description = "E-mails of Messages"

    def _deliver_email(self):
        address = self._get_email()
        if not address:
            raise CannotWrite("no_address")
        # sudo: mail.mail - only the job writes mails
        mail_sudo = self.env["mail.mail"].sudo().create(self._prepare_mail(address))
        mail_sudo.send(raise_exception=True)
        reference = mail_sudo.message_id
        self._close_mail(mail_sudo)
        self._write_guarded(
            {
                "receipt": "accepted",
                "receipt_at": fields.Datetime.now(),
                "provider_ref": reference,
            }
        )
        return "sent"

    @api.model
    def _close_mail(self, mail_sudo):
        """Look what became of a mail: core raises for few of its failures.

        :raises CannotWrite: when another attempt would end the same way
        :raises MailDeliveryException: when another one may go better
        """
        if mail_sudo.state == "sent":
            # what was written stays in the outbox, once
            mail_sudo.unlink()
        elif mail_sudo.state == "outgoing":
            # core's own queue has more patience
            mail_sudo.auto_delete = True
        elif mail_sudo.failure_type in ("mail_email_invalid", "mail_email_missing"):
            raise CannotWrite("bad_address")
        else:
            raise MailDeliveryException(mail_sudo.failure_type or "unknown")

    def _prepare_mail(self, address):
        """Values of the e-mail; Odoo makes its plain text out of the page."""
        self.ensure_one()
        here = self.with_context(lang=self._get_citizen_lang())
        values = {
            "subject": here._get_subject(),
            "email_to": address,
            "body_html": here.env["ir.qweb"]._render(
                "hcc_booking.message_mail", here._prepare_mail_page()
            ),
            "auto_delete": False,
        }
        if self._is_discreet() and self.env.company.email:
            # the address alone: the name tells who writes
            values["email_from"] = self.env.company.email
        return values

    def _prepare_mail_page(self):
        return {
            "paragraphs": self.body.split("\n"),
            "documents": self._get_documents(),
            "link": self._get_page_link(),
            "is_badge_link": self.kind == "on_the_way",
            "page_lang": (self.env.lang or "en_US").replace("_", "-"),
            "service_name": ""
            if self._is_discreet()
            else self.env["hcc.branding"]._service_name(),
            "title": self._get_subject(),
        }

    def _get_subject(self):
        """The reference, and what it is about unless that is nobody's business."""
        reference = self._get_reference()
        if self._is_discreet():
            return reference
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{reference} · {kinds[self.kind]}"

    def _get_reference(self):
        return self.reference or self.request_id.reference or ""

    def _is_discreet(self):
        """Whether the words of this message may not say what it is about."""
        return self.citizen_id.discreet or self.request_id._is_discreet()

    def _get_documents(self):
        """What to bring; nothing where that would tell too much.

        :rtype: list of str
        """
        if self.kind not in TOLD_WITH_PAPERS or self._is_discreet():
            return []
        names = self.request_id.procedure_ids.document_ids.mapped("name")
        return list(dict.fromkeys(names))

    def _get_page_link(self):
        if self._is_discreet():
            return ""
        if self.kind == "on_the_way":
            # name and photo of whoever comes, for as long as the badge is good
            lead = self._get_lead(self.request_id.current_appointment_id)
            return lead._get_badge_address() if lead._get_badge_code_of_one() else ""
        if self.kind not in TOLD_WITH_PAGE:
            return ""
        return self.request_id._get_page_link()

    def _get_text_to_send(self):
        """The short words, with what to bring while there is room for it."""
        here = self.with_context(lang=self._get_citizen_lang())
        sentences = []
        documents = here._get_documents()
        if documents:
            words = here.env._("Bring: %(documents)s.", documents="; ".join(documents))
            sentences.append(words)
        if self._has_links():
            sentences.append(self._get_page_link())
        if self._has_bare_texts():
            sentences = [without_diacritics(sentence) for sentence in sentences]
        return fit(self.sms_text or self.body, sentences)
