from odoo import api, models


class HccMessageWords(models.AbstractModel):
    """The words about the consent to be helped: to the person, and to helpers."""

    _inherit = "hcc.message.words"

    @api.model
    def _get_facts(self, kind, request, **values):
        if kind == "mandate_given":
            # sudo: hcc.mandate - the newest, unless somebody chose one
            mandate_sudo = values.get("mandate") or request.sudo().mandate_ids[:1]
            values |= {
                "link": mandate_sudo._get_link() if mandate_sudo else "",
                "ends_at": mandate_sudo.ends_at,
            }
        return super()._get_facts(kind, request, **values)

    @api.model
    def _say_mandate_given(self, facts):
        return [
            self.env._(
                "You agreed to be helped (%(reference)s), until %(time)s on %(day)s.",
                reference=facts["reference"],
                day=self._format_day(facts["ends_at"]),
                time=self._format_time(facts["ends_at"]),
            ),
            self.env._(
                "See it or take it back at any time: %(link)s", link=facts["link"]
            ),
            self._say_free(),
        ]

    @api.model
    def _say_mandate_revoked(self, facts):
        return [
            self.env._(
                "The consent to be helped of %(reference)s is taken back, and the "
                "helper is told to stop. The appointment stays. If it was not you, "
                "please call us.",
                reference=facts["reference"],
            )
        ]

    @api.model
    def _get_helper_body(self, kind, entry):
        if kind != "mandate_revoked":
            return super()._get_helper_body(kind, entry)
        here = self.with_context(lang=entry.user_id.lang or self._get_citizen_lang())
        return here.env._(
            "The person of visit %(reference)s has taken back the consent to be "
            "helped. Stop, and ask before you go on. The visit itself stays.",
            reference=entry.reference,
        )
