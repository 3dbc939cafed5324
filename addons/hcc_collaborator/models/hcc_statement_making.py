import hashlib
import json
import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.allowance import amount_of
from ..tools.localtime import local_date
from ..tools.work_time import Days, count_minutes, month_bounds, split_days

_logger = logging.getLogger(__name__)

BATCH = 200
#: who may have worked in a month that is over
WORKING_STATES = ("active", "suspended", "left")
#: lines that count visits and no time
VISITS = ("visit", "companion")


class HccStatementMaking(models.AbstractModel):
    """Makes statements out of the records of the work.

    Making one again gives the same: drafts are made anew, what was published
    keeps its figures and only says that the records differ now.
    """

    _name = "hcc.statement.making"
    _description = "Making of Statements"

    @api.model
    def _make(self, month, people):
        """Make or renew the statements of some people for a month that is over.

        :param date month: any day of it
        :param people: ``hcc.collaborator``; who neither works now nor did so then
            gets none
        :return: the statements of these people, in sudo
        :raises UserError: when the month is not over
        """
        first, following = month_bounds(month)
        if following > self.env["hcc.area.role"]._today():
            raise UserError(self.env._("This month is not over yet."))
        # sudo: hcc.statement, hcc.collaborator - made by this method alone, whoever
        # calls it has checked the wards
        statements_sudo = self.env["hcc.statement"].sudo()
        people_sudo = people.sudo().with_context(active_test=False)
        lines = self._prepare_lines(people_sudo, first, following)
        existing_sudo = statements_sudo.search(
            [("collaborator_id", "in", people_sudo.ids), ("month", "=", first)]
        )
        missing_sudo = (people_sudo - existing_sudo.collaborator_id).filtered(
            lambda person: person.state == "active" or lines.get(person.id)
        )
        new_sudo = statements_sudo._create_for(missing_sudo, first)
        (existing_sudo | new_sudo)._refresh(lines)
        new_sudo._journal("statement_made")
        return existing_sudo | new_sudo

    @api.model
    def _create_for(self, people_sudo, first):
        """
        :raises ConcurrencyError: when another transaction makes the same just now;
            this one then starts over and finds them
        """
        try:
            with self.env.cr.savepoint():
                return self.create(
                    [
                        {
                            "collaborator_id": person.id,
                            "ward_id": person.ward_id.id,
                            "team_id": person.team_id.id,
                            "month": first,
                        }
                        for person in people_sudo
                    ]
                )
        except UniqueViolation as twice:
            raise ConcurrencyError("statement") from twice

    def _refresh(self, lines):
        """Give drafts their lines; compare the others with the records.

        :param dict lines: {collaborator id: list of values of lines}
        """
        digests = {
            statement: self._get_digest(lines.get(statement.collaborator_id.id, []))
            for statement in self
        }
        drafts = self.filtered(lambda statement: statement.state == "draft")
        drafts.line_ids.unlink()
        self.env["hcc.statement.line"].create(
            [
                {**values, "statement_id": statement.id}
                for statement in drafts
                for values in lines.get(statement.collaborator_id.id, ())
            ]
        )
        for statement in drafts:
            statement.digest = digests[statement]
        others = self - drafts
        drifted = others.filtered(
            lambda statement: statement.digest != digests[statement]
        )
        for statements, differs in ((drifted, True), (others - drifted, False)):
            changed = statements.filtered(
                lambda statement, differs=differs: statement.has_drifted != differs
            )
            changed.write({"has_drifted": differs})

    @api.model
    def _prepare_lines(self, people, first, following):
        """What people worked in a month.

        :return: {collaborator id: list of values of lines}
        """
        days, rates = self._get_days(first, following), self._get_rates()
        lines = {}
        for item in people._get_work_items(first, following):
            for values in self._cut_item(item, days, rates):
                if first <= values["day"] < following:
                    lines.setdefault(item["collaborator_id"], []).append(values)
        return lines

    @api.model
    def _cut_item(self, item, days, rates):
        """Values of the lines of one piece of work: one for each local day."""
        common = {"kind": item["kind"], "source": item["source"]}
        if item["kind"] in VISITS:
            values = {"start": item["start"], "stop": item["stop"], "quantity": 1}
            yield {**common, **self._count(values, item["kind"], days, rates)}
            return
        for _day, start, stop in split_days(item["start"], item["stop"]):
            values = {"start": start, "stop": stop, "quantity": 0}
            yield {**common, **self._count(values, item["kind"], days, rates)}

    @api.model
    def _count(self, values, kind, days, rates):
        """Complete start, stop and quantity of a line with what they amount to."""
        start, stop, quantity = values["start"], values["stop"], values["quantity"]
        is_visit = kind in VISITS
        # a visit lies in a shift, whose time is counted already
        split = count_minutes(start, start if is_visit else stop, days)
        amount = amount_of(
            split,
            quantity if kind == "visit" else 0,
            quantity if kind == "companion" else 0,
            rates,
        )
        return {
            **values,
            # of a visit it is the day on which it ended, as in all figures
            "day": local_date(stop if is_visit else start),
            "minutes": sum(split),
            "evening_minutes": split.evening,
            "weekend_minutes": split.weekend,
            "holiday_minutes": split.holiday,
            "amount": amount,
        }

    @api.model
    def _get_days(self, first, following):
        holidays = self.env["hcc.holiday"]
        # sudo: ir.config_parameter - an hour
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_collaborator.statement_evening_hour", "18")
        )
        return Days(
            holidays=frozenset(holidays._days_off(first, following)),
            working=frozenset(holidays._working_days(first, following)),
            evening_from=int(value) if str(value).isdecimal() else 18,
        )

    @api.model
    def _get_digest(self, lines):
        """Text that changes with what was recorded, not with what is paid."""
        facts = sorted(
            [
                values["source"],
                values["kind"],
                str(values["start"]),
                str(values["stop"]),
                values["minutes"],
                values["quantity"],
            ]
            for values in lines
        )
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_make(self):
        """Make the statements of last month that are missing."""
        today = self.env["hcc.area.role"]._today()
        first, _following = month_bounds(
            fields.Date.subtract(today.replace(day=1), days=1)
        )
        people = self.env["hcc.collaborator"].with_context(active_test=False)
        done = self.env["hcc.statement"].search([("month", "=", first)])
        ids = people.search(
            Domain("state", "in", WORKING_STATES)
            & Domain("id", "not in", done.collaborator_id.ids),
            order="id",
        ).ids
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(ids))
        for some in split_every(BATCH, ids):
            self._make_some(first, people.browse(some))
            if not commit_progress(len(some)):
                break

    @api.model
    def _make_some(self, first, people):
        """Make the statements of a batch; one that fails stops no other."""
        try:
            with self.env.cr.savepoint():
                self._make(first, people)
        except Exception as failure:
            if len(people) == 1:
                if isinstance(failure, ConcurrencyError):
                    # somebody makes it at this very moment: none is missing
                    return
                # ids alone: words of a failure may hold a name
                _logger.warning(
                    "No statement for collaborator %s: %s",
                    people.id,
                    type(failure).__name__,
                )
                people._journal("statement_failed")
                return
            for person in people:
                self._make_some(first, person)
