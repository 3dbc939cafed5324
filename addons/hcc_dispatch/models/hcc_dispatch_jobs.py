import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

_logger = logging.getLogger(__name__)

CHANNEL = "root.dispatch"


class HccDispatchJobs(models.AbstractModel):
    """Puts a job for each ward into the queue; several machines share them.

    The jobs of the calendar only fill the queue. Where nobody works it off, the
    runs stay in the queue, and their list says so.
    """

    _name = "hcc.dispatch.jobs"
    _description = "Jobs of Day Plans"

    @api.model
    def _cron_plan_tomorrow(self):
        """Every evening: a plan of tomorrow for each ward that has visits."""
        self._enqueue(local_date(fields.Datetime.now()) + timedelta(days=1), "evening")

    @api.model
    def _cron_plan_today(self):
        """Through the day: what has not started is planned again."""
        minutes = self.env["hcc.dispatch"]._get_number("replan_minutes")
        now = fields.Datetime.now()
        if (
            minutes <= 0
            or not 5
            <= fields.Datetime.context_timestamp(
                self.with_context(tz="Asia/Ho_Chi_Minh"), now
            ).hour
            < 21
        ):
            return
        today = local_date(now)
        # sudo: hcc.dispatch.run - when it was planned, whoever asks
        recent_sudo = self.env["hcc.dispatch.run"].sudo()
        recent_sudo = recent_sudo.search_fetch(
            Domain("day", "=", today)
            & Domain("create_date", ">", now - timedelta(minutes=minutes))
        )
        self._enqueue(today, "day", without=recent_sudo.ward_id)

    @api.model
    def _enqueue(self, day, why, without=None):
        """Put the wards with visits on that day into the queue.

        :param date day: local
        :param str why: ``evening``, ``day`` or ``hand``
        :param without: ``hcc.ward`` that are left out
        :return: ``hcc.dispatch.run`` in sudo
        """
        # sudo: hcc.appointment - which wards have visits then
        found = (
            self.env["hcc.appointment"]
            .sudo()
            ._read_group(
                Domain("state", "=", "booked")
                & Domain("start", ">=", utc_datetime(day))
                & Domain("start", "<", utc_datetime(day, 24))
                & Domain("is_walk_in", "=", False),
                ["ward_id"],
            )
        )
        wards = self.env["hcc.ward"].union(*(ward for [ward] in found))
        return self._enqueue_wards(wards - (without or wards.browse()), day, why)

    @api.model
    def _enqueue_wards(self, wards, day, why):
        """One run and one job for each ward; what waits already is not doubled."""
        # sudo: hcc.dispatch.run - the queue makes them, nobody else
        runs_sudo = self.env["hcc.dispatch.run"].sudo()
        waiting_sudo = runs_sudo.search(
            Domain("ward_id", "in", wards.ids)
            & Domain("day", "=", day)
            & Domain("state", "=", "queued")
        )
        new_sudo = runs_sudo.create(
            [
                {"ward_id": ward.id, "day": day, "why": why}
                for ward in wards - waiting_sudo.ward_id
            ]
        )
        for run_sudo in new_sudo:
            run_sudo._delay("_job_plan")
        return waiting_sudo | new_sudo
