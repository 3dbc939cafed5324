from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..tools.sms_text import fit, without_diacritics
from .hcc_dossier_reminder import DOSSIER_KINDS
from .hcc_message_words import POINT_KINDS, TOLD_WITH_VISIT

SHORT_DAY = "EEE dd/MM"
#: messages that are of no use without their link
NEEDS_LINK = ("rating", "earlier_offer")


class HccMessageShort(models.AbstractModel):
    """The words of text messages: reference, time, name, hotline, at most two.

    What there is no room for stays away, the least important first; a link, if
    any, comes last: people are told never to trust a message that is only one.
    """

    _name = "hcc.message.short"
    _description = "Short Words of Messages"

    @api.model
    def _get_short_text(self, facts):
        if facts["discreet"]:
            needed, optional = self._say_discreetly(facts), [self._shorten_tel(facts)]
        else:
            needed = self._shorten_subject(facts)
            optional = self._shorten_rest(facts)
        if self._has_bare_texts():
            needed = without_diacritics(needed)
            optional = [without_diacritics(text) for text in optional]
        return fit(needed, optional)

    @api.model
    def _shorten_subject(self, facts):
        """What the message is about, in one sentence that begins with the reference."""
        kind = facts["kind"]
        values = {"reference": facts["reference"]}
        start = facts.get("start") or facts["visit"].start
        if start:
            values |= {
                "day": self._format_day(start, SHORT_DAY),
                "time": self._format_time(start),
            }
        if kind in TOLD_WITH_VISIT:
            return self._shorten_visit(kind, values)
        if kind == "cancelled":
            return self.env._("%(reference)s: the appointment is cancelled.", **values)
        if kind == "refused":
            return self.env._(
                "%(reference)s: we cannot come to your home. You can come to a support "
                "point; we will call you.",
                **values,
            )
        if kind == "rating":
            return self.env._("%(reference)s: how was the help?", **values)
        if kind == "on_the_way":
            values["time"] = self._format_time(facts["at"])
            return self.env._(
                "%(reference)s: the helper is coming, at about %(time)s.", **values
            )
        if kind == "earlier_offer":
            until = facts["expires_at"]
            values["until"] = self._format_time(until)
            if local_date(until) != local_date(fields.Datetime.now()):
                values["until"] += " " + self._format_day(until, SHORT_DAY)
            return self.env._(
                "%(reference)s: an earlier time, %(time)s %(day)s. Kept for you until "
                "%(until)s.",
                **values,
            )
        return self._shorten_answers(facts, values)

    @api.model
    def _shorten_visit(self, kind, values):
        if kind == "moved":
            return self.env._("%(reference)s: NEW time %(time)s %(day)s.", **values)
        if kind == "helper_changed":
            return self.env._(
                "%(reference)s: another helper, still %(time)s %(day)s.", **values
            )
        if kind == "reminder":
            return self.env._("%(reference)s: reminder, %(time)s %(day)s.", **values)
        return self.env._("%(reference)s: appointment %(time)s %(day)s.", **values)

    @api.model
    def _shorten_answers(self, facts, values):
        """Answers that are too long or too private for a text message."""
        kind = facts["kind"]
        review = facts["request"].home_review if kind == "home_review" else ""
        if kind == "offer_expired":
            return self.env._(
                "%(reference)s: the earlier time is gone, the rest stays as it was.",
                **values,
            )
        if kind in POINT_KINDS:
            return self._shorten_point(kind, values)
        if kind in DOSSIER_KINDS:
            return self._shorten_dossier(facts, values)
        if kind == "complaint_received":
            return self.env._("%(reference)s: we have received it.", **values)
        if review == "changed":
            return self.env._("%(reference)s: we can come to your home.", **values)
        if review == "asked":
            return self.env._("%(reference)s: somebody looks at it again.", **values)
        return self.env._("%(reference)s: there is an answer.", **values)

    @api.model
    def _shorten_rest(self, facts):
        """The other sentences, the most important first."""
        kind, visit = facts["kind"], facts["visit"]
        sentences = []
        if kind in (*TOLD_WITH_VISIT, "on_the_way"):
            sentences.append(self._name_helpers_shortly(kind, visit))
        sentences.append(self._shorten_tel(facts))
        if kind in TOLD_WITH_VISIT and visit.place == "point":
            sentences.append(f"{visit.service_point_id.name}.")
        if kind in (*TOLD_WITH_VISIT, "on_the_way"):
            sentences.append(self.env._("Free of charge."))
        if kind in NEEDS_LINK or self._has_links():
            sentences.append(self._get_short_link(facts))
        return sentences

    @api.model
    def _shorten_tel(self, facts):
        if not facts["hotline"]:
            return ""
        return self.env._("Tel %(hotline)s.", hotline=facts["hotline"])

    @api.model
    def _name_helpers_shortly(self, kind, visit):
        lead = self._get_lead(visit)
        if not lead:
            return ""
        values = {"name": lead.name, "badge": lead.badge_number or "–"}
        code = kind == "on_the_way" and lead._get_badge_code_of_one()
        if code:
            return self.env._(
                "%(name)s, badge %(badge)s, check code %(code)s.", code=code, **values
            )
        return self.env._("%(name)s, badge %(badge)s.", **values)

    @api.model
    def _get_short_link(self, facts):
        if facts["kind"] == "rating":
            return facts["request"]._get_rating_link()
        return facts.get("link") or ""

    # -------------------------------------------------------------------------
    # SETTINGS
    # -------------------------------------------------------------------------

    @api.model
    def _has_bare_texts(self):
        """Whether text messages go out without diacritics: twice as much fits."""
        # sudo: ir.config_parameter - how texts are written
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("hcc_booking.sms_diacritics", "False") != "True"

    @api.model
    def _has_links(self):
        # sudo: ir.config_parameter - how texts are written
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("hcc_booking.sms_links", "False") == "True"
