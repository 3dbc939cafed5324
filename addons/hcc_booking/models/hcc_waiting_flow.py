from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..exceptions import BookingError

LIVE = ("waiting", "offered")
PARTS = ("morning", "afternoon", "evening")
#: whoever leaves so many offers in a row unanswered goes to the end of the line
PATIENCE = 2


class HccWaitingFlow(models.AbstractModel):
    """What may happen to somebody on the waiting list, one method for each step.

    The row of the entry is locked first in each step, so an answer and the end of
    an offer never both count.
    """

    _name = "hcc.waiting.flow"
    _description = "Steps on the Waiting List"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "asked_at",
            "ended_at",
            "in_afternoon",
            "in_evening",
            "in_morning",
            "not_after",
            "not_before",
            "place",
            "request_id",
            "service_point_id",
            "state",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # IN AND OUT
    # -------------------------------------------------------------------------

    @api.model
    def _join(self, request, wanted=None):
        """Put a request in line, or change what would suit one that is in it.

        :param request: ``hcc.request`` that the caller may change
        :param dict wanted: ``not_before`` and ``not_after`` (dates or none),
            ``parts`` (of the day; none = all), ``any_point`` (of the ward)
        :return: the entry, in sudo
        :raises BookingError: with all that is wrong in ``errors``
        """
        request.ensure_one()
        request._check_step(("waiting", "booked"))
        values = self._prepare_wanted(request, wanted or {})
        # sudo: hcc.waiting - whether the request may be changed was asked above
        entries_sudo = self.sudo()
        entry = entries_sudo.search(
            [("request_id", "=", request.id), ("state", "in", LIVE)], limit=1
        )
        if entry:
            entry._write_guarded(values)
            entry._journal("waiting_changed")
        else:
            try:
                with self.env.cr.savepoint():
                    entry = entries_sudo.create({"request_id": request.id, **values})
            except UniqueViolation as twice:
                # the same form twice at once: start over, and find the first entry
                raise ConcurrencyError("hcc_waiting") from twice
            entry._journal("waiting_joined")
            # sudo: hcc.request - only what was asked for is counted
            self.env["hcc.unmet.demand"]._count("waiting", request.sudo())
        self._wake()
        return entry

    @api.model
    def _take_wish(self, request_sudo, waiting=False):
        """Somebody asked for a time, because none that is free suits.

        :param request_sudo: the new ``hcc.request`` in sudo
        :param waiting: whether to put it in line as well
        """
        self.env["hcc.unmet.demand"]._count("wish", request_sudo)
        if waiting:
            self._join(request_sudo)

    @api.model
    def _prepare_wanted(self, request, wanted):
        errors = {}
        today = local_date(fields.Datetime.now())
        first, last = wanted.get("not_before"), wanted.get("not_after")
        for name, day in (("not_before", first), ("not_after", last)):
            if day and not isinstance(day, date):
                errors[name] = self.env._("This is not a day.")
        if not errors and last and last < max(first or today, today):
            errors["not_after"] = self.env._(
                "The last day that suits cannot be before the first, or over already."
            )
        parts = set(wanted.get("parts") or PARTS) & set(PARTS)
        if not parts:
            errors["parts"] = self.env._("Choose at least one part of the day.")
        if errors:
            raise BookingError(errors)
        return {
            "not_before": first or False,
            "not_after": last or False,
            **{f"in_{part}": part in parts for part in PARTS},
            # sudo: hcc.request - which point it is at
            "service_point_id": False
            if wanted.get("any_point")
            else request.sudo().service_point_id.id,
        }

    def _leave(self, by="citizen"):
        """The citizen does not want to wait any more.

        :param str by: ``citizen``, or ``clerk`` who has them on the telephone
        """
        for entry in self:
            entry.request_id._check_by(by)
        # sudo: hcc.waiting - the request was checked above, or its caller was
        entries_sudo = self.sudo()._lock()
        entries_sudo._end("left")

    def _end(self, state):
        """Take entries off the list; what was offered to them is free again."""
        live = self.filtered(lambda entry: entry.state in LIVE)
        if not live:
            return
        live.offer_id._withdraw()
        live._write_guarded({"state": state, "ended_at": fields.Datetime.now()})
        live._journal(f"waiting_{state}")
        if state in ("left", "expired"):
            # sudo: hcc.request - only what was asked for is counted
            without_time = live.sudo().request_id.filtered(
                lambda request: request.state == "waiting"
            )
            self.env["hcc.unmet.demand"]._count("left", without_time)

    # -------------------------------------------------------------------------
    # ANSWERS TO AN OFFER
    # -------------------------------------------------------------------------

    def _accept(self, offer, by="citizen"):
        """Take the time that is offered; the old one becomes free.

        :param offer: ``hcc.waiting.offer`` that was shown
        :param str by: ``citizen``, or ``clerk`` who has them on the telephone
        :return: whether it was still open (``False``: it was accepted before)
        :raises UserError: when the offer is over
        :raises SlotTaken: when the time is gone after all; nothing has changed then
        """
        self.ensure_one()
        self.request_id._check_by(by)
        # sudo: hcc.waiting.offer - the request was checked above, or by the caller
        entry, offer_sudo = self.sudo()._lock(), offer.sudo()
        if offer_sudo.waiting_id == entry and offer_sudo.state == "accepted":
            return False
        entry._check_open(offer_sudo)
        request_sudo = entry.request_id
        hold = entry._get_hold(offer_sudo)
        with self.env.cr.savepoint():
            offer_sudo._close("accepted", by)
            entry._write_guarded(
                {"state": "accepted", "ended_at": fields.Datetime.now()}
            )
            entry._journal("waiting_accepted", by=by)
            entry._take_back_messages()
            point, start = offer_sudo.service_point_id, offer_sudo.start
            if request_sudo.state == "waiting":
                request_sudo._answer_wish(start, point, hold=hold)
            else:
                request_sudo._move(start, point, by=by, hold=hold)
        return True

    def _decline(self, offer, by="citizen"):
        """Keep the place in the line, and let the next one have this time.

        :param offer: ``hcc.waiting.offer`` that was shown
        :param str by: ``citizen``, or ``clerk`` who has them on the telephone
        :return: whether it was still open
        """
        self.ensure_one()
        self.request_id._check_by(by)
        # sudo: hcc.waiting.offer - the request was checked above, or by the caller
        entry, offer_sudo = self.sudo()._lock(), offer.sudo()
        if offer_sudo.waiting_id == entry and offer_sudo.state == "declined":
            return False
        entry._check_open(offer_sudo, late=True)
        entry._release_hold(offer_sudo)
        offer_sudo._close("declined", by)
        entry._write_guarded({"state": "waiting"})
        entry._take_back_messages()
        self._wake()
        return True

    def _lapse(self, domain):
        """Nobody answered in time: the next one is asked.

        :param domain: what an offer that is over looks like
        """
        offer = self.offer_id.filtered_domain(domain)
        if not offer:
            return
        self._release_hold(offer)
        offer._close("expired")
        values = {"state": "waiting"}
        last = self.offer_ids.sorted("id", reverse=True)[:PATIENCE]
        ignored = last.filtered(
            lambda entry: entry.state == "expired" and self._was_told(entry)
        )
        if len(ignored) == PATIENCE:
            # a place in the line is kept for those who answer
            values["asked_at"] = fields.Datetime.now()
        self._write_guarded(values)
        self._take_back_messages()
        messages = self.env["hcc.message"]
        if self._is_written_to():
            messages._tell_citizens("offer_expired", self.request_id)

    def _was_told(self, offer):
        """Whether the citizen heard of an offer; else silence is no answer."""
        # sudo: hcc.message - how our own question went
        told_sudo = self.request_id.sudo().outbox_ids.filtered(
            lambda message: message.kind == "earlier_offer"
            and message.state in ("sent", "done")
            and offer.offered_at <= message.create_date <= offer.expires_at
        )
        return bool(told_sudo)

    def _check_open(self, offer, late=False):
        """Whether an offer can still be answered.

        :param bool late: whether an answer after its end is harmless
        """
        is_open = offer.waiting_id == self and offer.state == "open"
        if not is_open or not late and offer.expires_at <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This offer is over: it was not answered in time, or the time "
                    "was needed. Nothing has changed, and the place on the waiting "
                    "list stays."
                )
            )

    # -------------------------------------------------------------------------
    # FOR THE CLERK, WHO HAS THEM ON THE TELEPHONE
    # -------------------------------------------------------------------------

    def action_accept(self):
        self.check_access("write")
        self._accept(self._get_open_offer(), by="clerk")
        return True

    def action_decline(self):
        self.check_access("write")
        self._decline(self._get_open_offer(), by="clerk")
        return True

    def action_leave(self):
        self.check_access("write")
        self._leave(by="clerk")
        return True

    def _get_open_offer(self):
        offer = self.offer_id[:1]
        if not offer:
            raise UserError(self.env._("No time is offered at the moment."))
        return offer

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _lock(self, skip=False):
        """Wait until nobody else changes these entries, and read them anew.

        When somebody changed one since this transaction began, PostgreSQL refuses,
        and the request starts over: that is no error to be logged.

        :param bool skip: leave out those that somebody else changes just now
        :return: the entries that are locked
        """
        if not self:
            return self
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM hcc_waiting WHERE id IN %s ORDER BY id"
                " FOR NO KEY UPDATE %s",
                tuple(self.ids),
                SQL("SKIP LOCKED") if skip else SQL(),
            ),
            log_exceptions=False,
        )
        locked = {row[0] for row in self.env.cr.fetchall()}
        return self.filtered(lambda entry: entry.id in locked)

    def _get_visitor(self):
        """Whose the held time is."""
        self.ensure_one()
        return f"waiting:{self.id}"

    def _get_hold(self, offer):
        """What keeps the offered time free, in sudo; none when it is over."""
        # sudo: hcc.slot.hold - the offer's own, found by its token
        holds_sudo = self.env["hcc.slot.hold"].sudo()
        return holds_sudo._get(offer.hold_token, self._get_visitor(), "offer")

    def _release_hold(self, offer):
        self._get_hold(offer)._drop()

    def _take_back_messages(self):
        """What was not sent yet of an offer that is over is wrong now."""
        # sudo: hcc.message - the citizen's answer takes back our own question
        messages_sudo = self.env["hcc.message"].sudo()
        messages_sudo._take_back(self.request_id, ("earlier_offer",))

    def _is_written_to(self):
        """Whether anybody concerned is reached without a call."""
        messages = self.env["hcc.message"]
        return any(
            messages._is_written(messages._get_channel(person))
            for person in self.request_id._get_people_to_tell()
        )

    @api.model
    def _wake(self):
        """Some time may have become free: look soon who waits for it."""
        # sudo: hcc.waiting, ir.cron - whether anybody waits; the job runs by itself
        if self.sudo().search_count([("state", "=", "waiting")], limit=1):
            job = self.env.ref("hcc_booking.ir_cron_hcc_waiting_offer", False)
            if job:
                job.sudo()._trigger()
