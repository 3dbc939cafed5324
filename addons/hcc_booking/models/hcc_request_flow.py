from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from odoo.addons.hcc_collaborator.tools.phone import format_phone, parse_phone

from ..exceptions import BookingError

REASON_LENGTH = 250
MOVERS = ("citizen", "clerk")


class HccRequestFlow(models.AbstractModel):
    """What may happen to a request, one method for each step."""

    _name = "hcc.request.flow"
    _description = "Steps of a Request"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin", "hcc.request.rating"]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "answer_deadline",
            "cancel_reason",
            "cancelled_by",
            "channel",
            "citizen_id",
            "done_at",
            "first_contact_at",
            "home_decision",
            "home_decision_reason",
            "is_walk_in",
            "partner_id",
            "place",
            "rated_at",
            "rating_channel",
            "rating_code",
            "rating_value",
            "reference",
            "requester_id",
            "service_point_id",
            "start",
            "state",
            "submit_token",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # THE CITIZEN'S TIME
    # -------------------------------------------------------------------------

    def _cancel(self, reason=False, by="citizen"):
        """Cancel the request and its visit; helpers are released and told.

        :param str reason: words of who cancels, may be empty
        :param str by: ``citizen`` or ``clerk`` (the service)
        :raises UserError: when there is nothing left to cancel
        """
        self.ensure_one()
        self._check_step(("waiting", "booked"))
        self._check_by(by)
        self._check_length(reason)
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        request_sudo._leave_line("left")
        visits_sudo = request_sudo.appointment_ids.filtered(
            lambda visit: visit.state == "booked"
        )
        visits_sudo._call_off()
        request_sudo._write_guarded(
            {
                "state": "cancelled",
                "cancel_reason": reason,
                "cancelled_by": by,
                "answer_deadline": False,
            }
        )
        request_sudo._journal("cancelled", by=by)
        self.env["hcc.message"]._tell_citizens("cancelled", self)

    def _move(self, start, service_point=None, by="citizen", hold=None):
        """Give the visit another time, which only the citizen may ask for.

        :param datetime start: naive UTC
        :param service_point: another point, or none for the same place
        :param str by: ``citizen``, or ``clerk`` who has them on the telephone
        :param hold: ``hcc.slot.hold`` in sudo: the new time is held already
        :raises SlotTaken: when nobody is free; the old time stays then
        """
        self.ensure_one()
        self._check_step(("booked",))
        self._check_by(by)
        self._check_start(start, by)
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        visit_sudo = request_sudo.current_appointment_id
        before = visit_sudo.start
        request_sudo._take_quota(start, by)
        visit_sudo._move_to(start, request_sudo._get_point(service_point), hold)
        request_sudo._write_guarded(
            {"service_point_id": visit_sudo.service_point_id.id}
        )
        request_sudo._journal("moved", by=by, before=str(before), after=str(start))
        if start < before:
            request_sudo._leave_line("served")
        self.env["hcc.waiting"]._wake()
        self.env["hcc.message"]._tell_citizens("moved", self)

    def _answer_wish(self, start, service_point=None, collaborator=None, hold=None):
        """Answer somebody who waits for a time.

        :param datetime start: naive UTC
        :param service_point: for a visit at a point
        :param collaborator: this helper, or none for the best one
        :param hold: ``hcc.slot.hold`` in sudo: the time is held already
        :return: the new ``hcc.appointment``
        :raises SlotTaken: when nobody is free
        """
        self.ensure_one()
        self._check_step(("waiting",))
        self._check_by("clerk")
        self._check_start(start, "clerk")
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        with self.env.cr.savepoint():
            visit_sudo = (
                self.env["hcc.appointment"]
                .sudo()
                ._book(
                    request_sudo,
                    start,
                    request_sudo._get_point(service_point),
                    helper=collaborator,
                    hold=hold,
                )
            )
            request_sudo._write_guarded(
                {
                    "state": "booked",
                    "answer_deadline": False,
                    "service_point_id": visit_sudo.service_point_id.id,
                }
            )
        request_sudo._journal("wish_answered", start=str(start))
        request_sudo._leave_line("served")
        request_sudo._note_first_contact()
        self.env["hcc.message"]._tell_citizens("answered", self)
        return visit_sudo.with_env(self.env)

    def _return_visit(self, start=None, wish=False):
        """Open another visit of a request whose last visit is over.

        :param datetime start: naive UTC, or none: somebody finds a time
        :param str wish: when it would suit, in words
        :return: the new ``hcc.appointment``, or none
        """
        self.ensure_one()
        self._check_step(("in_progress", "done"))
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        if request_sudo.current_appointment_id.state != "done":
            raise UserError(self.env._("First close the visit that is under way."))
        if start:
            self._check_start(start, "clerk")
            with self.env.cr.savepoint():
                visit_sudo = (
                    self.env["hcc.appointment"]
                    .sudo()
                    ._book(
                        request_sudo,
                        start,
                        request_sudo.service_point_id,
                        prefer=request_sudo.current_appointment_id.lead_id,
                        is_return=True,
                    )
                )
                request_sudo._write_guarded({"state": "booked", "done_at": False})
            self.env["hcc.message"]._tell_citizens("answered", self)
        else:
            visit_sudo = request_sudo.appointment_ids.browse()
            request_sudo._wait_for_time(wish or self.env._("A return visit"))
        self.env["hcc.message"].sudo()._take_back(request_sudo, ("rating",))
        request_sudo._journal("return_visit", start=str(start) if start else False)
        return visit_sudo.with_env(self.env)

    # -------------------------------------------------------------------------
    # HOW IT GOES ON, told by the visit
    # -------------------------------------------------------------------------

    def _begin(self, at):
        self._write_guarded({"state": "in_progress"})
        self._note_first_contact(at)
        self._journal("begun")

    def _finish(self, at):
        """The visit is over; ask for a rating unless more is to come."""
        ending = self.filtered(
            lambda request: request.state in ("booked", "in_progress")
        )
        ending._write_guarded({"state": "done", "done_at": at})
        ending._note_first_contact(at)
        ending._journal("done")
        self.env["hcc.message"]._tell_citizens(
            "rating", ending.filtered(lambda request: not request.rating_value)
        )

    def _miss(self):
        self._write_guarded({"state": "no_show"})
        self._journal("no_show")

    def _note_first_contact(self, at=None):
        unknown = self.filtered(lambda request: not request.first_contact_at)
        unknown._write_guarded({"first_contact_at": at or fields.Datetime.now()})

    def _wait_for_time(self, wish):
        """Put the request among those to be answered, with a deadline."""
        self._write_guarded(
            {
                "state": "waiting",
                "done_at": False,
                "answer_deadline": self._get_answer_deadline(fields.Datetime.now()),
            }
        )
        self.write({"wish": wish})

    # -------------------------------------------------------------------------
    # FINDING AND TELLING
    # -------------------------------------------------------------------------

    @api.model
    def _find_by_reference(self, reference, phone):
        """The request that a citizen asks about.

        :param str reference: as typed
        :param str phone: of the person or of who asked for them
        :return: ``hcc.request`` in sudo, or none; which of the two was wrong is
            not told
        """
        # sudo: hcc.request - both the reference and the phone must fit
        request_sudo = (
            self.env["hcc.request"]
            .sudo()
            .search([("reference", "=", (reference or "").strip().upper())], limit=1)
        )
        try:
            number = parse_phone(phone)
        except ValueError:
            return request_sudo.browse()
        if not request_sudo:
            return request_sudo
        fits = [consteq(number, phone) for phone in request_sudo._get_phones()]
        return request_sudo if any(fits) else request_sudo.browse()

    def _get_phones(self):
        """Phones of the person and of who asked."""
        self.ensure_one()
        # one by one: a union would lose what the other requests prefetch
        people = (self.citizen_id, self.requester_id)
        return tuple(person.phone for person in people if person.phone)

    def _get_people_to_tell(self):
        """Whom to tell: the person and who asked, but each phone once."""
        self.ensure_one()
        people = self.env["hcc.citizen"]
        seen = set()
        # one by one: a union would lose what the other requests prefetch
        for person in (self.citizen_id, self.requester_id):
            way = person.phone or person.email
            if way and way not in seen:
                seen.add(way)
                people |= person
        return people

    def _get_helper_note(self):
        """What the helper should know besides name, phone and address."""
        self.ensure_one()
        lines = [self._get_door_note(), ", ".join(self._get_needs_words())]
        lines += [self.description or "", self.wish or ""]
        asker = self.requester_id
        if asker:
            lines.append(
                self.env._(
                    "Asked for by %(name)s, %(phone)s",
                    name=asker.name,
                    phone=format_phone(asker.phone) if asker.phone else "–",
                )
            )
        return "\n".join(line for line in lines if line)

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    def _check_step(self, states):
        """Whether the user may change the request, and it is in such a state."""
        self.check_access("write")
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done: request %(reference)s is “%(state)s”.",
                    reference=self.reference,
                    state=labels[self.state],
                )
            )

    def _check_by(self, by):
        if by not in MOVERS:
            raise UserError(
                self.env._("A promised time changes with the citizen alone.")
            )
        if by == "clerk" and not self.env.su:
            if self.ward_id not in self.env.user.hcc_clerk_ward_ids:
                raise AccessError(
                    self.env._("This request belongs to a ward that is not yours.")
                )

    def _check_start(self, start, by):
        """A time in the future, with notice when the citizen chooses it alone."""
        now = fields.Datetime.now()
        finder = self.env["hcc.slot.finder"]
        earliest = finder._get_earliest(self.place) if by == "citizen" else now
        if start < now:
            raise BookingError({"start": self.env._("This time is over already.")})
        if start < earliest:
            raise BookingError(
                {"start": self.env._("This time is too near. Choose a later one.")}
            )
        if start > finder._get_latest() and by == "citizen":
            raise BookingError({"start": self.env._("This time is too far away.")})

    def _check_length(self, reason):
        if reason and len(reason) > REASON_LENGTH:
            raise BookingError({"reason": self._say_too_long(REASON_LENGTH)})

    def _say_too_long(self, limit):
        return self.env._("At most %(limit)s characters, please.", limit=limit)

    def _get_point(self, service_point):
        """The point of a visit of this request, checked against its ward."""
        # sudo: hcc.service.point - the public and portal users choose one
        point = (service_point or self.service_point_id).sudo()
        if self.place == "home":
            return point.browse()
        if not point or not point.active or point.ward_id != self.ward_id:
            raise BookingError(
                {"service_point_id": self.env._("Choose a support point of the ward.")}
            )
        return point

    @api.model
    def _get_answer_deadline(self, now):
        hours = self.env["hcc.slot.finder"]._get_setting("wish_answer_hours")
        return now + timedelta(hours=hours)
