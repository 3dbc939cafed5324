from odoo import api, fields, models

OPEN_STATES = ("accepted", "started")


class HccFieldDayMandate(models.AbstractModel):
    """What the field page knows of consents: the words to show, and what stands."""

    _name = "hcc.field.day.mandate"
    _description = "Consents of the Day"
    _inherit = ["hcc.field.day.base"]

    @api.model
    def _add_to_day(self, day):
        result = super()._add_to_day(day)
        mandates, text = self._get_mandate_text()
        relations = self.env["hcc.mandate"]._fields["witness_relation"]
        kinds = self.env["hcc.secret.report"]._fields["what"]
        # sudo: res.lang - names of languages
        langs_sudo = self.env["res.lang"].sudo()
        day["mandate"] = {
            "forms": [
                {
                    **mandates._get_fixed_words(text, lang),
                    "name": langs_sudo._get_data(code=lang).name,
                }
                for lang in (mandates._get_languages() if text else ())
            ],
            "relations": relations._description_selection(self.env),
            "secrets": kinds._description_selection(self.env),
        }
        return result

    @api.model
    def _add_to_visits(self, assignments, rows):
        result = super()._add_to_visits(assignments, rows)
        standing = self._get_standing_mandates(assignments)
        mandates, text = self._get_mandate_text()
        langs = mandates._get_languages() if text else ()
        for entry, row in zip(assignments, rows, strict=True):
            is_open = entry.state in OPEN_STATES
            row["mandate"] = {
                "periods": {
                    lang: mandates._get_periods(lang, entry.start)
                    for lang in langs
                    if is_open
                },
                "standing": standing.get(entry.request_id.id, []) if is_open else [],
            }
        return result

    @api.model
    def _get_mandate_text(self):
        return self.env["hcc.mandate"], self.env["hcc.consent.text"]._current("mandate")

    @api.model
    def _get_standing_mandates(self, assignments):
        """Consents whose time is not over, also those that were taken back.

        :return: {id of a request: list of JSON values}
        """
        # sudo: hcc.mandate - what the helper of the visit has to know
        found_sudo = (
            self.env["hcc.mandate"]
            .sudo()
            .search_fetch(
                [
                    ("request_id", "in", assignments.sudo().request_id.ids),
                    ("ends_at", ">", fields.Datetime.now()),
                ],
                [
                    *("request_id", "appointment_id", "ends_at", "period"),
                    *("revoked_at", "procedure_ids", "action_uid"),
                ],
            )
        )
        standing = {}
        for mandate in found_sudo:
            standing.setdefault(mandate.request_id.id, []).append(
                {
                    "id": mandate.id,
                    "uid": mandate.action_uid or "",
                    "state": mandate.state,
                    "procedures": mandate.procedure_ids.ids,
                    "line": mandate._say_period(mandate.period, mandate.ends_at),
                    "ends": f"{mandate.ends_at:%Y-%m-%dT%H:%M:%SZ}",
                }
            )
        return standing
