import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.public_figures import COLUMNS, RATES


class HccPublicFigure(models.Model):
    """The figures of one month as they were published: frozen.

    Nobody writes one: :meth:`_publish` makes it, out of what the publisher reads, and
    a correction is a new version beside it. What is published is whole files; the
    counts they were made of, small ones too, are kept for corrections alone.
    """

    _name = "hcc.public.figure"
    _description = "Published Figures"
    _inherit = ["hcc.public.figure.making", "hcc.guard.mixin", "hcc.journal.mixin"]
    _order = "month desc, version desc"

    month = fields.Date(
        required=True, readonly=True, help="The first day of the month."
    )
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    is_current = fields.Boolean("Shown to the Public", readonly=True)
    reason = fields.Char("Why it was corrected", readonly=True)
    published_at = fields.Datetime("Published on", required=True, readonly=True)
    published_by_id = fields.Many2one(
        "res.users", "Published by", readonly=True, ondelete="set null"
    )
    area_count = fields.Integer("Areas", readonly=True, aggregator=None)
    hidden_count = fields.Integer(
        "Areas with hidden figures", readonly=True, aggregator=None
    )
    rows = fields.Json(readonly=True)
    csv_text = fields.Text("CSV", readonly=True)
    json_text = fields.Text("JSON", readonly=True)
    # what it was made of, small counts included
    base = fields.Json(groups="base.group_system", readonly=True)

    _version_unique = models.Constraint(
        "UNIQUE (month, version)", "This version of the month is there already."
    )
    _one_current = models.UniqueIndex(
        "(month) WHERE is_current", "One version of a month is shown."
    )
    _month_begins = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A month begins on a first day."
    )

    @api.depends("month", "version")
    def _compute_display_name(self):
        for figure in self:
            month = f"{figure.month:%m/%Y}" if figure.month else ""
            figure.display_name = month
            if figure.version > 1:
                figure.display_name = self.env._(
                    "%(month)s, version %(version)s",
                    month=month,
                    version=figure.version,
                )

    def _get_guarded_fields(self):
        return frozenset(self._fields) - {"write_date", "write_uid"}

    def action_open_page(self):
        """Open what the public sees of the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/figures/{self.month:%Y-%m}",
            "target": "new",
        }

    def action_publish_form(self):
        """Open the form that publishes a month."""
        return self.env["ir.actions.actions"]._for_xml_id(
            "hcc_reporting.hcc_public_publish_action"
        )

    # ------------------------------------------------------------------
    # What the public reads
    # ------------------------------------------------------------------

    @api.model
    def _get_months(self):
        """Return the months that are published, the newest first, with their day."""
        # sudo: hcc.public.figure - published figures are for everybody
        figures_sudo = self.sudo().search_fetch(
            [("is_current", "=", True)], ["month", "version"], limit=240
        )
        return [figure.month for figure in figures_sudo]

    @api.model
    def _get_published(self, month):
        """Return what is published of a month, or nothing.

        :param str month: as 2026-10
        :return: ``hcc.public.figure`` in sudo
        """
        parts = month.split("-")
        if [len(part) for part in parts] != [4, 2] or not all(
            part.isascii() and part.isdecimal() for part in parts
        ):
            return self.browse()
        year, number = map(int, parts)
        if not (2000 <= year <= 2999 and 1 <= number <= 12):
            return self.browse()
        # sudo: hcc.public.figure - published figures are for everybody
        return self.sudo().search(
            [("month", "=", f"{month}-01"), ("is_current", "=", True)]
        )

    def _get_file(self, kind):
        """Return a file and its mark: (bytes, text that changes with it).

        :param str kind: ``csv`` or ``json``
        """
        self.ensure_one()
        content = (self.csv_text if kind == "csv" else self.json_text).encode()
        if kind == "csv":
            content = b"\xef\xbb\xbf" + content
        return content, hashlib.sha256(content).hexdigest()[:32]

    def _get_page_rows(self):
        """Return the rows as the page shows them, figures as texts.

        :return: dict of ``city`` (one row), ``branches`` (rows, each with ``wards``)
        """
        self.ensure_one()
        rows = [self._to_page_row(row) for row in self.rows]
        branches = [row for row in rows if row["level"] == "branch"]
        for branch in branches:
            branch["wards"] = [
                row
                for row in rows
                if row["level"] == "ward"
                and row["branch_code"] == branch["branch_code"]
            ]
        return {"city": rows[0], "branches": branches}

    @api.model
    def _to_page_row(self, row):
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        words = {}
        for column in COLUMNS:
            value = row[column]
            if column in row["suppressed"]:
                words[column] = self.env._("hidden")
            elif value is None:
                words[column] = "—"
            elif column in RATES:
                words[column] = lang.format("%.2f", value * 100, grouping=True) + "%"
            else:
                words[column] = lang.format("%d", value, grouping=True)
        return {**row, "words": words, "name": row["ward"] or row["branch"]}

    @api.model
    def _lock_month(self, month):
        """Wait for whoever publishes the same month at this moment."""
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", 7_202_610, month.toordinal())
        )
