from odoo import api, models


class HccFieldDossierDay(models.AbstractModel):
    """What the office knows of the dossiers of a visit already."""

    _name = "hcc.field.dossier.day"
    _description = "Dossiers on the Field Page"
    _inherit = ["hcc.field.day.base"]

    @api.model
    def _add_to_visits(self, assignments, rows):
        res = super()._add_to_visits(assignments, rows)
        # sudo: hcc.dossier - who comes along sees what the other one recorded at the
        # same visit
        dossiers_sudo = self.env["hcc.dossier"].sudo()
        found = dossiers_sudo.search_fetch(
            [("appointment_id", "in", assignments.appointment_id.ids)],
            [
                *("appointment_id", "procedure_id", "code", "filed_online"),
                *("outcome", "not_filed_reason"),
            ],
            order="id",
        )
        by_visit = found.grouped(lambda dossier: dossier.appointment_id.id)
        names = dict(dossiers_sudo._fields["outcome"]._description_selection(self.env))
        for entry, row in zip(assignments, rows, strict=True):
            row["dossiers"] = [
                {
                    "procedure": dossier.procedure_id.id or 0,
                    "filed": _filed(dossier),
                    "code": dossier.code or "",
                    "reason": dossier.not_filed_reason or "",
                    "state": names[dossier.outcome],
                }
                for dossier in by_visit.get(entry.appointment_id.id, ())
            ]
        return res


def _filed(dossier):
    """How it was filed, as the field page says it."""
    if dossier.outcome == "not_filed":
        return "no"
    return "online" if dossier.filed_online else "paper"
