from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import SQL

from ..tools.locks import lock_text
from .hcc_request_needs import MORE_NEEDS, NEEDS

#: what must never stand in a statement that PostgreSQL refuses, and so in the log
PERSONAL = (
    *("description", "wish", "latitude", "longitude", "quota_reason"),
    *(*NEEDS, *MORE_NEEDS),
)


class HccBooking(models.AbstractModel):
    """Takes requests for help: the one door for pages, counter and telephone."""

    _name = "hcc.booking"
    _description = "Booking"
    _inherit = [
        "hcc.booking.input",
        "hcc.booking.home",
        "hcc.booking.tell",
        "hcc.booking.needs",
        "hcc.booking.quota",
        "hcc.booking.consent",
        "hcc.booking.walk.in",
        "hcc.booking.illness",
    ]

    @api.model
    def _submit(self, values, now=None):
        """Make one request out of one form, however often the form is sent.

        :param dict values: ``submit_token`` (the same for each sending of one
            form), ``ward_id``, ``place``, ``service_point_id``, ``procedure_ids``,
            ``description``, ``eid_level2``, ``own_sim``, ``difficulty_travelling``,
            ``start`` (naive UTC; none = ``wish`` says in words which time suits),
            ``name``, ``phone``, ``address``, ``email``, ``birth_year``,
            ``on_behalf`` with ``requester_relation``, ``requester_name`` and
            ``requester_phone``, ``consent_text_id``, ``channel``; of a portal user
            ``partner_id``; of a clerk ``citizen_id`` (a known person) and
            ``collaborator_id`` (this helper and no other); of who holds the time
            already ``hold_token`` and ``visitor``; of a wish ``waiting``: also put
            it on the waiting list; what would help the person: ``need_sign``,
            ``need_large_print``, ``need_step_free``, ``has_companion`` and in words
            ``need_language``; ``wish_gender``: ``female`` or ``male``
        :param datetime now: naive UTC, for records of the past
        :return: ``hcc.request`` in sudo: booked with its best helpers, or waiting
            for a time
        :raises BookingError: with all that is wrong in ``errors``
        :raises SlotTaken: when the time is not free any more; nothing is kept
        """
        known = self._find_submitted(values.get("submit_token"))
        if known:
            return known
        clean = self._read_values(values, now or fields.Datetime.now())
        self._check_reach(clean)
        self._check_quota(clean, values, now)
        hold = self.env["hcc.slot.hold"]._get(
            values.get("hold_token"), values.get("visitor")
        )
        free = None
        if clean["start"] and not hold and not clean["collaborator_id"]:
            free = self._ask_free(clean)
        with self.env.cr.savepoint():
            request_sudo = self._create_request(clean, now)
            if clean["start"]:
                # sudo: hcc.appointment - the public books without reading visits
                visits_sudo = self.env["hcc.appointment"].sudo()
                visits_sudo._book(
                    request_sudo,
                    clean["start"],
                    clean["service_point_id"],
                    helper=clean["collaborator_id"],
                    hold=hold,
                    free=free,
                )
                self.env["hcc.message"]._tell_citizens("confirmed", request_sudo)
            else:
                self.env["hcc.waiting"]._take_wish(request_sudo, values.get("waiting"))
        return request_sudo

    @api.model
    def _ask_free(self, clean):
        """Who is free for a form, before anything of it is written.

        :raises SlotTaken: when nobody is
        """
        known_sudo = clean["citizen_id"]
        position = clean.get("latitude"), clean.get("longitude")
        # sudo: hcc.appointment - the public books without reading visits
        visits_sudo = self.env["hcc.appointment"].sudo()
        return visits_sudo._ask_free(
            clean["ward_id"],
            clean["place"],
            clean["service_point_id"],
            clean["procedure_ids"],
            clean["start"],
            people=[
                (clean["phone"] or known_sudo.phone, clean["name"] or known_sudo.name),
                (clean["requester_phone"], clean["requester_name"]),
            ],
            position=position if any(position) else None,
            gender=clean["needs"].get("wish_gender"),
        )

    @api.model
    def _find_submitted(self, token):
        """The request that this form made already."""
        # sudo: hcc.request - the token is random and only the form knows it
        requests_sudo = self.env["hcc.request"].sudo()
        if not token or not isinstance(token, str):
            return requests_sudo
        requests_sudo.flush_model(["submit_token"])
        rows = self.env.execute_query(
            SQL("SELECT id FROM hcc_request WHERE submit_token = %s", token)
        )
        return requests_sudo.browse(row[0] for row in rows)

    @api.model
    def _check_reach(self, clean):
        """People of the service book within their wards; citizens for any."""
        user = self.env.user
        if self.env.su or not user._is_internal():
            return
        if clean["ward_id"] not in user.hcc_clerk_ward_ids:
            raise AccessError(
                self.env._("You book help in your own wards. This is another one.")
            )

    @api.model
    def _create_request(self, clean, now=None, **extra):
        """Write the request, the people and the consent.

        :param extra: other values of the request
        :raises ConcurrencyError: when the same form is being sent a second time
            just now: the second then starts over and finds the first one's request
        """
        lock_text(self.env.cr, clean["submit_token"])
        citizen_sudo, requester_sudo = self._create_people(clean)
        values = self._prepare_request(clean, citizen_sudo, requester_sudo, now)
        values |= extra
        # PostgreSQL's refusal is logged with the values: words of people come after
        words = {name: values.pop(name) for name in PERSONAL if name in values}
        try:
            # sudo: hcc.request - made here alone
            request_sudo = self.env["hcc.request"].sudo().create(values)
        except UniqueViolation as twice:
            # the savepoint of the caller, or the request, is rolled back
            raise ConcurrencyError("submit_token") from twice
        request_sudo._write_guarded(words)
        if citizen_sudo:
            self._create_consent(clean, citizen_sudo, requester_sudo, request_sudo, now)
        return request_sudo

    @api.model
    def _create_people(self, clean):
        # sudo: hcc.citizen - the public writes itself down without reading others
        people_sudo = self.env["hcc.citizen"].sudo()
        citizen_sudo = clean["citizen_id"]
        values = self._prepare_citizen(clean)
        if citizen_sudo:
            changed = {
                name: value
                for name, value in values.items()
                if value and name != "ward_id" and citizen_sudo[name] != value
            }
            if changed:
                citizen_sudo.write(changed)
        elif clean["name"]:
            citizen_sudo = people_sudo.create(values)
        requester_sudo = people_sudo.browse()
        if clean["on_behalf"]:
            requester_sudo = people_sudo.create(
                {
                    "name": clean["requester_name"],
                    "phone": clean["requester_phone"],
                    "ward_id": clean["ward_id"].id,
                    **self._prepare_tell(clean, is_requester=True),
                }
            )
        return citizen_sudo, requester_sudo

    # -------------------------------------------------------------------------
    # VALUES
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_citizen(self, clean):
        return {
            "name": clean["name"],
            "phone": clean["phone"],
            "email": clean["email"],
            "address": clean["address"],
            "address_note": clean.get("address_note"),
            "birth_year": clean["birth_year"],
            "ward_id": clean["ward_id"].id,
            "partner_id": False if clean["on_behalf"] else clean["partner_id"].id,
            **self._prepare_tell(clean),
        }

    @api.model
    def _prepare_request(self, clean, citizen_sudo, requester_sudo, now=None):
        requests = self.env["hcc.request"]
        waits = not clean["start"]
        return {
            "submit_token": clean["submit_token"],
            "ward_id": clean["ward_id"].id,
            "citizen_id": citizen_sudo.id,
            "requester_id": requester_sudo.id,
            "requester_relation": clean["requester_relation"],
            "partner_id": clean["partner_id"].id,
            "place": clean["place"],
            "service_point_id": clean["service_point_id"].id,
            "procedure_ids": clean["procedure_ids"].ids,
            "description": clean["description"],
            "wish": clean["wish"],
            "difficulty_travelling": clean["difficulty_travelling"],
            "eid_level2": clean["eid_level2"],
            "own_sim": clean["own_sim"],
            "channel": clean["channel"],
            "state": "waiting" if waits else "booked",
            "answer_deadline": waits
            and requests._get_answer_deadline(now or fields.Datetime.now()),
            **self._prepare_home(clean, now),
            **clean.get("quota", {}),
            **clean.get("needs", {}),
        }
