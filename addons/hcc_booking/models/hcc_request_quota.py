from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError

from ..exceptions import BookingError
from .hcc_citizen import PERSONAL_GROUPS

CLOSED_STATES = ("done", "cancelled", "no_show")


class HccRequestQuota(models.AbstractModel):
    """The numbered place that a live request takes of its person's day.

    Like a desk of a point: PostgreSQL lets no two live requests of one person have
    the same place on one day, so counting wrongly cannot give more than allowed.
    """

    _name = "hcc.request.quota"
    _description = "Place in the Quota of a Person"
    _inherit = ["hcc.guard.mixin"]

    # digest of person and day; says nothing without the database's secret
    quota_key = fields.Char(copy=False, groups="base.group_system")
    quota_place = fields.Integer(copy=False, groups="base.group_system")
    quota_reason = fields.Char(
        "Why More Than Usual",
        copy=False,
        groups=PERSONAL_GROUPS,
        help="A clerk booked beyond the quota of a person and day, for this reason.",
    )

    _quota_place_unique = models.UniqueIndex(
        "(quota_key, quota_place) WHERE quota_key IS NOT NULL "
        "AND state IN ('waiting', 'booked', 'in_progress')",
        "This person has as many appointments on this day as are allowed.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "quota_key",
            "quota_place",
            "quota_reason",
        }

    def _write_guarded(self, vals):
        """A request that is over gives its place back; a new time needs another."""
        state = vals.get("state")
        if state in CLOSED_STATES:
            vals = {**vals, "quota_key": False, "quota_place": False}
        res = super()._write_guarded(vals)
        if vals.get("quota_reason"):
            self._journal("quota_passed")
        if state in ("waiting", "booked"):
            for request in self:
                start = state == "booked" and request.current_appointment_id.start
                request._take_quota(start, by="clerk")
        return res

    def _take_quota(self, start, by):
        """Take a place of the day on which the visit is now.

        :param datetime start: naive UTC, or none for a request without a time
        :param str by: ``citizen``, who is refused when the day is full; whoever of
            the service gives a time has looked at the person's appointments
        :raises BookingError: when the day is full
        :raises ConcurrencyError: when another request takes the place just now:
            the whole starts over and sees it
        """
        quota = self.env["hcc.booking"]
        limit = quota._get_quota_limit()
        if not limit:
            return
        # sudo: hcc.request - the place in the quota is nobody's to read
        request_sudo = self.sudo()
        phones = request_sudo._get_phones()
        key = quota._get_quota_key(request_sudo.citizen_id.name, phones, start)
        if key == request_sudo.quota_key:
            return
        nearby = quota._get_nearby((), key, ())
        taken = {row.quota_place for row in nearby if row.id != self.id}
        place = quota._get_free_place(taken, limit)
        if not place and by == "citizen":
            raise BookingError({"start": quota._say_full(start, limit)})
        try:
            with self.env.cr.savepoint():
                request_sudo._write_guarded(
                    {"quota_key": key if place else False, "quota_place": place}
                )
                request_sudo.flush_recordset(["quota_key", "quota_place"])
        except UniqueViolation as taken_now:
            raise ConcurrencyError("quota_place") from taken_now
        if not place:
            request_sudo._journal("quota_passed")
