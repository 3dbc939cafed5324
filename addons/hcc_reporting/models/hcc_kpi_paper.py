from odoo import api, models
from odoo.exceptions import UserError

from ..tools.kpi_columns import MEANS, RATES
from .hcc_kpi_words import MEASURES

#: the columns of the screen
PAPER_COLUMNS = (
    "assists",
    "requests",
    "citizens",
    "success_rate",
    "dossiers_successful",
    "dossiers_online",
    "satisfaction_rate",
    "response_rate",
    "ratings",
    "rating_mean",
)
#: longer ones are spreadsheets
PAPER_ROWS = 2000
REPORT = "hcc_reporting.action_report_figures"


class HccKpiPaper(models.AbstractModel):
    """The figures of the screen on paper: area, period, table, definitions."""

    _name = "report.hcc_reporting.report_figures"
    _description = "Figures on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        return {"paper": self._get_paper((data or {}).get("options") or {})}

    @api.model
    def _render_pdf(self, options):
        """Return the paper of the options of the screen: bytes of a PDF."""
        self.env["hcc.kpi.fact"].check_access("read")
        content, __ = self.env["ir.actions.report"]._render_qweb_pdf(
            REPORT, data={"options": options}
        )
        return content

    @api.model
    def _get_paper(self, options):
        """Return what stands on the paper, figures as texts.

        :param dict options: those of the screen
        :raises UserError: when there are more lines than one prints
        """
        report = self.env["hcc.kpi.report"]
        options = report._parse_options(options)
        domain, groupby = report._get_domain(options), report._get_groupby(options)
        rows = []
        if groupby:
            rows = report._figures(domain, groupby, limit=PAPER_ROWS + 1)
        if len(rows) > PAPER_ROWS:
            raise UserError(
                self.env._(
                    "More than %(limit)s lines: please choose a shorter period, or the "
                    "spreadsheet.",
                    limit=PAPER_ROWS,
                )
            )
        columns = report._get_columns(groupby)
        labels = dict(zip(MEASURES, columns[len(groupby) :], strict=True))
        return {
            "scope": report._get_scope_label(options),
            "period": " – ".join(
                f"{options[name]:%d/%m/%Y}" for name in ("date_from", "date_to")
            ),
            "groups": [heading for heading, __ in columns[: len(groupby)]],
            "headings": [labels[name][0] for name in PAPER_COLUMNS],
            "rows": [
                (
                    [
                        report._get_group_label(spec, row["groups"][spec])
                        for spec in groupby
                    ],
                    self._to_texts(row),
                )
                for row in rows
            ],
            "total": self._to_texts(report._figures(domain)[0]),
            "notes": [
                (labels[name][0], text)
                for name, text in report._get_definitions().items()
                if name in PAPER_COLUMNS
            ],
        }

    @api.model
    def _to_texts(self, row):
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        texts = []
        for name in PAPER_COLUMNS:
            value = row[name]
            if value is None:
                texts.append("—")
            elif name in MEANS:
                texts.append(lang.format("%.2f", value))
            elif name in RATES:
                texts.append(lang.format("%.2f", value * 100) + "%")
            else:
                texts.append(lang.format("%d", value, grouping=True))
        return texts
