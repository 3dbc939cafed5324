"""A request after it was booked: found again, shown, printed, moved, cancelled."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic
from odoo.addons.hcc_collaborator.controllers.grants import (
    forget_all,
    grant,
    is_granted,
)
from odoo.addons.hcc_collaborator.tools.qr import qr_svg
from odoo.addons.hcc_collaborator.tools.web_input import (
    as_local_time,
    as_reference,
    clean,
    local_time_value,
)

from ..exceptions import SlotTaken
from ..slots.local_time import to_utc
from .booking import _PUBLIC, DAYS_SHOWN
from .home_values import home_request_values
from .request_values import CHANGEABLE, neutral_values, request_values
from .times import moment_words, slot_days
from .waiting_values import done_text, near_times, waiting_values

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}
_WRITE = {**_PUBLIC, "methods": ["POST"], "csrf": False}


class HccPublicRequest(HccPublic):
    """Every page asks for a grant that this browser earned."""

    # Finding it

    @route("/hcc/find", **_READ)
    def find(self, ref=None, **_params):
        return self._find_page(as_reference(ref))

    @route("/hcc/find", **_WRITE)
    def find_post(self, reference=None, phone=None, token=None, **params):
        reference, phone = as_reference(reference), clean(phone, 40)
        if self._is_program(params):
            return self._redirect("/hcc")
        if not self._check_token("find", token).is_valid:
            return self._find_page(
                reference, phone=phone, notice=self._stale_form_message()
            )
        wait = self._wait_notice("find", phone, reference)
        if wait:
            return self._find_page(reference, phone=phone, notice=wait, status=429)
        # sudo: hcc.request - found by reference and telephone together
        Request = request.env["hcc.request"].sudo()
        found_sudo = Request._find_by_reference(reference, phone)
        if not found_sudo:
            # One answer, whichever of the two is wrong.
            message = request.env._(
                "We found no appointment with this reference and telephone number. "
                "Please check both."
            )
            return self._find_page(
                reference,
                phone=phone,
                errors={"reference": message},
            )
        grant(found_sudo.reference)
        return self._redirect(f"/hcc/request/{found_sudo.reference}")

    def _find_page(self, reference="", phone="", errors=None, notice="", status=200):
        values = {
            "reference": reference,
            "phone": phone,
            "errors": self._error_lines(errors or {}, {"reference": ""}),
            "notice": notice,
            "token": self._make_token("find"),
        }
        status = 422 if errors else status
        return self._page(
            "hcc_booking.public_find", values, status=status, personal=True
        )

    # Showing it

    @route("/hcc/request/<string:reference>", **_READ)
    def show(self, reference, done=None, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._request_page(booked_sudo, done=done)

    def _request_page(self, booked_sudo, *, done=None, notice="", status=200):
        values = {
            "done_text": done_text(done),
            "notice": notice,
            **self._values(booked_sudo),
            **waiting_values(booked_sudo),
            **home_request_values(booked_sudo),
            # only here: a slip lies about
            "needs_words": booked_sudo._get_needs_words(),
            "is_large": booked_sudo.need_large_print,
            "call_token": self._make_token(f"call:{booked_sudo.reference}"),
            **self._arrival_values(booked_sudo),
            **self._money_values(booked_sudo.reference),
            "forget_token": self._make_token("forget"),
        }
        return self._page(
            "hcc_booking.public_request", values, status=status, personal=True
        )

    @route("/hcc/request/<string:reference>/slip", **_READ)
    def slip(self, reference, large=None, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        base_url = booked_sudo.get_base_url()
        find_url = f"{base_url}/hcc/find?ref={booked_sudo.reference}"
        values = {
            "qr": qr_svg(find_url, request.env._("QR code of this appointment")),
            "find_url": find_url,
            "papers": booked_sudo._get_paper_codes(),
            "is_large": large == "1",
            **self._values(booked_sudo),
            **neutral_values(booked_sudo),
        }
        return self._page("hcc_booking.public_slip", values, personal=True)

    # Moving it

    @route("/hcc/request/<string:reference>/move", **_READ)
    def move(self, reference, start=None, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._move_page(booked_sudo, start=as_local_time(start))

    @route("/hcc/request/<string:reference>/move", **_WRITE)
    def move_post(self, reference, start=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        start = as_local_time(start)
        purpose = f"move:{booked_sudo.reference}"
        if not start or not self._check_token(purpose, token).is_valid:
            return self._move_page(
                booked_sudo, start=start, notice=self._stale_form_message()
            )
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._move_page(booked_sudo, start=start, notice=wait, status=429)
        try:
            booked_sudo._move(to_utc(start), by="citizen")
        except SlotTaken:
            # Only a new snapshot of the database sees what somebody else took.
            request.env.cr.rollback()
            notice = request.env._(
                "Somebody has just booked this time. Your appointment is unchanged. "
                "Please choose another time."
            )
            return self._move_page(booked_sudo, notice=notice, status=409)
        except UserError as error:
            request.env.cr.rollback()
            return self._move_page(booked_sudo, notice=str(error), status=422)
        path = f"/hcc/request/{booked_sudo.reference}"
        return self._redirect(path, done="moved")

    def _move_page(self, booked_sudo, *, start=None, notice="", status=200):
        values = self._values(booked_sudo)
        now_text = request.env._(
            "Your time now is %(moment)s. It stays yours until you confirm another "
            "one.",
            moment=values["when"],
        )
        values.update(notice=notice, days=[], now_text=now_text)
        if booked_sudo.state in CHANGEABLE:
            days = 1 if start else DAYS_SHOWN
            date_from = start and start.date()
            slots = self._other_slots(booked_sudo, date_from, days)
            if start and to_utc(start) in {slot.start for slot in slots}:
                purpose = f"move:{booked_sudo.reference}"
                values.update(
                    new_start=local_time_value(start),
                    new_when=moment_words(to_utc(start)),
                    token=self._make_token(purpose),
                )
                return self._page(
                    "hcc_booking.public_move_confirm",
                    values,
                    status=status,
                    personal=True,
                )
            if start:
                values["notice"] = notice or request.env._(
                    "That time is no longer free. Please choose another one."
                )
                slots = self._other_slots(booked_sudo, None, DAYS_SHOWN)
            values["days"] = slot_days(slots)
        return self._page(
            "hcc_booking.public_move", values, status=status, personal=True
        )

    def _other_slots(self, booked_sudo, date_from, days):
        """Times the appointment could move to, its own helper counted as free."""
        appointment_sudo = booked_sudo.current_appointment_id
        live_sudo = appointment_sudo.assignment_ids.filtered("is_live")
        # sudo: hcc.slot.finder - who is free stays inside, times alone come out
        slots = (
            request.env["hcc.slot.finder"]
            .sudo()
            ._find(
                booked_sudo.ward_id,
                booked_sudo.place,
                booked_sudo.procedure_ids,
                point=booked_sudo.service_point_id or None,
                date_from=date_from,
                days=days,
                exclude_assignments=live_sudo,
                citizen_phones=booked_sudo._get_phones(),
                gender=booked_sudo._get_wished_gender(),
                position=booked_sudo._get_position(),
                with_workers=False,
            )
        )
        return [slot for slot in slots if slot.start != booked_sudo.start]

    # Cancelling it

    @route("/hcc/request/<string:reference>/cancel", **_READ)
    def cancel(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        return self._cancel_page(booked_sudo)

    @route("/hcc/request/<string:reference>/cancel", **_WRITE)
    def cancel_post(self, reference, reason=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"cancel:{booked_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            return self._cancel_page(booked_sudo, notice=self._stale_form_message())
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._cancel_page(booked_sudo, notice=wait, status=429)
        try:
            booked_sudo._cancel(self._cancel_reason(reason), by="citizen")
        except UserError as error:
            request.env.cr.rollback()
            return self._cancel_page(booked_sudo, notice=str(error), status=422)
        path = f"/hcc/request/{booked_sudo.reference}"
        return self._redirect(path, done="cancelled")

    def _cancel_page(self, booked_sudo, *, notice="", status=200):
        values = self._values(booked_sudo)
        values.update(
            notice=notice,
            reasons=self._cancel_reasons().items(),
            near_times=self._near_times(booked_sudo),
            token=self._make_token(f"cancel:{booked_sudo.reference}"),
        )
        return self._page(
            "hcc_booking.public_cancel", values, status=status, personal=True
        )

    def _near_times(self, booked_sudo):
        """Before somebody gives up: the next times the appointment could have."""
        if booked_sudo.state != "booked":
            return []
        return near_times(self._other_slots(booked_sudo, None, DAYS_SHOWN))

    def _cancel_reasons(self):
        return {
            "busy": request.env._("I am busy at that time"),
            "solved": request.env._("I have already done it"),
            "not_needed": request.env._("I no longer need help"),
            "other": request.env._("Another reason"),
        }

    def _cancel_reason(self, key):
        reasons = self._cancel_reasons()
        return reasons.get(key) or reasons["other"]

    # Leaving no trace on a borrowed telephone

    @route("/hcc/forget", **_WRITE)
    def forget(self, token=None, **_params):
        """Harmless by itself, so a page that was open too long may do it too."""
        forget_all()
        response = self._redirect("/hcc", done="forgotten")
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    # Records

    def _granted_request(self, reference):
        """The request, when this browser may see it; else an empty one."""
        reference = as_reference(reference)
        if not is_granted(reference):
            reference = ""
        return self._find_request(reference)

    def _find_request(self, reference):
        # sudo: hcc.request - callers check the grant or the telephone
        Request = request.env["hcc.request"].sudo()
        if not reference:
            return Request
        return Request.search([("reference", "=", reference)], limit=1)

    def _values(self, booked_sudo):
        return request_values(booked_sudo)
