"""A complaint (phản ánh): made in two steps or one tap, followed without account."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic
from odoo.addons.hcc_collaborator.controllers.grants import grant, is_granted
from odoo.addons.hcc_collaborator.tools.web_input import as_id, as_reference, clean

from .booking import _PUBLIC
from .complaint_words import (
    about_words,
    complaint_labels,
    kind_words,
    outcome_words,
    state_words,
)
from .times import moment_words

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}
_WRITE = {**_PUBLIC, "methods": ["POST"], "csrf": False}
MONEY = "money_asked"
LONGEST_TEXT = 4000


class HccPublicComplaint(HccPublic):
    """Whoever complains needs no account, no telephone number and no name."""

    def _money_values(self, reference="", rating=""):
        """What the one-tap report of being asked for money needs on a page."""
        return {
            "money_token": self._make_token("money"),
            "money_reference": reference,
            "money_rating": rating,
        }

    # Telling what happened, in two steps

    @route("/hcc/complain", **_READ)
    def complain(self, ref=None, kind=None, **_params):
        typed = self._complaint_typed({"kind": kind, "reference": ref})
        return self._complaint_what_page(typed)

    @route("/hcc/complain", **_WRITE)
    def complain_post(self, token=None, edit=None, **params):
        typed = self._complaint_typed(params)
        if self._is_program(params):
            return self._redirect("/hcc")
        checked = self._check_token("complain", token)
        if not checked.is_valid:
            return self._complaint_what_page(typed, notice=self._stale_form_message())
        if edit:
            return self._complaint_what_page(typed, submit_token=checked.submit_token)
        wait = self._wait_notice("find")
        if wait:
            return self._complaint_what_page(typed, notice=wait, status=429)
        errors = self._complaint_errors(typed)
        if errors:
            return self._complaint_what_page(
                typed, errors=errors, submit_token=checked.submit_token
            )
        return self._complaint_who_page(typed, submit_token=checked.submit_token)

    @route("/hcc/complain/send", **_WRITE)
    def complain_send(self, token=None, **params):
        typed = self._complaint_typed(params)
        if self._is_program(params):
            return self._redirect("/hcc")
        checked = self._check_token("complain", token)
        if not checked.is_valid:
            key = checked.submit_token
            notice = self._stale_form_message()
            return self._complaint_who_page(typed, notice=notice, submit_token=key)
        errors = self._complaint_errors(typed)
        key = checked.submit_token
        if errors:
            return self._complaint_what_page(typed, errors=errors, submit_token=key)
        ward_id, booked_sudo = (
            self._complaint_ward(typed),
            self._complaint_request(typed),
        )
        if not ward_id and not booked_sudo:
            errors = {"ward_id": request.env._("Please choose the ward.")}
            return self._complaint_who_page(typed, errors=errors, submit_token=key)
        wait = self._wait_notice("complaint", typed["phone"], typed["reference"])
        if wait:
            return self._complaint_who_page(
                typed, notice=wait, submit_token=key, status=429
            )
        values = {name: typed[name] for name in ("kind", "about", "text", "name")}
        values.update(
            phone=typed["phone"],
            ward_id=ward_id,
            request_id=booked_sudo.id,
            is_verified=bool(booked_sudo) and is_granted(booked_sudo.reference),
            submit_token=key,
        )
        try:
            complaint_sudo = request.env["hcc.complaint"]._receive(values)
        except UserError as error:
            request.env.cr.rollback()
            errors = getattr(error, "errors", None) or {"text": str(error)}
            return self._complaint_who_page(typed, errors=errors, submit_token=key)
        return self._complaint_received(complaint_sudo)

    # "I was asked for money": one tap

    @route("/hcc/complain/money", **_READ)
    def money_report(self, ref=None, **_params):
        reference = as_reference(ref)
        if not self._find_any_request(reference):
            return self._redirect("/hcc/complain", kind=MONEY)
        values = {"reference": reference, "token": self._make_token("money")}
        return self._page("hcc_booking.public_money", values, personal=True)

    @route("/hcc/complain/money", **_WRITE)
    def money_report_post(self, ref=None, rating=None, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        reference = as_reference(ref)
        rated_sudo = self._find_request_by_rating(rating)
        booked_sudo = rated_sudo or self._find_any_request(reference)
        checked = self._check_token("money", token)
        if not booked_sudo:
            return self._redirect("/hcc/complain", kind=MONEY)
        values = {"reference": booked_sudo.reference if not rated_sudo else ""}
        values.update(rating=clean(rating, 100), token=self._make_token("money"))
        if not checked.is_valid:
            values["notice"] = self._stale_form_message()
            return self._page("hcc_booking.public_money", values, personal=True)
        wait = self._wait_notice("complaint", booked_sudo.reference)
        if wait:
            values["notice"] = wait
            return self._page(
                "hcc_booking.public_money", values, status=429, personal=True
            )
        complaint_sudo = request.env["hcc.complaint"]._receive(
            {
                "kind": MONEY,
                "request_id": booked_sudo.id,
                "is_verified": bool(rated_sudo) or is_granted(booked_sudo.reference),
                "submit_token": checked.submit_token,
            }
        )
        return self._complaint_received(complaint_sudo)

    # Following it

    @route("/hcc/complain/find", **_READ)
    def complaint_find(self, ref=None, **_params):
        return self._complaint_find_page(as_reference(ref))

    @route("/hcc/complain/find", **_WRITE)
    def complaint_find_post(self, reference=None, secret=None, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        reference, secret = as_reference(reference), clean(secret, 40)
        if not self._check_token("complaint_find", token).is_valid:
            notice = self._stale_form_message()
            return self._complaint_find_page(reference, secret, notice=notice)
        wait = self._wait_notice("find", reference, secret)
        if wait:
            return self._complaint_find_page(reference, secret, notice=wait, status=429)
        complaint_sudo = request.env["hcc.complaint"]._find_by_secret(reference, secret)
        if not complaint_sudo:
            message = request.env._(
                "We found no complaint with this reference and this number. Please "
                "check both."
            )
            return self._complaint_find_page(
                reference, secret, errors={"reference": message}
            )
        grant(complaint_sudo.reference)
        return self._redirect(f"/hcc/complain/{complaint_sudo.reference}")

    @route("/hcc/complain/<string:reference>", **_READ)
    def complaint(self, reference, done=None, **_params):
        complaint_sudo = self._granted_complaint(reference)
        if not complaint_sudo:
            return self._complaint_find_page(as_reference(reference))
        return self._complaint_page(complaint_sudo, done=done)

    @route("/hcc/complain/<string:reference>/more", **_WRITE)
    def complaint_more(self, reference, token=None, text=None, phone=None, **params):
        complaint_sudo = self._granted_complaint(reference)
        if not complaint_sudo:
            return self._complaint_find_page(as_reference(reference))
        if self._is_program(params):
            return self._redirect("/hcc")
        # one more than allowed: cut silently, nobody would know what was lost
        typed = {"text": clean(text, LONGEST_TEXT + 1), "phone": clean(phone, 40)}
        purpose = f"more:{complaint_sudo.reference}"
        if not self._check_token(purpose, token).is_valid:
            notice = self._stale_form_message()
            return self._complaint_page(complaint_sudo, typed=typed, notice=notice)
        wait = self._wait_notice("complaint", complaint_sudo.reference)
        if wait:
            return self._complaint_page(
                complaint_sudo, typed=typed, notice=wait, status=429
            )
        try:
            complaint_sudo._add_words(typed["text"], typed["phone"])
        except UserError as error:
            request.env.cr.rollback()
            errors = getattr(error, "errors", None) or {"text": str(error)}
            return self._complaint_page(complaint_sudo, typed=typed, errors=errors)
        path = f"/hcc/complain/{complaint_sudo.reference}"
        return self._redirect(path, done="more")

    # Pages

    def _complaint_what_page(
        self, typed, *, errors=None, notice="", submit_token="", status=200
    ):
        labels = complaint_labels()
        values = {
            "typed": typed,
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "kinds": kind_words().items(),
            "abouts": about_words().items(),
            "token": self._make_token("complain", submit_token),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_complain", values, status=status, personal=True
        )

    def _complaint_who_page(
        self, typed, *, errors=None, notice="", submit_token="", status=200
    ):
        labels = complaint_labels()
        wards = (
            []
            if self._complaint_request(typed)
            else self._complaint_wards(typed["ward"])
        )
        values = {
            "typed": typed,
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "kind_text": kind_words().get(typed["kind"], ""),
            "wards": wards,
            "ward_id": self._complaint_ward(typed) or self._likely_ward(wards),
            "token": self._make_token("complain", submit_token),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_complain_who", values, status=status, personal=True
        )

    def _complaint_find_page(
        self, reference="", secret="", errors=None, notice="", status=200
    ):
        values = {
            "reference": reference,
            "secret": secret,
            "errors": self._error_lines(errors or {}, {"reference": ""}),
            "notice": notice,
            "token": self._make_token("complaint_find"),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_complaint_find", values, status=status, personal=True
        )

    def _complaint_page(
        self, complaint_sudo, *, done="", typed=None, errors=None, notice="", status=200
    ):
        labels = complaint_labels()
        is_open = complaint_sudo.state in ("received", "in_progress")
        values = {
            "reference": complaint_sudo.reference,
            "code": complaint_sudo.access_code,
            "is_new": done == "received",
            "is_added": done == "more",
            "is_open": is_open,
            "has_words": bool(complaint_sudo.text),
            "has_phone": bool(complaint_sudo.phone) or complaint_sudo.is_verified,
            "kind_text": kind_words()[complaint_sudo.kind],
            "state_text": state_words()[complaint_sudo.state],
            "deadline": moment_words(complaint_sudo.deadline),
            "answer": complaint_sudo.answer or "",
            "outcome_text": outcome_words().get(complaint_sudo.outcome, ""),
            "typed": typed or {"text": "", "phone": ""},
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "token": self._make_token(f"more:{complaint_sudo.reference}"),
            "ward": complaint_sudo.ward_id,
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_complaint", values, status=status, personal=True
        )

    def _complaint_received(self, complaint_sudo):
        grant(complaint_sudo.reference)
        path = f"/hcc/complain/{complaint_sudo.reference}"
        return self._redirect(path, done="received")

    # What was typed

    def _complaint_typed(self, params):
        kind, about = params.get("kind"), params.get("about")
        return {
            "kind": kind if kind in kind_words() else "",
            "about": about if about in about_words() else "helper",
            "text": clean(params.get("text"), LONGEST_TEXT + 1),
            "reference": as_reference(params.get("reference")),
            "ward": clean(params.get("ward"), 200),
            "ward_id": as_id(params.get("ward_id")),
            "name": clean(params.get("name"), 100),
            "phone": clean(params.get("phone"), 40),
        }

    def _complaint_errors(self, typed):
        errors = {}
        if not typed["kind"]:
            errors["kind"] = request.env._("Please choose one answer.")
        if not typed["text"] and typed["kind"] != MONEY:
            errors["text"] = request.env._("Please write what happened.")
        if len(typed["text"]) > LONGEST_TEXT:
            errors["text"] = request.env._(
                "At most %(limit)s characters, please.", limit=LONGEST_TEXT
            )
        if typed["reference"] and not self._complaint_request(typed):
            errors["reference"] = request.env._(
                "We know no appointment with this reference. Please correct it, or "
                "leave it empty and write the ward."
            )
        elif not typed["reference"] and not self._complaint_wards(typed["ward"]):
            errors["ward"] = request.env._(
                "We do not know this ward. Please write its name."
            )
        return errors

    def _complaint_wards(self, text):
        """The wards that may be meant, best first."""
        if not text:
            return []
        # sudo: hcc.ward - the list of wards is public
        found = request.env["hcc.ward"].sudo()._find(text, limit=8)
        return [
            {
                "id": line["ward_id"],
                "label": line["label"],
                "is_current": line["matched"] == "current",
            }
            for line in found
        ]

    def _complaint_ward(self, typed):
        """The ward, when it was chosen or only one can be meant; else 0."""
        ids = [line["id"] for line in self._complaint_wards(typed["ward"])]
        if typed["ward_id"] in ids:
            return typed["ward_id"]
        return ids[0] if len(ids) == 1 else 0

    def _likely_ward(self, wards):
        """The one ward that bears the name today, chosen beforehand; else 0."""
        current = [line["id"] for line in wards if line["is_current"]]
        return current[0] if len(current) == 1 else 0

    # Records

    def _complaint_request(self, typed):
        return self._find_any_request(typed["reference"])

    def _find_any_request(self, reference):
        # sudo: hcc.request - nothing of it is shown; where it was and who helped
        Request = request.env["hcc.request"].sudo()
        if not reference:
            return Request
        return Request.search([("reference", "=", reference)], limit=1)

    def _find_request_by_rating(self, token):
        # sudo: hcc.request - the token of the link is the permission
        Request = request.env["hcc.request"].sudo()
        token = clean(token, 100)
        return Request._find_by_rating_token(token) if token else Request

    def _granted_complaint(self, reference):
        """The complaint, when this browser may see it; else an empty one."""
        # sudo: hcc.complaint - the grant of this browser is the permission
        Complaint = request.env["hcc.complaint"].sudo()
        reference = as_reference(reference)
        if not is_granted(reference):
            return Complaint
        return Complaint.search([("reference", "=", reference)], limit=1)
