import logging
import time
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .hcc_dispatch_jobs import CHANNEL

_logger = logging.getLogger(__name__)

#: a job that waits longer waits for a machine that is not there
PATIENCE = timedelta(minutes=15)


class HccDispatchRun(models.Model):
    """A plan of one ward's day: what it was made from, what came of it.

    Coordinators see those of their wards; only the jobs write here.
    """

    _name = "hcc.dispatch.run"
    _description = "Day Plan"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin", "hcc.ward.scoped.mixin"]
    _order = "day desc, id desc"
    _rec_name = "ward_id"

    ward_id = fields.Many2one(readonly=True)
    day = fields.Date(required=True, readonly=True)
    why = fields.Selection(
        [
            ("evening", "Evening before"),
            ("day", "Through the day"),
            ("hand", "By hand"),
        ],
        "Planned",
        required=True,
        readonly=True,
        default="hand",
    )
    state = fields.Selection(
        [
            ("queued", "Waits in the queue"),
            ("planned", "Planned"),
            ("applied", "In use"),
            ("kept", "Nothing better"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    digest = fields.Char(readonly=True, export_string_translation=False)
    method = fields.Char(readonly=True, export_string_translation=False)
    error = fields.Char("What went wrong", readonly=True)
    travel_note = fields.Char("Straight lines, because", readonly=True)
    seconds = fields.Float(readonly=True, aggregator="avg")
    planned_at = fields.Datetime(readonly=True)
    applied_at = fields.Datetime("In Use Since", readonly=True)
    served_before = fields.Integer("Served before", readonly=True)
    served_after = fields.Integer("Served", readonly=True)
    unserved_after = fields.Integer("Without a helper", readonly=True)
    travel_before = fields.Integer("Minutes of ways before", readonly=True)
    travel_after = fields.Integer("Minutes of ways", readonly=True)
    moved = fields.Integer("Change the helper", readonly=True)
    line_ids = fields.One2many("hcc.dispatch.run.line", "run_id", "Visits")
    is_stuck = fields.Boolean(compute="_compute_is_stuck", search="_search_is_stuck")

    _queue_idx = models.UniqueIndex(
        "(ward_id, day) WHERE state = 'queued'", "This day waits in the queue already."
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | self._get_stored_fields()

    @api.depends("state", "create_date")
    def _compute_is_stuck(self):
        limit = fields.Datetime.now() - PATIENCE
        for run in self:
            run.is_stuck = (
                run.state in ("queued", "planned")
                and run.create_date
                and run.create_date < limit
            )

    def _search_is_stuck(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = fields.Datetime.now() - PATIENCE
        stuck = Domain("state", "in", ("queued", "planned")) & Domain(
            "create_date", "<", limit
        )
        return stuck if True in value else ~stuck

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_plan_tomorrow(self):
        """Plan tomorrow for all wards of the coordinator."""
        return self._plan_by_hand(1)

    def action_plan_today(self):
        """Plan what is left of today for all wards of the coordinator."""
        return self._plan_by_hand(0)

    @api.model
    def _plan_by_hand(self, days):
        wards = self.env.user.hcc_coordinator_ward_ids
        if not wards:
            raise UserError(self.env._("Only a coordinator of a ward plans its day."))
        day = local_date(fields.Datetime.now()) + timedelta(days=days)
        self.env["hcc.dispatch"]._enqueue_wards(wards, day, "hand")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The day is being planned. It takes a moment."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # -------------------------------------------------------------------------
    # JOBS
    # -------------------------------------------------------------------------

    def _delay(self, method):
        """Put one of the jobs into the queue of the day plans."""
        self.ensure_one()
        delayed = self.with_delay(
            channel=CHANNEL,
            identity_key=f"{self._name}:{method}:{self.ward_id.id}:{self.day}",
            description=f"{method} {self.id}",
        )
        getattr(delayed, method)()

    def _job_plan(self):
        """Plan the day; another job, with a new sight of the world, applies it."""
        # sudo: hcc.dispatch.run - jobs write the runs, whoever asked for them
        run_sudo = self.sudo().exists()
        if not run_sudo or run_sudo.state != "queued":
            return
        start = time.perf_counter()
        try:
            with self.env.cr.savepoint():
                run_sudo._make_plan()
        except (OperationalError, ConcurrencyError):
            # the queue tries again
            raise
        except Exception as failure:
            run_sudo._fail(failure)
            return
        run_sudo._write_guarded({"seconds": time.perf_counter() - start})
        if run_sudo.state == "planned":
            run_sudo._delay("_job_apply")

    def _make_plan(self):
        planned = self.env["hcc.dispatch"]._plan(self.ward_id, self.day)
        lines = self.env["hcc.dispatch.run.line"]._make_lines(self, planned)
        before, after = planned.before, planned.after
        # what helpers have to do elsewhere is served in any case, and is not shown
        others = len(planned.day.problem.visits) - len(lines)
        is_better = self._is_better(planned)
        if not is_better:
            lines.filtered(lambda line: line.action in ("fill", "move"))._close("kept")
        self._write_guarded(
            {
                "state": "planned" if is_better else "kept",
                "digest": planned.day.digest,
                "method": planned.plan.method,
                "travel_note": planned.day.note or False,
                "planned_at": fields.Datetime.now(),
                "served_before": before.served - others,
                "served_after": after.served - others,
                "unserved_after": after.unserved,
                "travel_before": before.travel_minutes,
                "travel_after": after.travel_minutes,
                "moved": after.moved,
            }
        )
        self._journal("day_planned", state=self.state, moved=after.moved)

    def _is_better(self, planned):
        """Whether the plan is worth that people are told of it."""
        before, after = planned.before, planned.after
        if after.unserved != before.unserved:
            return after.unserved < before.unserved
        gain = self.env["hcc.dispatch"]._get_number("least_gain")
        return before.travel_minutes - after.travel_minutes >= max(gain, 1)

    def _job_apply(self):
        """Make the plan come true; what changed meanwhile stays as it is."""
        # sudo: hcc.dispatch.run - as above
        run_sudo = self.sudo().exists()
        if not run_sudo or run_sudo.state != "planned":
            return
        try:
            with self.env.cr.savepoint():
                self.env["hcc.dispatch"].sudo()._apply(run_sudo)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as failure:
            run_sudo._fail(failure)
            return
        run_sudo._write_guarded(
            {"state": "applied", "applied_at": fields.Datetime.now()}
        )
        run_sudo._journal("day_plan_applied")

    def _fail(self, failure):
        """Note a failure; it never stops the other wards. No values are noted."""
        _logger.info("plan of a day, run %s: %s", self.id, type(failure).__name__)
        self._write_guarded({"state": "failed", "error": type(failure).__name__})
        self._journal("day_plan_failed", error=type(failure).__name__)
