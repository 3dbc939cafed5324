from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..tools.dossier_code import EXAMPLE, OLD_EXAMPLE, find_code, is_usual, suggest


class HccDossierWords(models.AbstractModel):
    """What is to be done about a dossier, for the office and for the citizen."""

    _name = "hcc.dossier.words"
    _description = "Words about a Dossier"

    code_is_odd = fields.Boolean(
        "Unusual Code",
        compute="_compute_code_is_odd",
        help="The code does not look like the usual ones. Look at it again.",
    )
    code_help = fields.Char("About the Code", compute="_compute_code_is_odd")
    next_step = fields.Char(compute="_compute_next_step")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_code_is_odd(self):
        for dossier in self:
            dossier.code_is_odd = bool(dossier.code) and not is_usual(dossier.code)
            dossier.code_help = (
                dossier.code_is_odd and self._get_code_help(dossier.code) or ""
            )

    @api.depends("outcome", "supplement_deadline", "not_filed_reason", "is_left_alone")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for dossier in self:
            dossier.next_step = dossier._say_next_step()

    @api.model
    def find_code(self, text):
        """Return the code within what a camera read: for the form's scan button.

        :param str text: may be a whole address
        """
        self.check_access("read")
        return find_code(str(text or "")[:500])

    @api.model
    def _get_code_help(self, code=""):
        """What an unusual code should have looked like.

        :param str code: as it was typed
        """
        meant = suggest(code)
        if meant:
            return self.env._(
                "This code looks unusual: did you mean %(meant)s? It is kept as it is.",
                meant=meant,
            )
        return self.env._(
            "This code looks unusual. Usual ones: %(new)s, or older %(old)s. It is "
            "kept as it is.",
            new=EXAMPLE,
            old=OLD_EXAMPLE,
        )

    def _say_next_step(self):
        """What whoever looks after the dossier does next."""
        self.ensure_one()
        _ = self.env._
        if self.is_left_alone:
            return _("Nothing: it is not followed any more.")
        if self._is_too_late():
            return _(
                "The papers were due by %(day)s: ask the authority what can be done.",
                day=self._format_deadline(),
            )
        match self.outcome:
            case "filed":
                return _("Look at the portal: was it accepted?")
            case "accepted":
                return _("Look at the portal: is the result there?")
            case "supplement":
                return _(
                    "Help to hand in what is missing by %(day)s.",
                    day=self._format_deadline(),
                )
            case "returned":
                return _("Find out why, and file it again with the citizen.")
            case "rejected":
                return _("Explain the decision; another dossier may be filed.")
            case "resolved":
                return _("Nothing: it is done.")
            case _other:
                return self._say_cause_step()

    def _say_cause_step(self):
        """What helps against the cause of a dossier that was not filed."""
        _ = self.env._
        return {
            "no_eid_level2": _("The citizen gets level 2 from the police first."),
            "sim_not_own": _("The citizen registers the SIM in their own name first."),
            "originals_missing": _("The citizen looks for the papers first."),
            "portal_error": _("Try again when the portal works."),
            "no_network": _("Come again to a place with a network."),
            "in_person_only": _("The citizen goes to the authority in person."),
        }.get(self.not_filed_reason, _("Agree with the citizen on what to do."))

    # -------------------------------------------------------------------------
    # CITIZENS
    # -------------------------------------------------------------------------

    def _get_public_values(self):
        """What the citizen reads of the dossier: plain values, no record."""
        self.ensure_one()
        # sudo: hcc.procedure - the list of procedures is public
        procedure_sudo = self.sudo().procedure_id
        return {
            "code": self.code or "",
            "procedure": procedure_sudo.name or "",
            "state": self._say_state(),
            "next": self._say_next_to_citizen(),
            "deadline": self._format_deadline(),
            "is_urgent": self.outcome in ("supplement", "returned"),
            "url": procedure_sudo.portal_url or "",
        }

    def _say_state(self):
        _ = self.env._
        return {
            "filed": _("Sent to the authority"),
            "accepted": _("The authority is working on it"),
            "supplement": _("The authority asks for more papers"),
            "returned": _("The authority has sent it back"),
            "rejected": _("The authority has refused it"),
            "resolved": _("Done: there is a result"),
            "not_filed": _("Not filed yet"),
        }[self.outcome]

    def _say_next_to_citizen(self):
        """What the citizen does next, in plain polite words."""
        _ = self.env._
        if self.is_left_alone:
            return _("We do not look after it any more. The authority answers you.")
        if self._is_too_late():
            return _(
                "The last day for the missing papers was %(day)s. Please call us: we "
                "find out with you what can be done.",
                day=self._format_deadline(),
            )
        match self.outcome:
            case "filed" | "accepted":
                return _("You need do nothing now. We look after it and tell you.")
            case "supplement":
                return _(
                    "Please hand in the missing papers by %(day)s. Call us if you "
                    "would like help.",
                    day=self._format_deadline(),
                )
            case "returned":
                return _(
                    "Something has to be put right. Call us: we help you to send it "
                    "again."
                )
            case "rejected":
                return _(
                    "The authority tells you the reason. Call us if you would like to "
                    "have it explained."
                )
            case "resolved":
                return _("Please fetch the result as the authority told you.")
            case _other:
                return self._say_cause_to_citizen()

    def _say_cause_to_citizen(self):
        _ = self.env._
        return {
            "no_eid_level2": _(
                "Please get level-2 electronic identity from the police first, in "
                "person. Then call us."
            ),
            "sim_not_own": _(
                "Please have the SIM registered in your own name first, at a shop of "
                "your telephone company. Then call us."
            ),
            "originals_missing": _(
                "Please look for the paper originals. Call us when you have them."
            ),
            "portal_error": _("The portal did not work. We will try again with you."),
            "no_network": _("There was no network. We will try again with you."),
            "in_person_only": _(
                "The authority has to see you in person. Please go there with your "
                "papers; call us if you would like help."
            ),
        }.get(self.not_filed_reason, _("Please call us about what to do next."))

    def _is_too_late(self):
        """Whether the day for the missing papers has gone by."""
        return (
            self.outcome == "supplement"
            and self.supplement_deadline < self.env["hcc.words"]._today()
        )

    def _format_deadline(self):
        day = self.supplement_deadline
        return day and format_date(self.env, day, date_format="dd/MM/yyyy") or ""
