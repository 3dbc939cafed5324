from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..tools.kpi_columns import CAUSES, COUNTS, RATES, SPLITS
from .hcc_kpi_words import MEASURES

AREAS = {"city": (), "branch": ("branch_id",), "ward": ("branch_id", "ward_id")}
TIMES = {"total": (), "month": ("day:month",), "day": ("day:day",)}
#: kind of record -> (model, the fact's column that says it counts)
RECORDS = {
    "assists": ("hcc.appointment", "assists"),
    "requests": ("hcc.request", "assists"),
    **{name: ("hcc.dossier", name) for name in COUNTS if name.startswith("dossiers_")},
    **{name: ("hcc.dossier", name) for name in CAUSES},
    "asked": ("hcc.request", "asked"),
    "contacts": ("hcc.request", "contacts"),
    "no_shows": ("hcc.appointment", "no_shows"),
    "cancellations": ("hcc.appointment", "cancellations"),
    "waits": ("hcc.appointment", "waits"),
    "first_visits": ("hcc.request", "first_visits"),
    "first_visits_successful": ("hcc.request", "first_visits_successful"),
    "rateable": ("hcc.request", "rateable"),
    "ratings": ("hcc.request", "ratings"),
    "ratings_satisfied": ("hcc.request", "ratings_satisfied"),
}
#: the screen shows that many lines, the export all up to the second number
SCREEN_ROWS = 200
EXPORT_ROWS = 50_000
LONGEST_DAYS = 3 * 366


