from odoo import fields, models

# A cheap calendar event: no invitation, no alarm, no follower mail.
CALENDAR_CONTEXT = {
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}


class HccTrainerCalendarMixin(models.AbstractModel):
    """Keeps one event in the trainer's calendar for each open session."""

    _name = "hcc.trainer.calendar.mixin"
    _description = "Event in the trainer's calendar"

    calendar_event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, ondelete="set null", index=True
    )

    def _sync_calendar(self):
        """Make the trainers' calendars agree with the sessions, without any mail."""
        # sudo: calendar.event - the trainer's calendar, whoever plans the session
        events_sudo = self.env["calendar.event"].sudo().with_context(**CALENDAR_CONTEXT)
        missing = self.browse()
        dropped_sudo = events_sudo
        for session_sudo in self.sudo():
            event_sudo = session_sudo.calendar_event_id.with_context(**CALENDAR_CONTEXT)
            if session_sudo.state == "cancelled":
                dropped_sudo |= event_sudo
            elif session_sudo.state == "draft":
                continue
            elif event_sudo:
                event_sudo.write(session_sudo._prepare_calendar_values())
            else:
                missing |= session_sudo
        dropped_sudo.unlink()
        events_sudo = events_sudo.create(
            [session._prepare_calendar_values() for session in missing.sudo()]
        )
        for session_sudo, event_sudo in zip(missing.sudo(), events_sudo, strict=True):
            session_sudo.calendar_event_id = event_sudo

    def _prepare_calendar_values(self):
        return {
            "name": self.course_id.name,
            "start": self.start,
            "stop": self.stop,
            "user_id": self.trainer_id.id,
            "partner_ids": [fields.Command.set(self.trainer_id.partner_id.ids)],
            # never the link: names and places of events are found by others
            "location": self.place or False,
        }
