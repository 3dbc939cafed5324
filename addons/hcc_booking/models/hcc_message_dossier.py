from odoo import api, models

DAY = "dd/MM/yyyy"


class HccMessageDossier(models.AbstractModel):
    """The words about a dossier, after the visit."""

    _name = "hcc.message.dossier"
    _description = "Words about a Dossier in Messages"

    @api.model
    def _say_dossier_supplement(self, facts):
        return [
            self.env._(
                "The authority asks for more papers for your dossier %(code)s "
                "(request %(reference)s). Please hand them in by %(day)s.",
                **self._get_dossier_facts(facts),
            ),
            self._offer_help(),
        ]

    @api.model
    def _say_dossier_deadline(self, facts):
        return [
            self.env._(
                "A reminder: the papers that are missing in your dossier %(code)s "
                "(request %(reference)s) are due by %(day)s.",
                **self._get_dossier_facts(facts),
            ),
            self._offer_help(),
        ]

    @api.model
    def _say_dossier_result(self, facts):
        values = self._get_dossier_facts(facts)
        if facts["dossier"].outcome == "resolved":
            return [
                self.env._(
                    "There is a result for your dossier %(code)s (request "
                    "%(reference)s). Please fetch it as the authority told you.",
                    **values,
                )
            ]
        if facts["dossier"].outcome == "accepted":
            return [
                self.env._(
                    "The authority is still working on your dossier %(code)s (request "
                    "%(reference)s): there is no result yet. Please excuse us for "
                    "telling you otherwise. We tell you when there is one.",
                    **values,
                )
            ]
        if facts["dossier"].outcome == "rejected":
            first = self.env._(
                "The authority has refused your dossier %(code)s (request "
                "%(reference)s) and tells you the reason.",
                **values,
            )
        else:
            first = self.env._(
                "The authority has sent your dossier %(code)s (request %(reference)s) "
                "back: something has to be put right.",
                **values,
            )
        return [first, self._offer_help()]

    @api.model
    def _offer_help(self):
        return self.env._(
            "We gladly help you with it, free of charge. Never give anyone money, a "
            "password or a one-time code."
        )

    @api.model
    def _get_dossier_facts(self, facts):
        dossier = facts["dossier"]
        deadline = dossier.supplement_deadline
        return {
            "reference": facts["reference"],
            "code": dossier.code or "–",
            "day": self._format_day(deadline, DAY) if deadline else "–",
        }

    @api.model
    def _shorten_dossier(self, facts, values):
        values = values | self._get_dossier_facts(facts)
        if facts["kind"] == "dossier_supplement":
            return self.env._(
                "%(reference)s: dossier %(code)s needs more papers by %(day)s.",
                **values,
            )
        if facts["kind"] == "dossier_deadline":
            return self.env._(
                "%(reference)s: reminder, dossier %(code)s: papers due by %(day)s.",
                **values,
            )
        if facts["dossier"].outcome == "resolved":
            return self.env._(
                "%(reference)s: dossier %(code)s, there is a result.", **values
            )
        if facts["dossier"].outcome == "accepted":
            return self.env._(
                "%(reference)s: dossier %(code)s has no result yet. Please excuse us.",
                **values,
            )
        if facts["dossier"].outcome == "rejected":
            return self.env._("%(reference)s: dossier %(code)s was refused.", **values)
        return self.env._(
            "%(reference)s: dossier %(code)s was sent back, please call us.", **values
        )