class HccKpiReport(models.AbstractModel):
    """The three figures for the screen and for the export.

    Both come from :meth:`_figures`, and so does nothing else: lists, pivots and
    graphs aggregate the same facts by the same ``_read_group``.
    """

    _name = "hcc.kpi.report"
    _description = "Three Figures"
    _inherit = ["hcc.kpi.words", "hcc.kpi.beside"]

    # ------------------------------------------------------------------
    # Faces: the screen, its clicks, the export
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def get_figures(self, options=None):
        """Return what the screen of the three figures shows.

        :param dict options: see :meth:`_parse_options`
        :return: dict of ``options`` as understood, ``total`` and ``rows`` as of
            :meth:`_figures`, labels and definitions in the user's language
        """
        options = self._parse_options(options or {})
        domain = self._get_domain(options)
        total = self._figures(domain)[0]
        rows = self._figures(domain, self._get_groupby(options), limit=SCREEN_ROWS + 1)
        return {
            "options": {
                **options,
                "date_from": fields.Date.to_string(options["date_from"]),
                "date_to": fields.Date.to_string(options["date_to"]),
            },
            "scope": self._get_scope_label(options),
            "total": self._to_payload(total),
            "rows": [self._to_payload(row) for row in rows[:SCREEN_ROWS]],
            "more": len(rows) > SCREEN_ROWS,
            "definitions": self._get_definitions(),
            **self._get_all_beside(options, domain, total),
            "splits": [
                [
                    name,
                    self.env["hcc.kpi.fact"]
                    ._fields[name]
                    .get_description(self.env, ["string"])["string"],
                ]
                for name in SPLITS
            ],
        }

    @api.model
    @api.readonly
    def open_records(self, kind, domain):
        """Return the action that lists the records which a figure counts.

        :param str kind: key of ``RECORDS``
        :param list domain: domain of the figure on the facts
        :return: window action; as many records as the figure says
        """
        model, column = RECORDS.get(kind, (None, None))
        if not model:
            raise UserError(self.env._("This figure has no list of records."))
        self.env["hcc.kpi.source"].check_access("read")
        counted = Domain(domain) & Domain(column, ">", 0)
        return {
            "type": "ir.actions.act_window",
            "name": self._get_labels()[kind],
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": [("kpi_source_ids", "any", list(counted))],
            "context": {"create": False},
            "target": "current",
        }

    @api.model
    def _get_export(self, options):
        """Return what the XLSX export writes: its columns and every row.

        :param dict options: see :meth:`_parse_options`
        :return: dict of ``columns`` as (heading, kind), ``rows`` as lists of plain
            values (the last one is the total), ``notes`` as (heading, text),
            ``title`` and ``filename``
        :raises UserError: when there are more rows than a request can write
        """
        options = self._parse_options(options)
        domain = self._get_domain(options)
        groupby = self._get_groupby(options)
        rows = self._figures(domain, groupby, limit=EXPORT_ROWS + 1)
        if len(rows) > EXPORT_ROWS:
            raise UserError(
                self.env._(
                    "More than %(limit)s lines: please choose a shorter period, or "
                    "months instead of days.",
                    limit=EXPORT_ROWS,
                )
            )
        lines = [self._to_line(row, groupby) for row in rows if groupby]
        # The total is computed, not added up: rates and people do not add up.
        total = self._figures(domain)[0]
        heads = [self.env._("All"), *[None] * (len(groupby) - 1)] if groupby else []
        lines.append([*heads, *(total[name] for name in MEASURES)])
        return {
            "title": self.env._("Three figures"),
            "columns": self._get_columns(groupby),
            "rows": lines,
            "notes": self._get_notes(options),
            "filename": f"hcc-{options['date_from']}-{options['date_to']}.xlsx",
        }

    # ------------------------------------------------------------------
    # The figures
    # ------------------------------------------------------------------

    @api.model
    def _figures(self, domain, groupby=(), limit=None):
        """Compute the figures of the facts in a domain, for each group.

        :param domain: domain on ``hcc.kpi.fact``
        :param groupby: groupings as of ``_read_group``
        :return: list of dicts: every measure (``None`` for a rate that has no
            denominator), ``groups`` (value of each grouping) and ``domain`` (that of
            the row, for the way to its records)
        """
        fact = self.env["hcc.kpi.fact"]
        aggregates = [
            f"{name}:{'avg' if name in RATES else 'sum'}" for name in MEASURES
        ]
        # The newest day first; areas as their own models sort them.
        order = ", ".join(
            f"{spec} desc" if spec.startswith("day:") else spec
            for spec in sorted(groupby, key=lambda spec: not spec.startswith("day:"))
        )
        figures = []
        for values in fact._read_group(
            domain, groupby, aggregates, limit=limit, order=order or None
        ):
            groups = dict(zip(groupby, values, strict=False))
            measures = dict(zip(MEASURES, values[len(groupby) :], strict=True))
            for name, value in measures.items():
                # SQL's NULL arrives as False
                empty = None if name in RATES else 0
                measures[name] = empty if value is False else value
            figures.append(
                {
                    **measures,
                    "groups": groups,
                    "domain": Domain(domain) & self._get_group_domain(groups),
                }
            )
        return figures

    @api.model
    def _get_group_domain(self, groups):
        """Return the domain of the facts in one group."""
        domain = Domain.TRUE
        for spec, value in groups.items():
            name, __, granularity = spec.partition(":")
            if granularity:
                step = {"months": 1} if granularity == "month" else {"days": 1}
                domain &= Domain(name, ">=", value)
                domain &= Domain(name, "<", value + relativedelta(**step))
            elif isinstance(value, models.BaseModel):
                domain &= Domain(name, "=", value.id)
            else:
                domain &= Domain(name, "=", value)
        return domain

    # ------------------------------------------------------------------
    # What is asked for
    # ------------------------------------------------------------------

    @api.model
    def _parse_options(self, options):
        """Check what a screen or an address asks for.

        :param dict options: ``level`` (city, branch, ward), ``by`` (total, month,
            day), ``split`` (a dimension or nothing), ``date_from``, ``date_to``
            (local days, both included; this month without them), ``branch_id``,
            ``ward_id``
        :raises UserError: when something of it has no meaning
        """
        today = local_date(fields.Datetime.now())
        date_from = self._parse_day(options.get("date_from")) or today.replace(day=1)
        date_to = self._parse_day(options.get("date_to")) or max(today, date_from)
        if date_to < date_from:
            raise UserError(self.env._("The last day is before the first day."))
        if (date_to - date_from).days > LONGEST_DAYS:
            raise UserError(
                self.env._("Please choose a period of at most three years.")
            )
        level = options.get("level") or "ward"
        by = options.get("by") or "total"
        split = options.get("split") or False
        if level not in AREAS or by not in TIMES or split not in (*SPLITS, False):
            raise UserError(self.env._("These figures cannot be shown."))
        return {
            "level": level,
            "by": by,
            "split": split,
            "date_from": date_from,
            "date_to": date_to,
            "branch_id": self._parse_id(options.get("branch_id")),
            "ward_id": self._parse_id(options.get("ward_id")),
        }

    @api.model
    def _parse_day(self, value):
        if isinstance(value, date) or not value:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise UserError(
                self.env._("“%(value)s” is not a day.", value=str(value)[:20])
            ) from error

    @api.model
    def _parse_id(self, value):
        if not value:
            return False
        if not str(value).isdecimal() or len(str(value)) > 9:
            raise UserError(self.env._("These figures cannot be shown."))
        return int(value)

    @api.model
    def _get_domain(self, options):
        """Return the domain on the facts of parsed options."""
        domain = Domain("day", ">=", options["date_from"])
        domain &= Domain("day", "<=", options["date_to"])
        for name in ("branch_id", "ward_id"):
            if options[name]:
                domain &= Domain(name, "=", options[name])
        return domain

    @api.model
    def _get_groupby(self, options):
        split = (options["split"],) if options["split"] else ()
        return (*AREAS[options["level"]], *TIMES[options["by"]], *split)

    # ------------------------------------------------------------------
    # Rows as the screen and the export carry them
    # ------------------------------------------------------------------

    @api.model
    def _to_payload(self, row):
        """Turn one row of :meth:`_figures` into what JSON can carry."""
        return {
            **{name: row[name] for name in MEASURES},
            "domain": [
                [*term[:2], fields.Date.to_string(term[2])]
                if isinstance(term, (list, tuple)) and isinstance(term[2], date)
                else term
                for term in row["domain"]
            ],
            "groups": [
                {
                    "name": spec.partition(":")[0],
                    "id": value.id if isinstance(value, models.BaseModel) else False,
                    "label": self._get_group_label(spec, value),
                }
                for spec, value in row["groups"].items()
            ],
        }

    @api.model
    def _to_line(self, row, groupby):
        """Turn one row of :meth:`_figures` into plain values for a table."""
        line = []
        for spec in groupby:
            value = row["groups"][spec]
            is_day = spec.startswith("day:")
            line.append(value if is_day else self._get_group_label(spec, value))
        return line + [row[name] for name in MEASURES]
