"""After a home visit was refused: a time at a point, or another look."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.tools.web_input import (
    as_id,
    as_local_time,
    as_reference,
    clean,
    local_time_value,
)

from ..exceptions import SlotTaken
from ..slots.local_time import to_utc
from .booking import _PUBLIC, DAYS_SHOWN
from .home_values import can_ask_review, can_choose_point
from .my_request import HccPublicRequest
from .times import moment_words, slot_days

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}
_WRITE = {**_PUBLIC, "methods": ["POST"], "csrf": False}
#: far above the limit of the model, so that a refusal can show it again
LONGEST = 20_000


class HccPublicHomeVisit(HccPublicRequest):
    """A "no" is never the end: these pages offer what is possible instead."""

    # A time at a point

    @route("/hcc/request/<string:reference>/point", **_READ)
    def home_point(self, reference, point=None, start=None, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._home_point_page(
            booked_sudo, point_id=as_id(point), start=as_local_time(start)
        )

    @route("/hcc/request/<string:reference>/point", **_WRITE)
    def home_point_post(self, reference, point=None, start=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        point_id, start = as_id(point), as_local_time(start)
        purpose = f"point:{booked_sudo.reference}"
        if not start or not self._check_token(purpose, token).is_valid:
            notice = self._stale_form_message()
            return self._home_point_page(
                booked_sudo, point_id=point_id, start=start, notice=notice
            )
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._home_point_page(
                booked_sudo, point_id=point_id, start=start, notice=wait, status=429
            )
        points_sudo = booked_sudo.ward_id.service_point_ids
        point_sudo = points_sudo.filtered(lambda one: one.id == point_id)
        try:
            booked_sudo._choose_point_time(to_utc(start), point_sudo)
        except SlotTaken:
            # Only a new snapshot of the database sees what somebody else took.
            request.env.cr.rollback()
            notice = request.env._(
                "Somebody has just booked this time. Please choose another one."
            )
            return self._home_point_page(
                booked_sudo, point_id=point_id, notice=notice, status=409
            )
        except UserError as error:
            request.env.cr.rollback()
            return self._home_point_page(booked_sudo, notice=str(error), status=422)
        return self._redirect(f"/hcc/request/{booked_sudo.reference}")

    def _home_point_page(
        self, booked_sudo, *, point_id=0, start=None, notice="", status=200
    ):
        values = {**self._values(booked_sudo), "notice": notice}
        values.update(points=[], days=[], can_choose=can_choose_point(booked_sudo))
        if values["can_choose"]:
            by_point = self._home_point_slots(booked_sudo)
            if len(by_point) == 1:
                point_id = next(iter(by_point))
            slots = by_point.get(point_id, [])
            if start and to_utc(start) in {slot.start for slot in slots}:
                values.update(
                    point=self._home_point_values(booked_sudo, point_id),
                    new_start=local_time_value(start),
                    new_when=moment_words(to_utc(start)),
                    token=self._make_token(f"point:{booked_sudo.reference}"),
                )
                return self._page(
                    "hcc_booking.public_home_point_confirm",
                    values,
                    status=status,
                    personal=True,
                )
            if start and not notice:
                values["notice"] = request.env._(
                    "That time is no longer free. Please choose another one."
                )
            if slots:
                values["point"] = self._home_point_values(booked_sudo, point_id)
                values["days"] = slot_days(slots)
            else:
                values["points"] = [
                    {
                        **self._home_point_values(booked_sudo, found_id),
                        "first": moment_words(found[0].start),
                    }
                    for found_id, found in by_point.items()
                ]
        return self._page(
            "hcc_booking.public_home_point", values, status=status, personal=True
        )

    def _home_point_slots(self, booked_sudo):
        """Free times at the points of the ward, by point; the nearest time first.

        :rtype: dict of point id to list of ``Slot``
        """
        # sudo: hcc.slot.finder - who is free stays inside, times alone come out
        slots = (
            request.env["hcc.slot.finder"]
            .sudo()
            ._find(
                booked_sudo.ward_id,
                "point",
                booked_sudo.procedure_ids,
                days=DAYS_SHOWN,
                citizen_phones=booked_sudo._get_phones(),
                gender=booked_sudo._get_wished_gender(),
                with_workers=False,
            )
        )
        by_point = {}
        for slot in slots:
            by_point.setdefault(slot.point_id, []).append(slot)
        return by_point

    def _home_point_values(self, booked_sudo, point_id):
        points_sudo = booked_sudo.ward_id.service_point_ids
        point_sudo = points_sudo.filtered(lambda one: one.id == point_id)
        return {
            "id": point_id,
            "name": point_sudo.name or "",
            "address": point_sudo.address or "",
        }

    # Another look

    @route("/hcc/request/<string:reference>/review", **_READ)
    def home_review(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._home_review_page(booked_sudo)

    @route("/hcc/request/<string:reference>/review", **_WRITE)
    def home_review_post(self, reference, text=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        text = clean(text, LONGEST)
        if not self._check_token(f"review:{booked_sudo.reference}", token).is_valid:
            notice = self._stale_form_message()
            return self._home_review_page(booked_sudo, text=text, notice=notice)
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._home_review_page(
                booked_sudo, text=text, notice=wait, status=429
            )
        try:
            booked_sudo._ask_home_review(text)
        except UserError as error:
            return self._home_review_page(
                booked_sudo, text=text, notice=str(error), status=422
            )
        return self._redirect(f"/hcc/request/{booked_sudo.reference}")

    def _home_review_page(self, booked_sudo, *, text="", notice="", status=200):
        values = {
            **self._values(booked_sudo),
            "text": text,
            "notice": notice,
            "can_ask": can_ask_review(booked_sudo),
            "token": self._make_token(f"review:{booked_sudo.reference}"),
        }
        return self._page(
            "hcc_booking.public_home_review", values, status=status, personal=True
        )
