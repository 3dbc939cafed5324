from odoo import api, models
from odoo.tools.misc import format_date, format_time

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ
from odoo.addons.hcc_collaborator.tools.phone import format_phone

CITIZEN_LANG = "vi_VN"


class HccMessageParts(models.AbstractModel):
    """Names, times and numbers as messages say them."""

    _name = "hcc.message.parts"
    _description = "Parts of Messages"

    @api.model
    def _name_helpers(self, visit):
        # one by one: the helpers of all visits of a batch are read at once
        live = sorted(
            (entry for entry in visit.assignment_ids if entry.is_live),
            key=lambda entry: (entry.role != "lead", entry.id),
        )
        return ", ".join(
            self.env._(
                "%(name)s (badge number %(badge)s)",
                name=entry.collaborator_id.name,
                badge=entry.collaborator_id.badge_number or "–",
            )
            for entry in live
        )

    @api.model
    def _get_lead(self, visit):
        """Who leads the visit now: one ``hcc.collaborator``, or none."""
        lead = [
            entry
            for entry in visit.assignment_ids
            if entry.is_live and entry.role == "lead"
        ]
        return lead[0].collaborator_id if lead else self.env["hcc.collaborator"]

    @api.model
    def _name_point(self, point):
        if not point:
            return ""
        return ", ".join(part for part in (point.name, point.address) if part)

    @api.model
    def _end_sentence(self, text):
        text = text.strip()
        return text if not text or text.endswith((".", "!", "?")) else f"{text}."

    @api.model
    def _get_citizen_lang(self):
        """Vietnamese where it is installed, else what the service runs in."""
        # sudo: res.lang - which languages are there
        active = self.env["res.lang"].sudo()._get_data(code=CITIZEN_LANG)
        return CITIZEN_LANG if active else self.env.lang or "en_US"

    @api.model
    def _get_hotline(self, branch):
        """The number to call: of the branch, else of the whole service."""
        # sudo: ir.config_parameter - the number is public
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        raw = branch.hotline or parameters_sudo.get_param("hcc_collaborator.hotline")
        return format_phone(raw) if raw else ""

    @api.model
    def _format_day(self, moment, pattern="EEEE dd/MM/yyyy"):
        local = self.env["hcc.message"].with_context(tz=LOCAL_TZ)
        return format_date(
            local.env, moment, lang_code=local.env.lang, date_format=pattern
        )

    @api.model
    def _format_time(self, moment):
        return format_time(self.env, moment, tz=LOCAL_TZ, time_format="HH:mm")
