"""A chosen time is held while the form is filled in: taken, extended, given back.

None of this is needed to book: without cookies, without JavaScript or after the
time-out the form books all the same, if the time is still free.
"""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.visitor import new_visitor

from ..exceptions import BookingError, SlotTaken
from .booking import _PUBLIC
from .details import PURPOSE, HccPublicDetails
from .held import HOLD_PURPOSE, hold_values, read_hold

_POST = {**_PUBLIC, "methods": ["POST"], "csrf": False}


class HccPublicHold(HccPublicDetails):
    @route("/hcc/book/hold", **_POST)
    def hold(self, **params):
        """A time was chosen: keep it, and go on to the form."""
        if self._is_program(params):
            return self._redirect("/hcc")
        choice, detour = self._choice(params, "details")
        if detour:
            return detour
        wait = self._wait_notice("hold", new_visitor())
        if wait:
            return self._slots_page(choice, problem=wait, status=429)
        if self._check_token(HOLD_PURPOSE, params.get("token")).is_valid:
            try:
                self._take_hold(choice, new_visitor())
            except (SlotTaken, BookingError):
                # only a new snapshot of the database sees what others took
                request.env.cr.rollback()
                problem = self._problem_text("slots")
                return self._slots_page(choice, problem=problem, status=409)
        # An old page, or a browser without cookies: the time is free or the form's
        # page says that it is not.
        return self._redirect("/hcc/book/details", **choice.query())

    @route("/hcc/book/extend", **_POST)
    def extend(self, **params):
        """Hold the time longer; with JavaScript the page stays as it is."""
        choice, detour = self._choice(params, "slots")
        if detour:
            return detour
        token = self._check_token(PURPOSE, params.get("token"))
        is_json = "application/json" in request.httprequest.headers.get("Accept", "")
        held, notice, is_taken = None, self._stale_form_message(), False
        if token.is_valid and not choice.missing_before("details"):
            notice = self._wait_notice("hold", *read_hold(params)[1:])
            if not notice:
                held, notice, is_taken = self._keep_hold(choice, params)
        if is_json:
            return request.make_json_response(
                {"hold": hold_values(held), "notice": notice},
                headers={"Cache-Control": "no-store"},
            )
        form = self._read_form(params)
        if is_taken or not choice.start:
            return self._other_times_page(choice, form, token.submit_token, notice)
        return self._details_page(
            choice, form, notice=notice, submit_token=token.submit_token, held=held
        )

    @route("/hcc/book/times", **_POST)
    def times(self, **params):
        """Another time, please: this one is given back, the form is kept."""
        choice, detour = self._choice(params, "slots")
        if detour:
            return detour
        token = self._check_token(PURPOSE, params.get("token"))
        if token.is_valid:
            request.env["hcc.slot.hold"]._release(*read_hold(params))
        form = self._read_form(params)
        return self._other_times_page(choice, form, token.submit_token, status=200)

    @route("/hcc/book/release", **_POST)
    def release(self, **params):
        """The page is left or closed; nobody reads the answer."""
        if self._check_token(PURPOSE, params.get("token")).is_valid:
            request.env["hcc.slot.hold"]._release(*read_hold(params))
        return request.make_response("", status=204)

    @route(
        ["/hcc/book/hold", "/hcc/book/extend", "/hcc/book/times"],
        **{**_PUBLIC, "methods": ["GET"], "readonly": True},
    )
    def hold_again(self, **_params):
        """Somebody opened the address of a form's answer by itself."""
        return self._redirect("/hcc/book/ward", again="1")

    def _take_hold(self, choice, key):
        """Hold the chosen time for this browser.

        :raises SlotTaken: when nobody is free
        """
        holds = request.env["hcc.slot.hold"]
        if not key:
            return holds
        return holds._take(
            choice.ward,
            choice.place,
            choice.point,
            choice.procedure,
            choice.start,
            key,
        )

    def _keep_hold(self, choice, params):
        """Extend the hold; when it is gone already, take the time once more.

        :return: the hold or none, what to tell, whether others took the time
        """
        token, key = read_hold(params)
        holds = request.env["hcc.slot.hold"]
        try:
            held = None
            if not params.get("resume"):
                held = holds._extend(token, key)
            return held or self._take_hold(choice, key or new_visitor()), "", False
        except (SlotTaken, BookingError):
            request.env.cr.rollback()
            return None, self._taken_text(), True
        except UserError as error:
            return holds._get(token, key), str(error), False
