from odoo import api, models
from odoo.tools.misc import formatLang

from ..tools.figures_xlsx import NO_RATE
from ..tools.kpi_columns import COUNTS, DISTINCT, MEANS, RATES

MEASURES = (*COUNTS, *DISTINCT, *RATES)


class HccKpiWords(models.AbstractModel):
    """What figures, areas and lines are called, and what the figures mean."""

    _name = "hcc.kpi.words"
    _description = "Words of the Figures"

    @api.model
    def _get_group_label(self, spec, value):
        """Return the value of a grouping as people read it."""
        name, __, granularity = spec.partition(":")
        if granularity:
            return value.strftime("%m/%Y" if granularity == "month" else "%d/%m/%Y")
        if isinstance(value, models.BaseModel):
            return value.display_name or self.env._("No branch")
        if name == "in_hours":
            return (
                self.env._("In office hours")
                if value
                else self.env._("Out of office hours")
            )
        selection = self.env["hcc.kpi.fact"]._fields[name]
        labels = dict(selection._description_selection(self.env))
        return labels.get(value) or self.env._("Not stated")

    @api.model
    def _get_value_words(self, measure, value):
        """Return the value of a measure as people read it, a dash for none."""
        if value is None:
            return NO_RATE
        if measure not in RATES:
            return formatLang(self.env, value, digits=0)
        if measure in MEANS:
            return formatLang(self.env, value, digits=2)
        return self.env._(
            "%(share)s %%", share=formatLang(self.env, value * 100, digits=1)
        )

    @api.model
    def _get_scope_label(self, options):
        """Return the words for the area that the figures cover."""
        if options["ward_id"]:
            return self.env["hcc.ward"].browse(options["ward_id"]).exists().display_name
        if options["branch_id"]:
            branch = self.env["hcc.branch"].browse(options["branch_id"]).exists()
            return branch.display_name
        user = self.env.user
        wards = user.hcc_reader_ward_ids | user.hcc_coordinator_ward_ids
        if len(wards.filtered("active")) == self.env["hcc.ward"].search_count([]):
            return self.env._("The whole city")
        if len(wards) == 1:
            return wards.display_name
        return self.env._("Your area: %(count)s wards", count=len(wards))

    @api.model
    def _get_labels(self):
        """Return the heading of each measure."""
        descriptions = self.env["hcc.kpi.fact"].fields_get(MEASURES, ["string"])
        return {name: descriptions[name]["string"] for name in MEASURES}

    @api.model
    def _get_columns(self, groupby):
        """Return the columns of the export: (heading, kind)."""
        descriptions = self.env["hcc.kpi.fact"].fields_get(None, ["string"])
        columns = []
        for spec in groupby:
            name, __, granularity = spec.partition(":")
            heading = descriptions[name]["string"]
            if granularity == "month":
                heading = self.env._("Month")
            columns.append((heading, granularity or "text"))
        for name in MEASURES:
            kind = "integer"
            if name in RATES:
                kind = "mean" if name in MEANS else "rate"
            columns.append((descriptions[name]["string"], kind))
        return columns

    @api.model
    def _get_notes(self, options):
        """Return what the export says about itself: (heading, text)."""
        labels = self._get_labels()
        return [
            (self.env._("Area"), self._get_scope_label(options)),
            (self.env._("From"), options["date_from"].strftime("%d/%m/%Y")),
            (self.env._("To"), options["date_to"].strftime("%d/%m/%Y")),
            *((labels[name], text) for name, text in self._get_definitions().items()),
        ]

    @api.model
    def _get_index_parts(self):
        """Return the parts of the state's own index that these figures can feed.

        Decision 766/QĐ-TTg scores how citizens and businesses are served. The data
        here cover what was done with the help of collaborators, a part of all
        dossiers of the city: they feed these parts and are not them.
        """
        return {
            "online_rate": self.env._(
                "Feeds the part “online services” of index 766/QĐ-TTg: full marks "
                "from 50 % of dossiers filed online (to be verified)."
            ),
            "satisfaction_rate": self.env._(
                "Feeds the part “satisfaction” of index 766/QĐ-TTg: full marks from "
                "90 % satisfied (to be verified)."
            ),
        }

    @api.model
    def _get_definitions(self):
        """Return what each figure means, in words."""
        return {
            "assists": self.env._(
                "Contacts completed: appointments and walk-ins marked done, counted "
                "on the local day they ended. A return visit is another assist."
            ),
            "success_rate": self.env._(
                "Dossiers accepted or resolved, out of all dossiers filed online with "
                "help. Pending, supplement and rejected ones are in the whole; not "
                "filed and paper ones are not. Counted on the day of the assist."
            ),
            "satisfaction_rate": self.env._(
                "Ratings of 4 or 5 out of all ratings, counted on the day of the "
                "assist."
            ),
            "response_rate": self.env._(
                "Ratings out of the completed requests of people who gave a name; "
                "each can be rated once."
            ),
            "citizens": self.env._(
                "People who gave a name, each counted once. Requests and people are "
                "counted once in each line, so that lines do not add up to the total."
            ),
            "online_rate": self.env._(
                "Dossiers filed online out of all dossiers filed with help, online or "
                "on paper."
            ),
            "contact_hours": self.env._(
                "Mean time from asking to the first word of the service, in hours; "
                "counted on the day of asking."
            ),
            "wait_days": self.env._(
                "Mean time from asking to the start of the first visit, in days; "
                "walk-ins are left out."
            ),
            "first_visit_rate": self.env._(
                "Completed requests with a dossier that took one visit and left no "
                "dossier unfiled, out of all completed requests with a dossier."
            ),
            "no_show_rate": self.env._(
                "Booked visits to which the citizen did not come, out of those that "
                "took place or were missed."
            ),
            "vulnerable_rate": self.env._(
                "Assists of people of 60 or older, with a disability, or of a poor or "
                "near-poor household, out of all assists."
            ),
            "dossiers_not_filed": self.env._(
                "Dossiers that could not be filed, each with its one cause."
            ),
            "unmet": self.env._(
                "Times that somebody looked for help and found no time: each visitor "
                "once a day, and everybody who waits, wishes another time or leaves."
            ),
        }
