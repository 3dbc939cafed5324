from odoo import api, models

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..tools.public_figures import COLUMNS, RATES
from ..tools.suppression import THRESHOLD

LICENCE = "hcc_reporting.public_licence"


class HccPublicFigureWords(models.AbstractModel):
    """What published figures say about themselves, on the page and in the files."""

    _name = "hcc.public.figure.words"
    _description = "Words of Published Figures"

    @api.model
    def _get_column_words(self):
        """Return {column: (heading, unit, definition)}, as the reader reads it."""
        words = self.env["hcc.kpi.report"]._get_definitions()
        assists, dossiers = self.env._("assists"), self.env._("dossiers")
        requests, ratings = self.env._("requests"), self.env._("ratings")
        share = self.env._("share, from 0 to 1")
        return {
            "assists": (self.env._("Assists"), assists, words["assists"]),
            "assists_home": (
                self.env._("At home"),
                assists,
                self.env._("Assists in the home of the citizen."),
            ),
            "assists_point": (
                self.env._("At a support point"),
                assists,
                self.env._("Assists at a fixed support point."),
            ),
            "citizens": (
                self.env._("People"),
                self.env._("people"),
                self.env._(
                    "Different people who were helped and gave a name. Who was helped "
                    "in two areas is counted in both, and once in their sum."
                ),
            ),
            "dossiers_online": (
                self.env._("Filed online"),
                dossiers,
                self.env._("All dossiers filed online with help."),
            ),
            "dossiers_successful": (
                self.env._("Accepted or resolved"),
                dossiers,
                self.env._("Dossiers filed online that were accepted or resolved."),
            ),
            "success_rate": (
                self.env._("Online success rate"),
                share,
                words["success_rate"],
            ),
            "ratings_asked": (
                self.env._("Requests to rate"),
                requests,
                self.env._("Completed requests of people who gave a name."),
            ),
            "ratings": (
                self.env._("Ratings"),
                ratings,
                self.env._("Ratings from 1 to 5; each request can be rated once."),
            ),
            "response_rate": (
                self.env._("Response rate"),
                share,
                words["response_rate"],
            ),
            "ratings_satisfied": (
                self.env._("Ratings of 4 or 5"),
                ratings,
                self.env._("Ratings of people who were satisfied."),
            ),
            "satisfaction_rate": (
                self.env._("Satisfaction"),
                share,
                words["satisfaction_rate"],
            ),
        }

    @api.model
    def _get_licence(self):
        """Return on what terms the figures may be used: of the city, or ours."""
        # sudo: ir.config_parameter - stands on a public page
        text = self.env["ir.config_parameter"].sudo().get_param(LICENCE)
        return text or self.env._(
            "Free for everybody to use and to share, naming the source."
        )

    @api.model
    def _get_hiding_words(self):
        return self.env._(
            "Figures below %(threshold)s are hidden, and with them as many others as "
            "it takes that nobody can work them out. A rate is hidden as well when "
            "fewer than %(threshold)s are on either side of it.",
            threshold=THRESHOLD,
        )

    def _get_version_words(self):
        """Return when this was published, and why it was corrected, as texts."""
        self.ensure_one()
        day = local_datetime(self.published_at).strftime("%d/%m/%Y")
        lines = [self.env._("Published on %(day)s.", day=day)]
        if self.version > 1:
            lines = [
                self.env._(
                    "Corrected on %(day)s (version %(version)s): %(reason)s",
                    day=day,
                    version=self.version,
                    reason=self.reason,
                ),
                self.env._(
                    "What changed by fewer than %(threshold)s stays as it was "
                    "published before.",
                    threshold=THRESHOLD,
                ),
            ]
        return lines

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def _in_each_language(self):
        """Yield (code, self) for Vietnamese first, and every other language."""
        codes = [code for code, __ in self.env["res.lang"].get_installed()]
        for code in sorted(codes, key=lambda code: (code != "vi_VN", code)):
            yield code.split("_")[0], self.with_context(lang=code)

    def _get_file_notes(self):
        """Return the lines at the top of the CSV file."""
        notes = []
        for __, figure in self._in_each_language():
            notes += [
                f"{figure._get_title()}. {figure._get_source()}",
                *figure._get_version_words(),
                figure._get_licence(),
                figure._get_hiding_words(),
                *(
                    f"{column}: {heading} [{unit}]. {text}"
                    for column, (heading, unit, text) in (
                        figure._get_column_words().items()
                    )
                ),
            ]
        return notes

    def _get_file_about(self):
        """Return what the JSON file says of itself."""
        about = {
            "version": self.version,
            "published": local_datetime(self.published_at).isoformat(),
            "title": {},
            "source": {},
            "history": {},
            "licence": {},
            "hidden": {},
        }
        columns = {column: {"name": column} for column in COLUMNS}
        for column in columns:
            columns[column].update(
                type="rate" if column in RATES else "count",
                label={},
                unit={},
                definition={},
            )
        for code, figure in self._in_each_language():
            about["title"][code] = figure._get_title()
            about["source"][code] = figure._get_source()
            about["history"][code] = " ".join(figure._get_version_words())
            about["licence"][code] = figure._get_licence()
            about["hidden"][code] = figure._get_hiding_words()
            for column, words in figure._get_column_words().items():
                for name, text in zip(
                    ("label", "unit", "definition"), words, strict=True
                ):
                    columns[column][name][code] = text
        return {**about, "columns": list(columns.values())}

    def _get_title(self):
        self.ensure_one()
        return self.env._("Figures of %(month)s", month=self.month.strftime("%m/%Y"))

    @api.model
    def _get_source(self):
        service = self.env["hcc.branding"]._service_name()
        city = self.env["hcc.branding"]._city_name()
        return f"{city} – {service}" if city else service
