from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

#: nobody waits that long before the time; whoever says so mixed up the day
BEFORE = timedelta(hours=3)


class HccAppointmentArrival(models.AbstractModel):
    """Somebody with an appointment at a support point is there."""

    _name = "hcc.appointment.arrival"
    _description = "Arrival at a Support Point"
    _inherit = ["hcc.guard.mixin"]

    arrived_at = fields.Datetime("Here Since", copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"arrived_at"}

    def action_arrived(self):
        """A clerk sees that the person is here; the helper is told at once."""
        self.check_access("write")
        for visit in self:
            visit._arrive("clerk")
        return True

    def _arrive(self, by):
        """The person is at the point; saying it twice tells the helper once.

        :param str by: ``citizen`` or ``clerk``
        :raises UserError: when the visit is not at a point today
        """
        self.ensure_one()
        if self.arrived_at and self._is_today():
            return
        if not self._can_arrive():
            raise UserError(
                self.env._(
                    "Only somebody with an appointment at a support point today "
                    "can be here."
                )
            )
        visit_sudo = self.sudo()  # sudo: hcc.appointment - the caller checked
        visit_sudo._write_guarded({"arrived_at": fields.Datetime.now()})
        visit_sudo._journal("arrived", by=by)
        helpers_sudo = visit_sudo.assignment_ids.filtered(
            lambda entry: entry.state in ("offered", "accepted")
        )
        self.env["hcc.message"]._tell_helpers("arrived", helpers_sudo)
        # sudo: ir.cron - somebody stands there and waits
        self.env.ref("hcc_booking.ir_cron_hcc_message_send").sudo()._trigger()

    def _can_arrive(self):
        """Whether the person may say now that they are here."""
        self.ensure_one()
        now = fields.Datetime.now()
        return (
            self.state == "booked"
            and self.place == "point"
            and self._is_today()
            and self.start - BEFORE <= now
        )

    def _is_today(self):
        return local_date(self.start) == local_date(fields.Datetime.now())

    def _get_today_domain(self):
        """Visits at a point today that have not begun."""
        today = local_date(fields.Datetime.now())
        return (
            Domain("state", "=", "booked")
            & Domain("place", "=", "point")
            & Domain("start", ">=", utc_datetime(today))
            & Domain("start", "<", utc_datetime(today, 24))
        )
