import secrets
from datetime import timedelta

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ..exceptions import BookingError
from ..tools.locks import lock_text

#: how long a time is held, unless the administrator sets another
HOLD_MINUTES = 10
#: WCAG 2.2.1 asks for ten at least
MAX_EXTENSIONS = 10
SWEEP_LIMIT = 200


class HccSlotHold(models.Model):
    """A time that nobody else gets while somebody fills in the form.

    What keeps others away are the held visit and its held assignments; this says
    for whom, and until when. All three go together: whoever gives a hold back, or
    makes a visit of it, deletes them. A hold that is over stays until somebody
    needs its time or the job sweeps it, so that a late form still finds it.
    """

    _name = "hcc.slot.hold"
    _description = "Held Time"
    _inherit = ["hcc.slot.hold.match", "hcc.ward.scoped.mixin"]
    _order = "expires_at, id"
    _rec_name = "start"

    token = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(24),
        groups="base.group_system",
    )
    visitor = fields.Char(required=True, readonly=True, groups="base.group_system")
    kind = fields.Selection(
        [("form", "While a form is filled in"), ("offer", "Offer of an earlier time")],
        required=True,
        readonly=True,
        default="form",
    )
    user_id = fields.Many2one("res.users", "Held by", readonly=True, ondelete="cascade")
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")],
        required=True,
        readonly=True,
    )
    service_point_id = fields.Many2one("hcc.service.point", readonly=True)
    procedure_ids = fields.Many2many("hcc.procedure", readonly=True)
    # where the home is, when that is known: ways to it are counted from there
    latitude = fields.Float(
        digits=(9, 6), readonly=True, aggregator=None, groups="base.group_system"
    )
    longitude = fields.Float(
        digits=(9, 6), readonly=True, aggregator=None, groups="base.group_system"
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime("End", required=True, readonly=True)
    expires_at = fields.Datetime("Held until", required=True, readonly=True)
    extensions = fields.Integer("Times extended", readonly=True, aggregator=None)
    appointment_id = fields.Many2one(
        "hcc.appointment",
        "Held visit",
        required=True,
        readonly=True,
        ondelete="cascade",
        groups="base.group_system",
    )

    _token_unique = models.Constraint("UNIQUE (token)", "This token is known already.")
    _appointment_unique = models.Constraint(
        "UNIQUE (appointment_id)", "This visit is held already."
    )
    _visitor_unique = models.UniqueIndex(
        "(visitor, kind)", "A visitor holds one time only."
    )
    _expires_idx = models.Index("(expires_at)")

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    @api.model
    def _take(
        self,
        ward,
        place,
        point,
        procedures,
        start,
        visitor,
        phones=(),
        minutes_valid=None,
        kind="form",
        position=None,
        moving=None,
        gender=None,
    ):
        """Hold a time; a visitor holds one, and gives the former back for it.

        :param ward: ``hcc.ward``
        :param str place: ``home`` or ``point``
        :param point: ``hcc.service.point``, or none at home
        :param procedures: ``hcc.procedure``; none = not known yet
        :param datetime start: naive UTC
        :param str visitor: key of a browser's session, or ``user:ID``
        :param phones: E.164 numbers of people whose relatives are not sent
        :param minutes_valid: how long; the setting by default
        :param str kind: ``form``, or ``offer`` of the waiting list
        :param position: (latitude, longitude) of a home, where it is known
        :param moving: ``hcc.assignment`` of a visit that is to move there: looked
            through, and their helpers are tried first
        :param gender: ``female`` or ``male``, when nobody else may come
        :return: ``hcc.slot.hold`` in sudo; the same when it is held already
        :raises SlotTaken: when nobody is free; the former hold stays then
        :raises BookingError: when the time is over, too near or too far
        """
        lock_text(self.env.cr, f"hold:{visitor}")
        # sudo: hcc.slot.hold, hcc.appointment - strangers hold through this method
        holds_sudo, visits_sudo = self.sudo(), self.env["hcc.appointment"].sudo()
        point = point if place == "point" and point else point and point.browse()
        values = visits_sudo._prepare_time(place, procedures, start, point)
        mine = holds_sudo.search([("visitor", "=", visitor), ("kind", "=", kind)])
        if mine and mine._is_live() and mine._is_same(ward, values, procedures):
            return mine
        self._check_start(start, place, kind)
        asked = {"procedures": procedures, "phones": phones, "gender": gender}
        if position:
            asked["position"] = position
        with self.env.cr.savepoint():
            visit = visits_sudo._hold(ward, values, mine, moving, **asked)
            minutes = minutes_valid or self._get_minutes()
            vals = self._prepare_hold(visit, procedures, position, minutes)
            try:
                with self.env.cr.savepoint():
                    return holds_sudo.create(vals | {"visitor": visitor, "kind": kind})
            except UniqueViolation as twice:
                raise ConcurrencyError("visitor") from twice

    @api.model
    def _extend(self, token, visitor):
        """Hold the time a while longer from now on, also when it just ran out.

        :return: the hold in sudo, or none when its time has gone to others
        :raises UserError: when it was extended as often as it may be
        """
        hold_sudo = self._get(token, visitor)
        if not hold_sudo:
            return hold_sudo
        if hold_sudo.extensions >= MAX_EXTENSIONS:
            raise UserError(
                self.env._(
                    "This time cannot be held any longer. Finish the form now: the "
                    "time is booked if it is still free then, and nothing that you "
                    "typed is lost."
                )
            )
        hold_sudo.write(
            {
                "expires_at": fields.Datetime.now()
                + timedelta(minutes=self._get_minutes()),
                "extensions": hold_sudo.extensions + 1,
            }
        )
        hold_sudo.flush_recordset()
        return hold_sudo

    @api.model
    def _release(self, token, visitor):
        """Give the time back.

        :return: whether there was one
        """
        return bool(self._get(token, visitor)._drop())

    def _drop(self):
        """Delete the holds with what they hold, as one.

        Everybody locks the hold before its visit, so nobody waits in a circle. When
        another transaction changed one in the meantime, PostgreSQL refuses, and the
        caller's request starts over.

        :return: how many there still were
        """
        if not self:
            return 0
        found = self.env.execute_query(
            SQL(
                """SELECT id, appointment_id FROM hcc_slot_hold
                    WHERE id IN %s ORDER BY id FOR UPDATE""",
                self._ids,
            )
        )
        self._delete([visit_id for _id, visit_id in found])
        return len(found)

    @api.model
    def _delete(self, visit_ids):
        """Delete held visits; foreign keys delete their assignments and holds."""
        if not visit_ids:
            return
        visits = self.env["hcc.appointment"]
        visits.flush_model()
        self.env["hcc.assignment"].flush_model()
        self.flush_model()
        self.env.execute_query(
            SQL(
                """DELETE FROM hcc_appointment
                    WHERE id IN %s AND state = 'held' RETURNING id""",
                tuple(visit_ids),
            )
        )
        visits.invalidate_model()
        self.env["hcc.assignment"].invalidate_model()
        self.invalidate_model()

    @api.model
    def _drop_dead(self, values, people_ids, visit_ids=()):
        """Delete the holds that are over and stand in the way of a visit.

        The caller has the locks of the people and of the point: whoever makes a
        visit of such a hold meanwhile waits for them, or came first.

        :param dict values: ``start``, ``stop`` and ``service_point_id``
        :param people_ids: ids of the helpers who are to go
        """
        dead = self.env.execute_query(
            SQL(
                """SELECT h.id FROM hcc_slot_hold h
                    WHERE h.expires_at <= %(now)s
                      AND h.start < %(stop)s AND h.stop > %(start)s
                      AND (h.service_point_id = %(point)s
                           OR EXISTS (SELECT 1 FROM hcc_assignment s
                                       WHERE s.appointment_id = h.appointment_id
                                         AND s.collaborator_id = ANY(%(people)s)))""",
                # the clock, not the beginning of the transaction: it may have waited
                now=fields.Datetime.now(),
                start=values["start"],
                stop=values["stop"],
                point=values["service_point_id"] or None,
                people=list(people_ids),
            )
        )
        self.browse(row[0] for row in dead)._drop()

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_sweep(self):
        """Delete the holds that are over."""
        done = self._sweep()
        self.env["ir.cron"]._commit_progress(done, remaining=0)

    @api.model
    def _sweep(self):
        """Delete a batch of them; those that somebody works on are left alone.

        :return: how many were deleted
        """
        try:
            with self.env.cr.savepoint():
                dead = self.env.execute_query(
                    SQL(
                        """SELECT id, appointment_id FROM hcc_slot_hold
                            WHERE expires_at <= %s ORDER BY id LIMIT %s
                              FOR UPDATE SKIP LOCKED""",
                        fields.Datetime.now(),
                        SWEEP_LIMIT,
                    )
                )
                self._delete([visit_id for _id, visit_id in dead])
                return len(dead)
        except SerializationFailure:
            # somebody extended or used one at this moment: the next run sees it
            return 0

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    @api.model
    def _get(self, token, visitor, kind="form"):
        """The hold of a form, for the visitor whose it is.

        :return: ``hcc.slot.hold`` in sudo, or none
        """
        # sudo: hcc.slot.hold - the token is random, and the visitor must fit
        holds_sudo = self.sudo()
        if not all(text and isinstance(text, str) for text in (token, visitor)):
            return holds_sudo.browse()
        return holds_sudo.search(
            [("token", "=", token), ("visitor", "=", visitor), ("kind", "=", kind)],
            limit=1,
        )

    @api.model
    def _get_mine(self, visitor):
        """What a visitor holds just now while filling in a form.

        :return: ``hcc.slot.hold`` in sudo, or none
        """
        # sudo: hcc.slot.hold - the visitor's own
        holds_sudo = self.sudo()
        if not visitor:
            return holds_sudo.browse()
        found = holds_sudo.search([("visitor", "=", visitor), ("kind", "=", "form")])
        return found.filtered(lambda hold: hold._is_live())

    def _get_entries(self):
        """The held assignments."""
        # sudo: hcc.assignment - who is held is nobody's business; callers may know
        return self.sudo().appointment_id.assignment_ids

    def _get_seconds_left(self):
        self.ensure_one()
        return max(int((self.expires_at - fields.Datetime.now()).total_seconds()), 0)

    @api.model
    def _prepare_hold(self, visit_sudo, procedures, position, minutes):
        vals = {
            "user_id": self._get_holder(),
            "ward_id": visit_sudo.ward_id.id,
            "place": visit_sudo.place,
            "service_point_id": visit_sudo.service_point_id.id,
            "procedure_ids": procedures.ids if procedures else [],
            "start": visit_sudo.start,
            "stop": visit_sudo.stop,
            "expires_at": fields.Datetime.now() + timedelta(minutes=minutes),
            "appointment_id": visit_sudo.id,
        }
        if position:
            vals["latitude"], vals["longitude"] = position
        return vals

    @api.model
    def _get_minutes(self):
        """How long a time is held while a form is filled in."""
        # sudo: ir.config_parameter - one number, whoever asks
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("hcc_booking.hold_minutes") or ""
        return max(int(value), 1) if value.isdecimal() else HOLD_MINUTES

    @api.model
    def _get_holder(self):
        user = self.env.user
        return user.id if user._is_internal() and not self.env.su else False

    @api.model
    def _check_start(self, start, place, kind):
        """Citizens hold what the page may offer; the office any coming time."""
        finder = self.env["hcc.slot.finder"]
        now = fields.Datetime.now()
        own = kind == "form" and not self.env.user._is_internal()
        if start < now:
            raise BookingError({"start": self.env._("This time is over already.")})
        if not own:
            return
        if start < finder._get_earliest(place):
            raise BookingError(
                {"start": self.env._("This time is too near. Choose a later one.")}
            )
        if start > finder._get_latest():
            raise BookingError({"start": self.env._("This time is too far away.")})
