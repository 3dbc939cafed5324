import logging

from odoo import Command, api, fields, models

_logger = logging.getLogger(__name__)

SYNC_LIMIT = 200


class HccAssignmentCalendar(models.AbstractModel):
    """Puts visits into the helpers' own calendars.

    A calendar is searched by people who may not read the event: so it carries the
    reference and the time, no place and no description, and is private. The job
    writes it, never the request of a citizen; nobody is invited or mailed.
    """

    _name = "hcc.assignment.calendar"
    _description = "Assignments in the Calendar"

    calendar_event_id = fields.Many2one(
        "calendar.event",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        export_string_translation=False,
    )
    calendar_stale = fields.Boolean(
        default=True, copy=False, export_string_translation=False
    )

    _stale_idx = models.Index("(id) WHERE calendar_stale")

    @api.model
    def _cron_sync_calendar(self):
        """Create, and take away again, the calendar events of assignments."""
        done, left = self._sync_stale()
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _sync_stale(self):
        """Bring a batch of calendars up to date.

        :return: how many assignments were looked at, how many are left
        """
        domain = [("calendar_stale", "=", True)]
        stale = self.search(domain, limit=SYNC_LIMIT, order="id").try_lock_for_update()
        stale = stale.filtered("calendar_stale")
        try:
            with self.env.cr.savepoint():
                stale._sync_calendar()
        except Exception:
            stale._sync_one_by_one()
        left = self.search_count(domain) if len(stale) == SYNC_LIMIT else 0
        return len(stale), left

    def _sync_one_by_one(self):
        """Find the one that cannot be written: it never stops the others."""
        for entry in self:
            try:
                with self.env.cr.savepoint():
                    entry._sync_calendar()
            except Exception as failure:
                _logger.info(
                    "calendar of assignment %s: %s", entry.id, type(failure).__name__
                )
                entry._write_guarded({"calendar_stale": False})
                entry._journal("calendar_failed", error=type(failure).__name__)

    def _sync_calendar(self):
        quiet = {
            "dont_notify": True,
            "no_mail_to_attendees": True,
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
        }
        gone = self.filtered(lambda entry: not entry.is_live)
        gone.calendar_event_id.with_context(**quiet).unlink()
        missing = self.filtered(
            lambda entry: (
                entry.is_live
                and entry.user_id
                and entry.start < entry.stop
                and not entry.calendar_event_id
            )
        )
        events = (
            self.env["calendar.event"]
            .with_context(**quiet)
            .create([entry._prepare_calendar_event() for entry in missing])
        )
        # core writes the organiser's address into it
        events.write({"description": False})
        for entry, event in zip(missing, events, strict=True):
            entry._write_guarded({"calendar_event_id": event.id})
        self._write_guarded({"calendar_stale": False})

    def _prepare_calendar_event(self):
        self.ensure_one()
        return {
            "name": self.reference,
            "start": self.start,
            "stop": self.stop,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set(self.user_id.partner_id.ids)],
            "privacy": "private",
            "show_as": "busy",
            "location": False,
        }
