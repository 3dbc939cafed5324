"""The waiting list of those who booked, offers from it, and being called back."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.tools.phone import format_phone
from odoo.addons.hcc_collaborator.tools.web_input import as_date, clean

from ..exceptions import BookingError, SlotTaken
from .booking import _PUBLIC
from .choice import Choice
from .my_request import HccPublicRequest
from .times import moment_words
from .waiting_values import part_names, wanted_labels

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}
_WRITE = {**_PUBLIC, "methods": ["POST"], "csrf": False}
CALL_FIELDS = ("ward", "phone", "name", "about")
#: far above every limit of the models, so that a refusal can show it again
LONGEST = 2_000


class HccPublicWaiting(HccPublicRequest):
    """Nobody leaves these pages without a way to be helped."""

    # The waiting list

    @route("/hcc/request/<string:reference>/waiting", **_READ)
    def waiting(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        return self._waiting_page(booked_sudo)

    @route("/hcc/request/<string:reference>/waiting", **_WRITE)
    def waiting_post(self, reference, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        if self._is_program(params):
            return self._redirect("/hcc")
        form = self._read_waiting(params)
        purpose = f"waiting:{booked_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            notice = self._stale_form_message()
            return self._waiting_page(booked_sudo, form=form, notice=notice)
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._waiting_page(booked_sudo, form=form, notice=wait, status=429)
        wanted = {
            "not_before": as_date(form["not_before"]),
            "not_after": as_date(form["not_after"]),
            "parts": form["parts"],
            "any_point": form["any_point"],
        }
        errors = self._date_errors(form, wanted)
        if not form["parts"]:
            errors["parts"] = request.env._("Choose at least one part of the day.")
        try:
            if not errors:
                request.env["hcc.waiting"]._join(booked_sudo, wanted)
        except BookingError as error:
            errors = dict(error.errors)
        except UserError as error:
            errors = {"": str(error)}
        if errors:
            return self._waiting_page(booked_sudo, form=form, errors=errors)
        return self._show_again(booked_sudo, done="waiting")

    @route("/hcc/request/<string:reference>/leave", **_WRITE)
    def leave(self, reference, token=None, **params):
        """Take the request off the waiting list; its time, if any, stays."""
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"leave:{booked_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            notice = self._stale_form_message()
            return self._waiting_page(booked_sudo, notice=notice)
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._waiting_page(booked_sudo, notice=wait, status=429)
        booked_sudo._get_waiting()._leave(by="citizen")
        return self._show_again(booked_sudo, done="left")

    def _waiting_page(
        self, booked_sudo, *, form=None, errors=None, notice="", status=200
    ):
        labels = wanted_labels()
        errors = errors or {}
        values = self._values(booked_sudo)
        entry_sudo = booked_sudo._get_waiting()
        values.update(
            notice=notice,
            form=form or self._waiting_form(entry_sudo),
            labels=labels,
            part_labels=part_names(),
            errors=self._error_lines(errors, labels),
            error_of=errors,
            is_in_line=bool(entry_sudo),
            token=self._make_token(f"waiting:{booked_sudo.reference}"),
            leave_token=self._make_token(f"leave:{booked_sudo.reference}"),
        )
        status = 422 if errors else status
        return self._page(
            "hcc_booking.public_waiting", values, status=status, personal=True
        )

    def _waiting_form(self, entry_sudo):
        """What is chosen now, or what most people choose."""
        chosen = [
            part for part in part_names() if not entry_sudo or entry_sudo[f"in_{part}"]
        ]
        return {
            "parts": chosen,
            "not_before": entry_sudo.not_before or "",
            "not_after": entry_sudo.not_after or "",
            "any_point": bool(entry_sudo and not entry_sudo.service_point_id),
        }

    def _read_waiting(self, params):
        sent = request.httprequest.form.getlist("parts")
        return {
            "parts": [part for part in part_names() if part in sent],
            "not_before": clean(params.get("not_before"), 20),
            "not_after": clean(params.get("not_after"), 20),
            "any_point": params.get("any_point") == "1",
        }

    def _date_errors(self, form, wanted):
        return {
            name: request.env._("This is not a day. Write it like 24/11/2026.")
            for name in ("not_before", "not_after")
            if form[name] and not wanted[name]
        }

    # An offer from it

    @route("/hcc/request/<string:reference>/offer", **_READ)
    def offer(self, reference, **_params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        return self._offer_page(booked_sudo)

    @route("/hcc/request/<string:reference>/offer", **_WRITE)
    def offer_post(self, reference, answer=None, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        if self._is_program(params):
            return self._redirect("/hcc")
        offer_sudo = self._find_offer(booked_sudo, params.get("offer"))
        purpose = f"offer:{offer_sudo.id}"
        is_ours = self._check_token(purpose, token).is_valid
        if not offer_sudo or not is_ours or answer not in ("accept", "decline"):
            notice = self._stale_form_message()
            return self._offer_page(booked_sudo, notice=notice)
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._offer_page(booked_sudo, notice=wait, status=429)
        entry_sudo = offer_sudo.waiting_id
        try:
            if answer == "decline":
                entry_sudo._decline(offer_sudo, by="citizen")
                return self._show_again(booked_sudo, done="declined")
            entry_sudo._accept(offer_sudo, by="citizen")
        except SlotTaken:
            # Only a new snapshot of the database sees what somebody else took.
            request.env.cr.rollback()
            notice = request.env._(
                "This time is gone after all, we are sorry. Nothing has changed for "
                "you, and you keep your place on the waiting list."
            )
            return self._offer_page(booked_sudo, notice=notice, status=409)
        except UserError as error:
            request.env.cr.rollback()
            return self._offer_page(booked_sudo, notice=str(error), status=409)
        return self._show_again(booked_sudo, done="moved")

    def _find_offer(self, booked_sudo, number):
        """The offer that a form is about; one of this request, or none."""
        offers_sudo = booked_sudo.waiting_ids.offer_ids
        return offers_sudo.filtered(lambda offer: str(offer.id) == number)

    def _offer_page(self, booked_sudo, *, notice="", status=200):
        values = self._values(booked_sudo)
        offer_sudo = booked_sudo._get_open_offer()
        point_sudo = offer_sudo.service_point_id
        values.update(
            notice=notice,
            offer=offer_sudo.id,
            token=self._make_token(f"offer:{offer_sudo.id}"),
            new_when=offer_sudo and moment_words(offer_sudo.start),
            until=offer_sudo and moment_words(offer_sudo.expires_at),
            new_point=point_sudo.name or "",
            new_address=point_sudo.address or "",
        )
        return self._page(
            "hcc_booking.public_offer", values, status=status, personal=True
        )

    # Being called

    @route("/hcc/request/<string:reference>/call-me", **_WRITE)
    def call_about(self, reference, token=None, **params):
        booked_sudo = self._granted_request(reference)
        if not booked_sudo:
            return self._find_page(reference)
        if self._is_program(params):
            return self._redirect("/hcc")
        purpose = f"call:{booked_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            return self._request_page(booked_sudo, notice=self._stale_form_message())
        wait = self._wait_notice("change", booked_sudo.reference)
        if wait:
            return self._request_page(booked_sudo, notice=wait, status=429)
        request.env["hcc.message"]._ask_call(booked_sudo)
        return self._show_again(booked_sudo, done="call")

    @route("/hcc/call-me", **_READ)
    def call_me(self, ward=None, done=None, **_params):
        form = dict.fromkeys(CALL_FIELDS, "")
        form["ward"] = clean(ward, 10)
        return self._call_page(form, is_done=bool(done))

    @route("/hcc/call-me", **_WRITE)
    def call_me_post(self, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        form = {name: clean(params.get(name), LONGEST) for name in CALL_FIELDS}
        if not self._check_token("call-me", token).is_valid:
            return self._call_page(form, notice=self._stale_form_message())
        wait = self._wait_notice("call", form["phone"])
        if wait:
            return self._call_page(form, notice=wait, status=429)
        try:
            request.env["hcc.call.back"]._ask(
                Choice.from_params({"ward": form["ward"]}).ward,
                form["phone"],
                form["name"],
                form["about"],
            )
        except BookingError as error:
            return self._call_page(form, errors=dict(error.errors))
        return self._redirect("/hcc/call-me", done="1")

    def _call_page(self, form, *, is_done=False, errors=None, notice="", status=200):
        labels = {
            "phone": request.env._("Telephone number"),
            "name": request.env._("Whom should we ask for?"),
            "ward": request.env._("Ward where you live"),
            "about": request.env._("What is it about?"),
        }
        errors = errors or {}
        if not form["phone"] and request.env.user._is_portal():
            form["phone"] = format_phone(request.env.user.partner_id.phone or "")
        values = {
            "form": form,
            "is_done": is_done,
            "labels": labels,
            "errors": self._error_lines(errors, labels),
            "error_of": errors,
            "notice": notice,
            "wards": self._ward_names(),
            "token": self._make_token("call-me"),
        }
        status = 422 if errors else status
        return self._page(
            "hcc_booking.public_call_me", values, status=status, personal=True
        )

    def _ward_names(self):
        # sudo: hcc.ward - the list of wards is public
        wards = request.env["hcc.ward"].sudo().search_fetch([], ["name", "code"])
        return sorted((ward.name, ward.code) for ward in wards)

    def _show_again(self, booked_sudo, **query):
        return self._redirect(f"/hcc/request/{booked_sudo.reference}", **query)
