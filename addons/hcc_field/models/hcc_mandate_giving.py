import unicodedata
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.signature import check_signature
from .hcc_mandate_text import PERIODS

NAME_LENGTH = 100
SIGNED_HOW = ("drawn", "witness")
READ_ALOUD = ("no", "device", "helper")
WITNESSES = ("relative", "neighbour", "ward_official", "other")
#: no longer than this, whatever a page says
LONGEST = {
    "visit": timedelta(days=1, hours=1),
    "day": timedelta(days=2),
    "month": timedelta(days=33),
}


class HccMandateGiving(models.AbstractModel):
    """Takes down a consent, after looking whether it can be proved."""

    _name = "hcc.mandate.giving"
    _description = "Giving a Consent to Be Helped"

    @api.model
    def _give(self, request, values, **facts):
        """Take down a consent that somebody gave face to face.

        :param request: ``hcc.request``; the caller checked who asks
        :param dict values: as the pages send them: ``text``, ``lang``, ``shown``,
            ``digest``, ``procedures`` (ids), ``period``, ``ends`` (naive UTC),
            ``read_aloud``, ``signed_how``, ``signature``, ``witness_name``,
            ``witness_relation``
        :param facts: ``where``, ``given_at``, ``visit``, ``collaborator``,
            ``action_uid`` as far as they are known
        :return: the mandate, in sudo
        :raises UserError: when it would prove nothing
        """
        # sudo: hcc.mandate, hcc.request - made here alone; the caller checked who asks
        mandates_sudo, request_sudo = self.sudo(), request.sudo()
        uid = facts.get("action_uid")
        known_sudo = uid and mandates_sudo.search(
            [("action_uid", "=", uid), ("request_id", "=", request.id)], limit=1
        )
        if known_sudo:
            return known_sudo
        if request_sudo.citizen_id.erased_at:
            raise UserError(
                self.env._(
                    "The data of this person were taken away: nothing is kept of this."
                )
            )
        given_at = facts.get("given_at") or fields.Datetime.now()
        visit_sudo = facts.get("visit", request_sudo.current_appointment_id).sudo()
        # whoever agrees before the visit agrees for the time of the visit
        begins_at = max(given_at, visit_sudo.start or given_at)
        mandate_sudo = mandates_sudo.create(
            {
                **self._clean_words(values, given_at, begins_at),
                **self._clean_signing(values),
                "citizen_id": request_sudo.citizen_id.id,
                "request_id": request_sudo.id,
                "appointment_id": visit_sudo.id,
                "ward_id": request_sudo.ward_id.id,
                "collaborator_id": (
                    facts.get("collaborator") or self.env["hcc.collaborator"]
                ).id,
                "given_at": given_at,
                "where": facts.get("where", "field"),
                "action_uid": uid or False,
            }
        )
        mandate_sudo.with_env(self.env)._journal(
            "mandate_given",
            period=mandate_sudo.period,
            how=mandate_sudo.signed_how,
            text_id=mandate_sudo.text_id.id,
            procedures=mandate_sudo.procedure_ids.ids,
            # compared each night: see hcc_journal_seal.py
            digest=mandate_sudo.digest,
            ends_at=mandate_sudo.ends_at.isoformat(),
        )
        return mandate_sudo

    # -------------------------------------------------------------------------
    # WHAT WAS AGREED TO
    # -------------------------------------------------------------------------

    @api.model
    def _clean_words(self, values, given_at, begins_at):
        """What was shown, compared with what the service would have shown."""
        text_sudo = self._find_text(values.get("text"))
        lang = values.get("lang")
        period = values.get("period")
        procedures_sudo = self._find_procedures(values.get("procedures"))
        ends_at = self._parse_end(values.get("ends"))
        if not text_sudo or lang not in self._get_languages() or period not in PERIODS:
            raise UserError(self._say_unproved())
        if not ends_at or not given_at < ends_at <= begins_at + LONGEST[period]:
            raise UserError(
                self.env._(
                    "This consent would be over already, or last too long. Please ask "
                    "the person once more."
                )
            )
        shown = unicodedata.normalize("NFC", str(values.get("shown") or ""))
        self._check_shown(
            shown,
            values.get("digest"),
            self._compose(text_sudo, lang, procedures_sudo, period, ends_at),
        )
        return {
            "text_id": text_sudo.id,
            "lang": lang,
            "period": period,
            "procedure_ids": procedures_sudo.ids,
            "ends_at": ends_at,
            "body_shown": shown,
            "digest": self._digest_of(shown),
        }

    @api.model
    def _check_shown(self, shown, digest, expected):
        """Nothing is kept as agreed to but what was shown, letter by letter.

        :param str shown: the whole text, as the page says that it was shown
        :param str digest: what the page computed when it was signed
        :param str expected: the same text, put together here
        """
        expected = unicodedata.normalize("NFC", expected)
        if shown != expected or digest != self._digest_of(shown):
            raise UserError(self._say_unproved())

    @api.model
    def _say_unproved(self):
        return self.env._(
            "The text that was shown is not the one of the service, so nobody could "
            "prove this consent. Please open the visit anew and ask the person once "
            "more."
        )

    @api.model
    def _find_text(self, text_id):
        # sudo: hcc.consent.text - what people agree to is public
        texts_sudo = self.env["hcc.consent.text"].sudo().with_context(active_test=False)
        if not isinstance(text_id, int):
            return texts_sudo
        return texts_sudo.search(
            [
                ("id", "=", text_id),
                ("purpose", "=", "mandate"),
                ("date_from", "<=", fields.Date.context_today(self)),
            ]
        )

    @api.model
    def _find_procedures(self, ids):
        """The procedures in the order in which they were shown."""
        # sudo: hcc.procedure - they are public
        procedures_sudo = self.env["hcc.procedure"].sudo()
        if not isinstance(ids, list) or not all(type(one) is int for one in ids):
            raise UserError(self._say_unproved())
        procedures_sudo = procedures_sudo.browse(dict.fromkeys(ids))
        if len(procedures_sudo.exists()) != len(ids):
            raise UserError(self._say_unproved())
        return procedures_sudo

    @api.model
    def _parse_end(self, text):
        try:
            return fields.Datetime.to_datetime(text)
        except (TypeError, ValueError):
            return None

    # -------------------------------------------------------------------------
    # HOW IT WAS AGREED TO
    # -------------------------------------------------------------------------

    @api.model
    def _clean_signing(self, values):
        """The signature, or the witness; a fingerprint is never asked for."""
        signed_how = values.get("signed_how")
        read_aloud = values.get("read_aloud") or "no"
        if signed_how not in SIGNED_HOW or read_aloud not in READ_ALOUD:
            raise UserError(
                self.env._("Please let the person sign, or name a witness.")
            )
        clean = {"signed_how": signed_how, "read_aloud": read_aloud}
        if signed_how == "drawn":
            signature, wrong = check_signature(values.get("signature"))
            if wrong:
                raise UserError(self._say_wrong_signature(wrong))
            clean["signature"] = signature
        if signed_how == "witness" or read_aloud == "helper":
            clean |= self._clean_witness(values)
        return clean

    @api.model
    def _clean_witness(self, values):
        name = " ".join(str(values.get("witness_name") or "").split())
        relation = values.get("witness_relation")
        if not name or len(name) > NAME_LENGTH or relation not in WITNESSES:
            raise UserError(
                self.env._(
                    "Please write the name of the witness, and who they are to the "
                    "person."
                )
            )
        return {"witness_name": name, "witness_relation": relation}

    @api.model
    def _say_wrong_signature(self, wrong):
        if wrong == "large":
            return self.env._(
                "The signature takes too much room. Please wipe it off and sign once "
                "more."
            )
        return self.env._("The signature is missing. Please let the person sign.")
