from odoo import api, fields, models
from odoo.tools.misc import formatLang

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..tools.figures_xlsx import NO_RATE
from ..tools.kpi_columns import CAUSES

#: measure -> what its records are listed by, None: nothing to list
BESIDE = {
    "contact_hours": "contacts",
    "wait_days": "waits",
    "first_visit_rate": "first_visits",
    "no_show_rate": "no_shows",
    "vulnerable_rate": "assists",
    "online_rate": "dossiers_online",
    "unmet": None,
}


class HccKpiBeside(models.AbstractModel):
    """What the screen shows beside the three figures: ready to be read."""

    _name = "hcc.kpi.beside"
    _description = "Beside the Three Figures"

    @api.model
    def _get_all_beside(self, options, domain, total):
        """Return what stands beside the figures of a period and area.

        :param dict options: parsed, see ``hcc.kpi.report``
        :param domain: on the facts
        :param dict total: row of ``_figures``
        :return: dict of ``targets``, ``beside``, ``causes``, ``load`` and ``fresh``
        """
        return {
            "targets": self._get_targets_beside(options, total),
            "beside": self._get_figures_beside(total),
            "causes": self._get_causes_beside(total),
            "load": self._get_load_beside(options, domain),
            "fresh": self._get_fresh_words(),
        }

    @api.model
    def _get_targets_beside(self, options, total):
        """Return {measure: {"words", "reached"}} of the targets of the area."""
        targets = self.env["hcc.kpi.target"]
        ward = self.env["hcc.ward"].browse(options["ward_id"] or ())
        branch = self.env["hcc.branch"].browse(options["branch_id"] or ())
        period = (options["date_from"], options["date_to"])
        parts = self.env["hcc.kpi.words"]._get_index_parts()
        found = {}
        for measure, value in targets._get_targets(*period, ward, branch).items():
            reached = targets._is_reached(measure, total[measure], value)
            target = targets._to_words(measure, value)
            # said in words: a colour alone says nothing to many
            if reached is None:
                words = self.env._("Target %(target)s", target=target)
            elif reached:
                words = self.env._("Target %(target)s: reached", target=target)
            else:
                words = self.env._("Target %(target)s: not reached", target=target)
            found[measure] = {
                "words": words,
                "reached": reached,
                "index": parts.get(measure, ""),
            }
        return found

    @api.model
    def _get_figures_beside(self, total):
        report = self.env["hcc.kpi.report"]
        labels = self.env["hcc.kpi.fact"].fields_get(list(BESIDE), ["string"])
        definitions = report._get_definitions()
        return [
            {
                "name": name,
                "label": labels[name]["string"],
                "value": report._get_value_words(name, total[name]),
                "definition": definitions[name],
                "kind": kind if kind and total[kind] else False,
            }
            for name, kind in BESIDE.items()
        ]

    @api.model
    def _get_causes_beside(self, total):
        labels = self.env["hcc.kpi.report"]._get_labels()
        causes = [
            {"name": name, "label": labels[name], "count": total[name]}
            for name in CAUSES
            if total[name]
        ]
        return sorted(causes, key=lambda cause: -cause["count"])

    @api.model
    def _get_load_beside(self, options, domain):
        load = self.env["hcc.kpi.load"]._get_load(domain, options["date_to"])
        words = self.env["hcc.kpi.words"]
        hours = NO_RATE
        if load["hours"] is not None:
            hours = self.env._(
                "%(hours)s hours", hours=formatLang(self.env, load["hours"], digits=1)
            )
        return {
            "value": hours,
            "rows": [
                {
                    "label": row["label"],
                    "words": self.env._(
                        "%(dossiers)s dossiers × %(minutes)s minutes (%(origin)s)",
                        dossiers=words._get_value_words("assists", row["dossiers"]),
                        minutes=formatLang(self.env, row["minutes"], digits=0),
                        origin=row["source"],
                    ),
                }
                for row in load["rows"]
                if row["minutes"] is not None
            ],
            "missing": self.env._(
                "Without a baseline, and not counted: %(groups)s.",
                groups=", ".join(load["missing"]),
            )
            if load["missing"]
            else "",
        }

    @api.model
    def _get_fresh_words(self):
        """Return how current the figures are, in words."""
        waiting, oldest = self.env["hcc.kpi.rollup"]._get_backlog()
        if not waiting:
            now = local_datetime(fields.Datetime.now())
            return self.env._("As of %(time)s.", time=now.strftime("%H:%M %d/%m/%Y"))
        return self.env._(
            "As of %(time)s: %(count)s later changes are being counted, which takes "
            "about a minute.",
            time=local_datetime(oldest).strftime("%H:%M %d/%m/%Y"),
            count=waiting,
        )
