import re
from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.own_cursor import own_cursor
from odoo.addons.hcc_collaborator.tools.localtime import local_datetime
from odoo.addons.hcc_collaborator.tools.text import fold

from ..exceptions import HelperNotFit, HelperTaken, SlotTaken

CHECK_IN_MINUTES = 15
#: an evening ends when the morning begins
MORNING_HOUR = 6
#: more sets of helpers than these are never tried for one visit
MAX_ATTEMPTS = 30
#: (helper, range) or (point, desk, range) that PostgreSQL refused
CONFLICT_KEY = re.compile(r"=\((\d+), (?:(\d+), )?")


class HccAppointmentBooking(models.AbstractModel):
    """Promises a time: finds helpers and a desk, and holds them.

    One set of helpers after another is tried, each in a savepoint: the locks taken
    in it are given back with it, so two bookings never hold what the other waits
    for. What another transaction took in the meantime is not visible here, so it
    is PostgreSQL that says so, by refusing the row.
    """

    _name = "hcc.appointment.booking"
    _description = "Booking of a Visit"

    @api.model
    def _book(
        self,
        request,
        start,
        point,
        helper=None,
        prefer=None,
        is_return=False,
        hold=None,
        free=None,
    ):
        """Promise a visit with the best free helpers, who are offered it.

        :param request: ``hcc.request`` in sudo
        :param datetime start: naive UTC
        :param point: ``hcc.service.point``, or none for a visit at home
        :param helper: this ``hcc.collaborator`` and no other
        :param prefer: try these first
        :param bool is_return: the visit continues an earlier one
        :param hold: ``hcc.slot.hold`` in sudo: this time is held for them already
        :param free: who is free, as :meth:`_ask_free` has just said
        :return: the new visit
        :raises SlotTaken: when nobody, or no desk, is free any more
        :raises HelperNotFit: when ``helper`` may not take it
        """
        values = self._prepare_visit(request, start, point) | {"is_return": is_return}
        # sudo: hcc.slot.hold - none
        hold = hold or self.env["hcc.slot.hold"].sudo()
        if not (request.need_sign or request.need_language or request.wish_gender):
            visit = self._take_over(hold, values, helper, self.create)
            if visit:
                return visit
        if free is None:
            free = self._get_free_helpers(request, values, hold._get_entries())
        free = request._first_who_fit(free)
        # sudo: hcc.collaborator - the finder's people are in sudo as well
        if helper:
            free = helper.sudo() | free
        elif prefer:
            free = (prefer.sudo() & free) | free
        return self._try_helpers(values, free, helper, self.create, hold)

    def _move_to(self, start, point, hold=None):
        """Move the promise; the helpers stay the same where they can.

        :param hold: ``hcc.slot.hold`` in sudo: the new time is held already
        :raises SlotTaken: when nobody is free then; nothing has changed then
        """
        self.ensure_one()
        before = self.assignment_ids.filtered("is_live")
        values = self._prepare_visit(self.request_id, start, point)
        # sudo: hcc.slot.hold - none
        hold = hold or self.env["hcc.slot.hold"].sudo()

        def move(vals):
            before._release("released", self.env._("The visit has moved."))
            # a release and a new row on the same time need two statements
            before.flush_recordset()
            self._write_guarded(vals)
            return self

        with self.env.cr.savepoint():
            if not self._take_over(hold, values, None, move):
                mine = before | hold._get_entries()
                free = self._get_free_helpers(self.request_id, values, mine)
                free = (before.collaborator_id & free) | free
                self._try_helpers(values, free, None, move, hold)
            staying = self.assignment_ids.filtered("is_live").collaborator_id
            self.env["hcc.message"]._tell_helpers(
                "released",
                before.filtered(lambda entry: entry.collaborator_id not in staying),
            )
        self._journal("appointment_moved", start=str(start))

    @api.model
    def _try_helpers(self, values, free, helper, apply, release):
        """Try one set of helpers after another, best first.

        :param dict values: values of the visit, without a desk
        :param free: ``hcc.collaborator`` to choose from, best first
        :param helper: must be among the chosen, or none
        :param apply: takes the values with a desk, writes, returns the visit
        :param release: ``hcc.slot.hold`` that is given back for it
        :return: the visit
        """
        needed = values["helpers_needed"]
        # who was not picked by hand was named by the finder a moment ago
        sure = () if helper else free
        tried, desks, has_looked = free.browse(), set(), False
        for _attempt in range(MAX_ATTEMPTS):
            chosen = (free - tried)[:needed]
            if len(chosen) < needed or (helper and helper not in chosen):
                break
            try:
                with self.env.cr.savepoint():
                    return self._try_once(values, chosen, desks, apply, release, sure)
            except (HelperNotFit, HelperTaken):
                if helper:
                    raise
                tried |= chosen[:1]
            except ExclusionViolation as conflict:
                first, second = self._get_conflict(conflict)
                if second:
                    desks.add(second)
                else:
                    tried |= (chosen & free.browse(first)) or chosen
                if not has_looked:
                    has_looked = True
                    people, used = self._get_taken_elsewhere(values, free, release)
                    tried, desks = tried | people, desks | used
        raise SlotTaken(self._say_taken())

    @api.model
    def _try_once(self, values, chosen, desks, apply, release, sure=()):
        """Lock, look again, write; the caller's savepoint takes it all back.

        :param sure: see ``hcc.assignment._assign``
        """
        self._lock_for(values, chosen, release)
        given_back = (self.assignment_ids | release._get_entries()).ids
        release._drop()
        release._drop_dead(values, chosen.ids)
        if values["service_point_id"]:
            values = values | {"desk": self._find_desk(values, desks)}
        visit = apply(values)
        visit.flush_recordset()
        self.env["hcc.slot.finder"]._refuse_cut_off(visit, chosen, given_back)
        if visit.state == "held":
            visit._hold_helpers(chosen, sure)
        else:
            visit._offer(chosen, sure)
        return visit

    @api.model
    def _get_taken_elsewhere(self, values, free, release):
        """What others have taken of this time since this transaction began.

        Read past its snapshot, once and without waiting, so that the last of many
        rivals does not try one helper after another. It only leaves out attempts
        that PostgreSQL would refuse.

        :return: (``hcc.collaborator``, set of desks)
        """
        own = self | release.appointment_id
        query = SQL(
            """SELECT entry.collaborator_id, visit.service_point_id, visit.desk
                 FROM hcc_assignment entry
                 JOIN hcc_appointment visit ON visit.id = entry.appointment_id
            LEFT JOIN hcc_slot_hold hold ON hold.appointment_id = visit.id
                WHERE entry.is_live AND visit.id <> ALL(%s)
                  AND entry.start < %s AND entry.stop > %s
                  AND entry.start < entry.stop
                  AND (hold.id IS NULL OR hold.expires_at > %s)
                  AND (entry.collaborator_id = ANY(%s)
                       OR visit.service_point_id = %s)""",
            own.ids,
            values["stop"],
            values["start"],
            fields.Datetime.now(),
            free.ids,
            values["service_point_id"] or None,
        )
        with own_cursor(self.env) as cr:
            cr.execute(query)
            rows = cr.fetchall()
        point = values["service_point_id"]
        people = free & free.browse({row[0] for row in rows})
        return people, {row[2] for row in rows if point and row[1] == point}

    @api.model
    def _find_desk(self, values, taken):
        """The lowest desk of the point that is free all that time."""
        # sudo: hcc.service.point - how many desks it has
        point_sudo = self.env["hcc.service.point"].sudo()
        point_sudo = point_sudo.browse(values["service_point_id"])
        for model, names in (
            (self, ("service_point_id", "desk", "state", "start", "stop")),
            (self.env["hcc.point.closure"], ("service_point_id", "state")),
        ):
            model.flush_model(names)
        # A walk-in takes no time, so it takes no desk. A closed point has none.
        rows = self.env.execute_query(
            SQL(
                """SELECT desk FROM hcc_appointment
                    WHERE service_point_id = %(point)s AND id <> ALL(%(own)s)
                      AND state IN ('held', 'booked', 'in_progress', 'done')
                      AND start < %(stop)s AND stop > %(start)s AND start < stop
                    UNION ALL
                   SELECT 0 FROM hcc_point_closure
                    WHERE service_point_id = %(point)s AND state = 'live'
                      AND start < %(stop)s AND stop > %(start)s""",
                point=point_sudo.id,
                own=self.ids,
                start=values["start"],
                stop=values["stop"],
            )
        )
        used = {row[0] for row in rows} | taken
        if 0 in used:
            raise SlotTaken(
                self.env._(
                    "This support point is closed at that time. Please choose another "
                    "time or point."
                )
            )
        for desk in range(1, point_sudo.desks + 1):
            if desk not in used:
                return desk
        raise SlotTaken(
            self.env._("All desks are taken at that time. Please choose another time.")
        )

    @api.model
    def _get_conflict(self, conflict):
        """Which helper, or which point and desk, PostgreSQL refused."""
        if conflict.diag.table_name not in ("hcc_assignment", self._table):
            raise conflict
        key = CONFLICT_KEY.search(conflict.diag.message_detail or "")
        if not key:
            return 0, 0
        return int(key[1]), int(key[2] or 0)

    @api.model
    def _ask_free(
        self,
        ward,
        place,
        point,
        procedures,
        start,
        people,
        position,
        gender=None,
    ):
        """Who could take a visit that is not written yet.

        Whoever asks before writing anything loses a time that is gone already
        without having written anything.

        :param people: (E.164 number, name) of those whose relatives are not sent
        :param gender: ``female`` or ``male``, when nobody else may come
        :return: ``hcc.collaborator`` in sudo, best first
        :raises SlotTaken: when they are too few
        """
        finder = self.env["hcc.slot.finder"]
        stop = start + timedelta(minutes=finder._get_minutes(procedures))
        free = finder._free_workers(
            ward,
            place,
            point,
            start,
            stop,
            procedures,
            phones=self._get_tie_keys(people),
            position=position,
            gender=gender,
        )
        if len(free) < finder._get_helpers_needed(place, start):
            raise SlotTaken(self._say_taken(), is_seen=True)
        return free

    @api.model
    def _get_tie_keys(self, people):
        """What relatives are known by: numbers, and names folded.

        :param people: (E.164 number, name) of each person
        """
        names = [fold(name) for _phone, name in people if name]
        return tuple([phone for phone, _name in people if phone] + names)

    @api.model
    def _say_taken(self):
        return self.env._("This time has just been taken. Please choose another one.")

    @api.model
    def _get_free_helpers(self, request, values, exclude=None):
        points = self.env["hcc.service.point"].browse(values["service_point_id"] or [])
        people = [
            (person.phone, person.name)
            for person in (request.citizen_id, request.requester_id)
        ]
        return self.env["hcc.slot.finder"]._free_workers(
            request.ward_id,
            request.place,
            points,
            values["start"],
            values["stop"],
            request.procedure_ids,
            exclude_assignments=exclude,
            phones=self._get_tie_keys(people),
            position=self.env["hcc.slot.finder"]._get_position(request),
            gender=request._get_wished_gender(),
        )

    @api.model
    def _prepare_visit(self, request, start, point):
        return {
            "request_id": request.id,
            "promised_at": fields.Datetime.now(),
            "reminded_at": False,
            **self._prepare_time(request.place, request.procedure_ids, start, point),
        }

    @api.model
    def _prepare_time(self, place, procedures, start, point):
        """Values of a visit that follow from what it is for, where and when."""
        finder = self.env["hcc.slot.finder"]
        stop = start + timedelta(minutes=finder._get_minutes(procedures))
        return {
            "place": place,
            "service_point_id": point.id if point else False,
            "start": start,
            "stop": stop,
            "helpers_needed": finder._get_helpers_needed(place, start),
            "in_hours": self.env["hcc.office.hours"]._is_office_time([start])[0],
            "checkin_due": self._get_checkin_due(place, start, stop),
        }

    @api.model
    def _get_checkin_due(self, place, start, stop):
        """When to hear from the helper after a home visit in the evening."""
        # sudo: ir.config_parameter - one word
        parameters = self.env["ir.config_parameter"].sudo()
        rule = parameters.get_param("hcc_booking.evening_home_rule")
        if place != "home" or rule != "check_in_call":
            return False
        evening = self.env["hcc.slot.finder"]._get_setting("evening_hour")
        if MORNING_HOUR <= local_datetime(start).hour < evening:
            return False
        return stop + timedelta(minutes=CHECK_IN_MINUTES)
