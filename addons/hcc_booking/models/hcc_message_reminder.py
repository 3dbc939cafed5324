import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

_logger = logging.getLogger(__name__)

REMIND_BATCH = 100
#: who was told of the time later than this before the visit still knows it
FRESH = timedelta(hours=24)


class HccMessageReminder(models.AbstractModel):
    """Reminds citizens, late in the afternoon, of the visits of the next day.

    Each time that was promised is reminded of once; one that moves, anew. A
    reminder is a kindness and must never make work: it goes out by text message
    or e-mail, and nobody is called for it who did not ask for that. Helpers have
    their calendar.
    """

    _name = "hcc.message.reminder"
    _description = "Reminders of Visits"

    @api.model
    def _cron_remind(self):
        """Queue the reminders of tomorrow's visits, a batch at a time."""
        domain = self._get_reminder_domain()
        # sudo: hcc.appointment - the job reminds in all wards
        visits_sudo = self.env["hcc.appointment"].sudo()
        found = visits_sudo.search(domain, order="id").ids
        commit_progress = self.env["ir.cron"]._commit_progress
        if not found or not commit_progress(remaining=len(found)):
            return
        for ids in split_every(REMIND_BATCH, found):
            batch = visits_sudo.browse(ids).try_lock_for_update()
            self._remind(batch.filtered_domain(domain))
            if not commit_progress(len(ids)):
                break

    @api.model
    def _get_reminder_domain(self):
        """Visits of the next local day that nobody was reminded of."""
        tomorrow = local_date(fields.Datetime.now()) + timedelta(days=1)
        return (
            Domain("state", "=", "booked")
            & Domain("start", ">=", utc_datetime(tomorrow))
            & Domain("start", "<", utc_datetime(tomorrow, 24))
            & Domain("reminded_at", "=", False)
        )

    @api.model
    def _remind(self, visits_sudo):
        """Remind of a batch of visits; one that fails never stops the others."""
        try:
            with self.env.cr.savepoint():
                self._remind_all(visits_sudo)
        except Exception:
            for visit in visits_sudo:
                try:
                    with self.env.cr.savepoint():
                        self._remind_all(visit)
                except Exception as failure:
                    # The words of the failure may name a person: not in the log.
                    _logger.info(
                        "reminder of visit %s: %s", visit.id, type(failure).__name__
                    )

    @api.model
    def _remind_all(self, visits_sudo):
        """Queue the reminders of visits whose people have known the time a while.

        Who still waits to be told of the visit hears of it by that message.
        """
        known = visits_sudo.filtered(
            lambda visit: visit.promised_at and visit.promised_at <= visit.start - FRESH
        )
        # nobody is reminded to come to a closed point
        known -= self.env["hcc.point.closure"]._get_closed(known)
        requests_sudo = known.request_id - self._get_not_told(known.request_id)
        # sudo: hcc.message - only the job writes reminders
        messages_sudo = self.env["hcc.message"].sudo()
        messages = messages_sudo.create(
            [
                values
                for request in requests_sudo
                for values in messages_sudo._prepare_citizen_messages(
                    "reminder", request
                )
                if messages_sudo._is_reminded(values)
            ]
        )
        messages.request_id._journal("reminded")
        visits_sudo._write_guarded({"reminded_at": fields.Datetime.now()})

    @api.model
    def _get_not_told(self, requests_sudo):
        """Requests whose last word about the visit is not out yet."""
        return (
            requests_sudo.env["hcc.message"]
            .search_fetch(
                [
                    ("request_id", "in", requests_sudo.ids),
                    ("recipient", "=", "citizen"),
                    ("kind", "in", self._get_visit_kinds()),
                    ("state", "in", ("pending", "to_call", "failed")),
                ],
                ["request_id"],
            )
            .request_id
        )

    @api.model
    def _is_reminded(self, values):
        """Whether a reminder is worth its row: it is read, or the call was asked for.

        :param dict values: of the message
        """
        if values["channel"] == "call":
            person = self.env["hcc.citizen"].browse(values["citizen_id"])
            return person.reminder_channel == "call"
        return self._is_written(values["channel"])

    @api.model
    def _is_written(self, channel):
        """Whether a message on this channel reaches somebody without a call."""
        return channel == "email" or channel == "sms" and self._has_sms_gateway()
