import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

from ..exceptions import SlotTaken

_logger = logging.getLogger(__name__)

LIVE = ("waiting", "offered")
#: nobody is written to or called between these local hours
NIGHT, MORNING = 21, 7
NOON, EVENING = 12, 18
#: an offer that leaves less time to answer is none
MIN_MINUTES = 15
#: times tried for one person before the next one is looked at
MAX_TRIES = 5


class HccWaitingJob(models.AbstractModel):
    """Offers the times that became free, to one after another.

    Whoever asked first is looked at first. A time that is offered is held, so the
    next in line is offered another one or none; it is held until they answer or
    the offer ends.
    """

    _name = "hcc.waiting.job"
    _description = "Offers from the Waiting List"

    @api.model
    def _cron_offer(self):
        """End what is over, then offer what is free."""
        self._lapse_offers()
        self._end_pointless()
        if not self._is_night():
            self._make_offers()

    @api.model
    def _lapse_offers(self):
        """Take back what nobody answered in time."""
        domain = Domain("state", "=", "open") & Domain(
            "expires_at", "<=", fields.Datetime.now()
        )
        # sudo: hcc.waiting.offer - the job works in all wards
        over_sudo = self.env["hcc.waiting.offer"].sudo().search(domain, order="id")
        for entry in over_sudo.waiting_id:
            self._do_alone(entry, lambda entry: entry._lapse(domain))

    @api.model
    def _end_pointless(self):
        """Whom no time could help any more leaves the list."""
        now = fields.Datetime.now()
        domain = Domain("state", "in", LIVE) & (
            Domain("request_id.state", "not in", ("waiting", "booked"))
            | Domain("not_after", "<", local_date(now))
            | Domain("request_id.state", "=", "booked")
            & Domain("request_id.start", "<=", now)
        )
        # sudo: hcc.waiting - the job works in all wards
        for entry in self.sudo().search(domain):
            self._do_alone(
                entry, lambda entry: entry.filtered_domain(domain)._end("expired")
            )

    @api.model
    def _do_alone(self, entry, step):
        """Do one step for one entry, unless somebody else changes it just now.

        :param step: function of the entry; a failure stops no other
        :return: what the step returns; ``None`` when it failed
        """
        result = None
        try:
            with self.env.cr.savepoint():
                result = step(entry._lock(skip=True))
        except Exception as failure:
            # The words of the failure may name a person: not in the log.
            _logger.info("waiting list, %s: %s", entry.id, type(failure).__name__)
        # Each step is kept by itself, and its locks are given back.
        self.env["ir.cron"]._commit_progress()
        return result

    # -------------------------------------------------------------------------
    # OFFERING
    # -------------------------------------------------------------------------

    @api.model
    def _make_offers(self):
        domain = [("state", "=", "waiting")]
        # sudo: hcc.waiting - the job works in all wards
        line = self.sudo().search(domain)
        commit_progress = self.env["ir.cron"]._commit_progress
        if not line or not commit_progress(remaining=len(line)):
            return
        found = {}
        for entry in line:
            if self._do_alone(entry, lambda entry: entry._offer_best(found)):
                found.clear()
            if not commit_progress(1):
                break

    def _offer_best(self, found):
        """Offer the earliest time that suits, if there is any.

        :param dict found: free times found in this run, by what was looked for
        :return: the offer, or none
        """
        now = fields.Datetime.now()
        if self.state != "waiting" or not self._may_be_asked(now):
            return self.env["hcc.waiting.offer"]
        key = self._get_search_key()
        if key not in found:
            found[key] = self._find_times()
        suiting = [slot for slot in found[key] if self._suits(slot, now)]
        for slot in suiting[:MAX_TRIES]:
            try:
                with self.env.cr.savepoint():
                    return self._offer(slot, now)
            except SlotTaken:
                continue
        return self.env["hcc.waiting.offer"]

    def _offer(self, slot, now):
        """Hold a time for this entry and tell the citizen.

        :raises SlotTaken: when it is gone, or only relatives could come
        """
        request = self.request_id
        point = self.env["hcc.service.point"].browse(slot.point_id or [])
        expires_at = self._get_expiry(slot.start, now)
        # sudo: hcc.slot.hold - the job holds for the citizen
        hold_sudo = (
            self.env["hcc.slot.hold"]
            .sudo()
            ._take(
                self.ward_id,
                self.place,
                point,
                request.procedure_ids,
                slot.start,
                self._get_visitor(),
                phones=request._get_phones(),
                minutes_valid=int((expires_at - now).total_seconds() // 60),
                kind="offer",
                position=self._get_home(),
                gender=request._get_wished_gender(),
            )
        )
        offer = self.env["hcc.waiting.offer"].create(
            {
                "waiting_id": self.id,
                "start": slot.start,
                "stop": slot.stop,
                "service_point_id": point.id,
                "offered_at": now,
                "expires_at": hold_sudo.expires_at,
                "hold_token": hold_sudo.token,
            }
        )
        self._write_guarded({"state": "offered"})
        offer._journal("offer_made", start=str(slot.start))
        self.env["hcc.message"]._tell_citizens(
            "earlier_offer",
            request,
            start=offer.start,
            place=self.place,
            point=point,
            expires_at=offer.expires_at,
        )
        return offer

    def _get_search_key(self):
        return (
            self.ward_id.id,
            self.place,
            self.service_point_id.id,
            tuple(sorted(self.request_id.procedure_ids.ids)),
            self._get_home(),
            self.request_id._get_wished_gender(),
        )

    def _get_home(self):
        """Where the home is, for the ways of the helpers."""
        if self.place != "home":
            return None
        return self.env["hcc.slot.finder"]._get_position(self.request_id)

    def _find_times(self):
        """Free times for what this entry waits for, whoever else waits for it."""
        return self.env["hcc.slot.finder"]._find(
            self.ward_id,
            self.place,
            self.request_id.procedure_ids,
            point=self.service_point_id or None,
            position=self._get_home(),
            gender=self.request_id._get_wished_gender(),
        )

    def _suits(self, slot, now):
        """Whether a time is earlier than what they have, and as they wished."""
        if self.request_id.state == "booked" and slot.start >= self.start:
            return False
        local = local_datetime(slot.start)
        day = local.date()
        if self.not_before and day < self.not_before:
            return False
        if self.not_after and day > self.not_after:
            return False
        if not self._get_wanted_parts()[(local.hour >= NOON) + (local.hour >= EVENING)]:
            return False
        if (slot.start, slot.point_id or 0) in self._get_refused():
            return False
        soonest = now + timedelta(minutes=MIN_MINUTES)
        return self._get_expiry(slot.start, now) >= soonest

    def _get_wanted_parts(self):
        return (self.in_morning, self.in_afternoon, self.in_evening)

    def _get_refused(self):
        """Times that were offered to them before; nobody is asked twice."""
        return {
            (offer.start, offer.service_point_id.id or 0) for offer in self.offer_ids
        }

    def _get_expiry(self, start, now):
        """Until when an offer is open.

        The helper still needs the notice, and nobody has to answer at night.
        """
        finder = self.env["hcc.slot.finder"]
        notice = finder._get_setting(f"notice_minutes_{self.place}")
        minutes = self._get_offer_minutes()
        if not self._is_written_to():
            # somebody has to call them first
            minutes *= 2
        return min(
            now + timedelta(minutes=minutes),
            start - timedelta(minutes=notice),
            utc_datetime(local_date(now), NIGHT),
        )

    @api.model
    def _get_offer_minutes(self):
        # sudo: ir.config_parameter - one number
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param("hcc_booking.waiting_offer_minutes", "60")
        return max(MIN_MINUTES, int(value) if value.isdecimal() else 60)

    def _may_be_asked(self, now):
        """Whom we can only call is asked while somebody is there to call."""
        if self._is_written_to():
            return True
        return self.env["hcc.office.hours"]._is_office_time([now])[0]

    @api.model
    def _is_night(self):
        hour = local_datetime(fields.Datetime.now()).hour
        return hour >= NIGHT or hour < MORNING
