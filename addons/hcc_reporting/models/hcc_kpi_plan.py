from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition

from ..tools.kpi_columns import DISTINCT, SPLITS
from ..tools.kpi_span import DAY, next_month

#: groupings of days that never cut a month in two
MONTHLY = {"month", "quarter", "year", "year_number", "quarter_number", "month_number"}
#: where a read looks: the days of wards, or what each request was counted as
DAYS, EACH = "days", "each"
#: (where, ways of splitting, first day, last day)
NO_PLAN = (None, (), None, None)


class HccKpiPlan(models.AbstractModel):
    """Where a read of the facts looks: the narrowest roll-up that can answer it."""

    _name = "hcc.kpi.plan"
    _description = "Plan of a Read of the Figures"

    @api.model
    def _plan(self, domain, specs, names):
        """Return this model in the context of where a read shall look.

        :param domain: domain of the read
        :param specs: all groupings
        :param names: fields that are read besides, or sorted by
        """
        domain = Domain(domain).optimize_full(self)
        if domain.is_false():
            return self.with_context(hcc_kpi_plan=(DAYS, (), None, None))
        used = {spec.partition(":")[0].partition(".")[0] for spec in (*specs, *names)}
        used |= {
            condition.field_expr.partition(".")[0]
            for condition in domain.iter_conditions()
        }
        splits = tuple(name for name in SPLITS if name in used)
        period = self._get_period(domain)
        days = [spec for spec in specs if spec.partition(":")[0] == "day"]
        is_monthly = period and all(spec.partition(":")[2] in MONTHLY for spec in days)
        if len(splits) > 1 or used & DISTINCT.keys() or (splits and not is_monthly):
            plan = (EACH, splits, None, None)
        elif is_monthly:
            plan = (splits[0] if splits else "month", splits, *period)
        else:
            plan = (DAYS, (), None, None)
        return self.with_context(hcc_kpi_plan=plan)

    @api.model
    def _get_period(self, domain):
        """Return the first and the last day that a domain leaves, None if unclear.

        :param domain: optimised ``Domain``
        """
        conditions = (
            list(domain.children) if isinstance(domain, DomainAnd) else [domain]
        )
        first = last = None
        for condition in conditions:
            if not isinstance(condition, DomainCondition):
                if any(c.field_expr == "day" for c in condition.iter_conditions()):
                    return None
                continue
            if condition.field_expr != "day":
                continue
            low, high = self._get_bounds(condition.operator, condition.value)
            if low is None and high is None:
                return None
            first = max(filter(None, (first, low)), default=None)
            last = min(filter(None, (last, high)), default=None)
        return first, last

    @api.model
    def _get_bounds(self, operator, value):
        """Return the days that one condition on the day leaves, both included."""
        if operator == "in" and len(value) == 1:
            operator, [value] = "=", value
        day = (
            fields.Date.to_date(value)
            if operator in ("=", "<", "<=", ">", ">=")
            else None
        )
        if not day:
            return None, None
        return {
            "=": (day, day),
            ">=": (day, None),
            ">": (fields.Date.add(day, days=1), None),
            "<=": (None, day),
            "<": (None, fields.Date.subtract(day, days=1)),
        }[operator]

    @api.model
    def _plan_reads(self, domain, grouping_sets, aggregates, named):
        """Return (aggregates that need a read of their own, model for the others).

        Requests and people do not add up. Where marks on what came first answer, the
        same read takes them; else they are counted by themselves.
        """
        specs = list(dict.fromkeys(spec for one in grouping_sets for spec in one))
        people = [spec for spec in aggregates if _name(spec) in DISTINCT]
        if not people:
            return [], self._plan(domain, specs, [*aggregates, *named])
        plan = self._plan(domain, specs, named)
        if marks := self._get_marks(domain, grouping_sets, plan):
            return [], plan.with_context(hcc_kpi_marks=marks)
        if len(people) == len(aggregates) or DISTINCT.keys() & set(map(_name, named)):
            return [], self._plan(domain, specs, [*aggregates, *named])
        return people, plan

    @api.model
    def _get_marks(self, domain, grouping_sets, plan):
        """Return {"citizens": mark, "requests": mark} that count these groups.

        Empty when none does: for several months as one, for some wards as one.
        """
        if plan.env.context["hcc_kpi_plan"][0] not in ("month", DAYS):
            return {}
        kinds = {
            (
                self._get_area_of_groups(domain, groupby),
                self._get_time_of_groups(domain, groupby),
            )
            for groupby in grouping_sets
        }
        if len(kinds) > 1:
            return {}
        area, time = kinds.pop()
        if not area or not time:
            return {}
        return {"citizens": f"people_{area}_{time}", "requests": f"requests_{time}"}

    @api.model
    def _get_time_of_groups(self, domain, groupby):
        """Return whether groups are whole months or years, or neither."""
        domain = Domain(domain).optimize_full(self)
        first, last = self._get_period(domain) or (None, None)
        times = [spec.partition(":")[2] for spec in groupby if _name(spec) == "day"]
        if len(times) > 1 or (not times and not (first and last)):
            return None
        # nothing is done in days to come
        is_to_now = not last or last >= fields.Date.context_today(self)
        ends = not last or is_to_now or (last + DAY).day == 1
        if times in (["month"], ["year"]):
            [time] = times
            begins = not first or first.day == 1
            if time == "year":
                begins = not first or (first.month, first.day) == (1, 1)
                ends = is_to_now or (last.month, last.day) == (12, 31)
            return time if begins and ends else None
        if times or first.day != 1 or not ends:
            return None
        if last < next_month(first):
            return "month"
        is_year = first.month == 1 and first.year == last.year
        return "year" if is_year and (is_to_now or last.month == 12) else None

    @api.model
    def _get_area_of_groups(self, domain, groupby):
        """Return whether groups are wards, branches, the city, or none of these."""
        areas = {_name(spec) for spec in groupby} - {"day", *SPLITS}
        if not areas <= {"ward_id", "branch_id"}:
            return None
        if "ward_id" in areas:
            return "ward"
        conditions = list(Domain(domain).optimize_full(self).iter_conditions())
        asked = {c.field_expr: c for c in conditions if c.field_expr != "day"}
        if not asked.keys() <= {"ward_id", "branch_id"} or len(asked) != sum(
            c.field_expr != "day" for c in conditions
        ):
            return None
        if any(c.operator != "in" for c in asked.values()):
            return None
        if "ward_id" in asked:
            return "ward" if len(asked["ward_id"].value) == 1 else None
        # parts of an area that the reader does not see must not be counted
        if not self._sees_all():
            return None
        if "branch_id" in asked and len(asked["branch_id"].value) != 1:
            return "branch" if "branch_id" in areas else None
        return "branch" if asked or areas else "city"

    @api.model
    def _sees_all(self):
        """Return whether the reader's area is the whole city."""
        if self.env.su:
            return True
        user = self.env.user
        wards = user.hcc_reader_ward_ids | user.hcc_coordinator_ward_ids
        # sudo: hcc.ward - how many there are
        everywhere = self.env["hcc.ward"].sudo().with_context(active_test=False)
        return len(wards) == everywhere.search_count([])


def _name(spec):
    return spec.partition(":")[0]
