from odoo import models


class HccAttentionWords(models.AbstractModel):
    """What a row asks a person to do, as a sentence."""

    _name = "hcc.attention.words"
    _description = "Words of What Needs a Hand"

    def _get_subjects(self):
        """Return what each kind of message tells."""
        _ = self.env._
        return {
            "confirmed": _("the appointment is confirmed"),
            "moved": _("the appointment has another time"),
            "cancelled": _("the appointment is cancelled"),
            "helper_changed": _("another helper comes"),
            "answered": _("the time that was found"),
            "rating": _("how was the help?"),
            "offer": _("a new visit for the helper"),
            "released": _("the helper does not go any more"),
            "reminder": _("a reminder of the appointment"),
            "refused": _("not at home, but at a support point"),
            "earlier_offer": _("an earlier time is free"),
            "offer_expired": _("the earlier time is gone"),
            "home_review": _("the answer about the visit at home"),
            "complaint_received": _("the complaint is looked into"),
            "complaint_answered": _("the answer to the complaint"),
            "call_back": _("the person asked to be called back"),
            "point_closed": _("the support point is closed then"),
            "point_open": _("the support point is open after all"),
            "dossier_supplement": _("the authority asks for more papers"),
            "dossier_deadline": _("the missing papers are due soon"),
            "dossier_result": _("what became of the dossier"),
        }

    def _get_sentence(self, *, when, helper, subject):
        """Return what a person is asked to do, as one sentence."""
        _ = self.env._
        match self.kind:
            case "no_helper":
                return _("Choose a helper for the visit at %(when)s.", when=when)
            case "not_accepted":
                return _(
                    "%(helper)s has not accepted the visit at %(when)s: "
                    "call, or choose somebody else.",
                    helper=helper,
                    when=when,
                )
            case "helper_away":
                return _(
                    "%(helper)s is away: choose somebody else for %(when)s.",
                    helper=helper,
                    when=when,
                )
            case "answer_due":
                return _("No free time suited the citizen: agree on a time and answer.")
            case "home_decision":
                return _("Decide whether this person is visited at home.")
            case "check_in_due":
                return _(
                    "Call %(helper)s: is all well on the visit at %(when)s?",
                    helper=helper,
                    when=when,
                )
            case "call_citizen":
                return _("Call and tell: %(subject)s.", subject=subject)
            case "message_failed":
                return _(
                    "A message did not arrive, call and tell: %(subject)s.",
                    subject=subject,
                )
            case "complaint":
                return self._get_complaint_sentence()
            case "home_review":
                return _("The citizen asks to look again at the refused home visit.")
            case "qualification_ending":
                return _(
                    "The qualification of %(helper)s ends before the visit at "
                    "%(when)s: renew it in time, or choose somebody else.",
                    helper=helper,
                    when=when,
                )
            case "dossier_due":
                return self._get_dossier_sentence()
            case "point_closed":
                return _(
                    "The support point is closed at %(when)s: agree on another time "
                    "or point with the citizen.",
                    when=when,
                )
            case _other:
                return _(
                    "Ask %(helper)s what became of the visit at %(when)s and close it.",
                    helper=helper,
                    when=when,
                )

    def _get_complaint_sentence(self):
        """Say no more of a complaint than that it waits."""
        if self.complaint_id.state == "answered":
            return self.env._("Call the one who complained and tell the answer.")
        if not self.owner_id:
            return self.env._("Nobody answers this complaint: choose somebody.")
        return self.env._("Answer the complaint (phản ánh).")

    def _get_dossier_sentence(self):
        dossier = self.dossier_id
        # sudo: res.users - the name of who looks after it
        owner = dossier.sudo().owner_id.name or self.env._("nobody")
        values = {"code": dossier.code or "–", "owner": owner}
        if dossier.outcome == "supplement":
            return self.env._(
                "Papers for dossier %(code)s are due by %(day)s; it is looked after by "
                "%(owner)s.",
                day=dossier._format_deadline(),
                **values,
            )
        return self.env._(
            "Nobody has looked at dossier %(code)s; it is looked after by %(owner)s.",
            **values,
        )
