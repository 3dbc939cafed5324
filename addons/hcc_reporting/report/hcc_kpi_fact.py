from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.hcc_kpi_plan import DAYS, EACH, NO_PLAN
from ..models.kpi_sql import rate_to_sql
from ..tools.kpi_columns import COUNTS, DISTINCT, FIRSTS, RATES, SPLITS
from ..tools.kpi_span import split_period


class HccKpiFact(models.Model):
    """What was done, counted: the one source of the screen, the list and the export.

    Read from roll-ups (see ``hcc.kpi.rollup``): by ward and day; by ward and month,
    in all and for each way of splitting. A read takes the narrowest that can answer:
    whole months from those by month, single days around them and finer groupings
    from the days. Splitting by more than one thing, or by days, and numbers that do
    not add up (requests, citizens) are read from what each request was counted as,
    which the roll-ups are the sums of: all ways give the same figure.

    Read by managers, steering committee, data officers and administrators in their
    areas, and by coordinators in theirs. No personal data.
    """

    _name = "hcc.kpi.fact"
    _description = "Figures"
    _inherit = ["hcc.kpi.plan", "hcc.kpi.measures"]
    _auto = False
    _order = "day desc, ward_id, id"

    # ------------------------------------------------------------------
    # Where to read
    # ------------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        plan = self.env.context.get("hcc_kpi_plan") or NO_PLAN
        where, splits, first, last = plan
        if where is None:
            # by id alone: those of days are positive, the others negative
            return SQL("%s UNION ALL %s", self._select_days(), self._select_each())
        if where == DAYS:
            return self._select_days()
        # what does not know a way of splitting has no part in it
        known = SQL(" AND ").join(
            [SQL("TRUE"), *(SQL("%s IS NOT NULL", SQL.identifier(s)) for s in splits)]
        )
        if where == EACH:
            return self._select_each(known)
        span = split_period(
            fields.Date.to_date(first) or None, fields.Date.to_date(last) or None
        )
        parts = []
        if span.has_months:
            parts.append(self._select_months(where, span))
        if span.edges:
            edges = SQL(" OR ").join(
                SQL("day BETWEEN %s AND %s", *edge) for edge in span.edges
            )
            select = self._select_each if splits else self._select_days
            known = known if splits else SQL("TRUE")
            parts.append(select(SQL("(%s) AND %s", edges, known)))
        return SQL(" UNION ALL ").join(parts or [self._select_days(SQL("FALSE"))])

    # ------------------------------------------------------------------
    # Reads
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.context.get("hcc_kpi_plan"):
            return super()._search(domain, *args, **kwargs)
        used = {
            condition.field_expr.partition(".")[0]
            for condition in Domain(domain).iter_conditions()
        }
        plan = NO_PLAN
        if "id" not in used:
            splits = tuple(used.intersection(SPLITS))
            plan = (EACH if splits else DAYS, splits, None, None)
        planned = self.with_context(hcc_kpi_plan=plan)
        return super(HccKpiFact, planned)._search(domain, *args, **kwargs)

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        rest = (having, offset, limit, order)
        if self.env.context.get("hcc_kpi_plan"):
            return super()._read_group(domain, groupby, aggregates, *rest)
        named = _names_in_order(order)
        named += [c.field_expr for c in Domain(having).iter_conditions()]
        people, plan = self._plan_reads(domain, [groupby], aggregates, named)
        if not people:
            return plan._read_group(domain, groupby, aggregates, *rest)
        others = [spec for spec in aggregates if spec not in people]
        rows = plan._read_group(domain, groupby, others, *rest)
        counted = self._plan(domain, groupby, people)._read_group(
            domain, groupby, people
        )
        return _merge(rows, counted, groupby, others, people, aggregates)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        if self.env.context.get("hcc_kpi_plan"):
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        named = _names_in_order(order)
        people, plan = self._plan_reads(domain, grouping_sets, aggregates, named)
        if not people:
            return plan._read_grouping_sets(domain, grouping_sets, aggregates, order)
        others = [spec for spec in aggregates if spec not in people]
        sets = plan._read_grouping_sets(domain, grouping_sets, others, order)
        specs = [spec for groupby in grouping_sets for spec in groupby]
        counted = self._plan(domain, specs, people)._read_grouping_sets(
            domain, grouping_sets, people
        )
        return [
            _merge(rows, more, groupby, others, people, aggregates)
            for rows, more, groupby in zip(sets, counted, grouping_sets, strict=True)
        ]

    def _read_group_select(self, aggregate_spec, query):
        mark = self.env.context.get("hcc_kpi_marks", {}).get(_name(aggregate_spec))
        if mark:
            return SQL("COALESCE(SUM(%s), 0)", SQL.identifier(self._table, mark))
        return super()._read_group_select(aggregate_spec, query)

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------

    @api.model
    def _select_days(self, where=None) -> SQL:
        return self._select_rollup(
            SQL("dimension = 'day' AND %s", where or SQL("TRUE"))
        )

    @api.model
    def _select_months(self, dimension, span) -> SQL:
        where = [SQL("dimension = %s", dimension)]
        if span.start:
            where.append(SQL("day >= %s", span.start))
        if span.stop:
            where.append(SQL("day < %s", span.stop))
        split = dimension if dimension in SPLITS else None
        return self._select_rollup(SQL(" AND ").join(where), split)

    @api.model
    def _select_rollup(self, where, split=None) -> SQL:
        columns = {name: SQL("NULL::text") for name in SPLITS}
        columns["in_hours"] = SQL("NULL::boolean")
        if split:
            kind = SQL("boolean" if split == "in_hours" else "text")
            columns[split] = SQL("t.value::%s", kind)
        counts = {name: SQL("t.%s", SQL.identifier(name)) for name in COUNTS}
        # in a list of days only: people of the day
        for name, column in DISTINCT.items():
            counts[name] = SQL(
                """(SELECT COUNT(DISTINCT k.%s) FROM hcc_kpi_count k
                    WHERE k.day = t.day AND k.ward_id = t.ward_id
                    AND k.branch_id IS NOT DISTINCT FROM t.branch_id)""",
                SQL.identifier(column),
            )
        return self._select_table(SQL("hcc_kpi_rollup"), columns | counts, where)

    @api.model
    def _select_each(self, where=None) -> SQL:
        columns = {name: SQL("t.%s", SQL.identifier(name)) for name in SPLITS}
        for name in COUNTS:
            columns[name] = SQL("COALESCE(t.%s, 0)", SQL.identifier(name))
        for name, column in DISTINCT.items():
            columns[name] = SQL(
                "(CASE WHEN t.%s IS NULL THEN 0 ELSE 1 END)", SQL.identifier(column)
            )
            columns[column] = SQL("t.%s", SQL.identifier(column))
        return self._select_table(SQL("hcc_kpi_count"), columns, where or SQL("TRUE"))

    @api.model
    def _select_table(self, table, columns, where) -> SQL:
        columns |= {
            name: rate_to_sql(rate, columns[rate.above], columns[rate.below])
            for name, rate in RATES.items()
        }
        for name in DISTINCT.values():
            columns.setdefault(name, SQL("NULL::integer"))
        for name in FIRSTS:
            columns[name] = SQL("t.%s", SQL.identifier(name))
        return SQL(
            "SELECT t.id, t.day, t.ward_id, t.branch_id, %s FROM %s t WHERE %s",
            SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name))
                for name, value in sorted(columns.items())
            ),
            table,
            where,
        )


def _names_in_order(order):
    return [term.split()[0] for term in (order or "").split(",") if term.strip()]


def _name(spec):
    return spec.partition(":")[0]


def _merge(rows, counted, groupby, others, people, aggregates):
    """Put two answers about the same groups together, in the order asked for."""
    width = len(groupby)

    def key(row):
        return tuple(
            value.id if isinstance(value, models.BaseModel) else value
            for value in row[:width]
        )

    found = {key(row): dict(zip(people, row[width:], strict=True)) for row in counted}
    merged = []
    for row in rows:
        values = dict(zip(others, row[width:], strict=True)) | found.get(key(row), {})
        merged.append(row[:width] + tuple(values.get(spec, 0) for spec in aggregates))
    return merged
