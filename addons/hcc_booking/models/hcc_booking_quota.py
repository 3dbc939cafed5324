import hashlib
import hmac
from datetime import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date
from odoo.addons.hcc_collaborator.tools.text import fold

from ..exceptions import BookingDoubt, BookingError

#: the day of requests that have no time yet
NO_DAY = "waiting"
#: enough to know; a ward official's telephone has many more
MOST_ROWS = 100


class Nearby(NamedTuple):
    """A live request of the same telephone or of the same person."""

    id: int
    reference: str
    start: datetime | None
    quota_key: str | None
    quota_place: int | None
    search_key: str | None
    same_procedure: bool


class HccBookingQuota(models.AbstractModel):
    """How many live requests a person may have on one day, and who is warned.

    One query tells all: which places of the day are taken, how many requests this
    telephone has, and whether the same person has the same visit already.
    """

    _name = "hcc.booking.quota"
    _description = "Quota of a Person and Day"

    @api.model
    def _check_quota(self, clean, values, now=None):
        """Find a place in the person's day, and say what looks wrong.

        Adds ``quota`` to ``clean``: values of the request.

        :param dict clean: see ``hcc.booking.input``
        :param dict values: as sent; ``may_doubt``: the sender can ask the person
            back; ``is_sure``: and has done so; ``quota_reason``: a clerk's words why
            this person gets more than others
        :param datetime now: set for records of the past, which need no place
        :raises BookingError: when the day is full
        :raises BookingDoubt: when the person should look again; never for long
        """
        clean["quota"] = {}
        limit = self._get_quota_limit()
        is_asking = values.get("may_doubt") and not values.get("is_sure")
        if now or not (limit or is_asking):
            return
        phones = self._get_asking_phones(clean)
        name = clean["name"] or clean["citizen_id"].name
        key = self._get_quota_key(name, phones[:1], clean["start"])
        nearby = self._get_nearby(phones, key, clean["procedure_ids"].ids)
        if limit:
            clean["quota"] = self._take_place(clean, values, key, limit, nearby)
        if is_asking:
            self._doubt(nearby, fold(name), clean["start"])

    @api.model
    def _take_place(self, clean, values, key, limit, nearby):
        taken = {row.quota_place for row in nearby if row.quota_key == key}
        place = self._get_free_place(taken, limit)
        if place:
            return {"quota_key": key, "quota_place": place}
        # Strangers come in sudo: only a clerk of the ward gives more, with a reason.
        if self.env.su or not self.env.user._is_internal():
            raise BookingError({"start": self._say_full(clean["start"], limit)})
        reason = str(values.get("quota_reason") or "").strip()
        if not reason:
            raise BookingError(
                {
                    "quota_reason": self.env._(
                        "This person has %(limit)s appointments on this day "
                        "already. Say why one more is needed.",
                        limit=limit,
                    )
                }
            )
        return {"quota_reason": reason[:250]}

    @api.model
    def _doubt(self, nearby, name, start):
        """Ask back once when this may be a second booking by mistake.

        :raises BookingDoubt: the page asks; whoever answers yes books
        """
        doubles = [row for row in nearby if row.search_key == name]
        doubles = [
            row
            for row in doubles
            if row.same_procedure
            or (start and row.start and local_date(start) == local_date(row.start))
        ]
        if doubles or len(nearby) >= self._get_number("quota_phone_warning", 3):
            raise BookingDoubt(
                self._say_doubt(len(nearby)), [row.reference for row in doubles]
            )

    @api.model
    def _say_doubt(self, count):
        # Neutral: who only guesses a name and a number learns no more than this.
        return self.env._(
            "This telephone number has other appointments already: %(count)s. If you "
            "booked before, you need not book again. If this is a new matter, or "
            "you book for somebody else, please press the button once more.",
            count=count,
        )

    @api.model
    def _say_full(self, start, limit):
        if not start:
            return self.env._(
                "This person waits for an answer to %(limit)s requests already. We "
                "call you. If you need more, please call us.",
                limit=limit,
            )
        return self.env._(
            "This person has %(limit)s appointments on this day already. Please "
            "choose another day, or call us: we can add one when it is needed.",
            limit=limit,
        )

    # -------------------------------------------------------------------------
    # READING
    # -------------------------------------------------------------------------

    @api.model
    def _get_nearby(self, phones, key, procedure_ids):
        """Live requests of these telephones or of this person and day.

        :rtype: list of :class:`Nearby`
        """
        self.env["hcc.request"].flush_model()
        self.env["hcc.citizen"].flush_model(["phone", "search_key"])
        people = SQL(
            "ARRAY(SELECT id FROM hcc_citizen WHERE phone = ANY(%s))", list(phones)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id, r.reference, r.start, r.quota_key, r.quota_place,
                       c.search_key,
                       EXISTS (SELECT 1 FROM %(what_for)s p
                                WHERE p.hcc_request_id = r.id
                                  AND p.hcc_procedure_id = ANY(%(procedures)s))
                  FROM hcc_request r
                  LEFT JOIN hcc_citizen c ON c.id = r.citizen_id
                 WHERE r.state IN ('waiting', 'booked', 'in_progress')
                   AND (r.citizen_id = ANY(%(people)s)
                        OR r.requester_id = ANY(%(people)s)
                        OR r.quota_key = %(key)s)
                 ORDER BY (r.quota_key = %(key)s) DESC NULLS LAST, r.id DESC
                 LIMIT %(most)s
                """,
                what_for=SQL.identifier(
                    self.env["hcc.request"]._fields["procedure_ids"].relation
                ),
                procedures=list(procedure_ids),
                people=people,
                key=key,
                most=MOST_ROWS,
            )
        )
        return [Nearby(*row) for row in rows]

    @api.model
    def _get_asking_phones(self, clean):
        """Telephones of this form, that of the person first."""
        phones = (
            clean["phone"] or clean["citizen_id"].phone,
            clean["requester_phone"],
        )
        return [phone for phone in phones if phone]

    @api.model
    def _get_quota_key(self, name, phones, start):
        """A digest that is the same for one person and day, and says nothing.

        :param str name: of the person
        :param phones: the first is the person's, or of who asks
        :param datetime start: naive UTC, or none while there is no time
        """
        # sudo: ir.config_parameter - the secret of the database
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        secret = parameters_sudo.get_param("database.secret", "")
        day = local_date(start).isoformat() if start else NO_DAY
        text = "|".join((fold(name or ""), *list(phones)[:1], day))
        return hmac.new(
            secret.encode(), f"quota|{text}".encode(), hashlib.sha256
        ).hexdigest()[:32]

    @api.model
    def _get_free_place(self, taken, limit):
        return next((n for n in range(1, limit + 1) if n not in taken), 0)

    @api.model
    def _get_quota_limit(self):
        """How many live requests one person may have on a day; 0 = any number."""
        return self._get_number("quota_person_day", 2)

    @api.model
    def _get_number(self, name, default):
        # sudo: ir.config_parameter - a number
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        raw = parameters_sudo.get_param(f"hcc_booking.{name}", default)
        try:
            return max(0, int(raw))
        except (TypeError, ValueError):
            return default
