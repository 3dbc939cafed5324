"""A rating, once: by a link, or by the code on the slip."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic
from odoo.addons.hcc_collaborator.tools.web_input import as_rating_code, clean

from .booking import _PUBLIC
from .details import LONGEST

#: the code is typed on the helper's tablet, who does not see the answer
TABLET = "tablet"
#: answers, best first, each with the mouth of a face of 32 by 32
MOUTHS = {
    5: "M8 18q8 12 16 0z",
    4: "M9 20q7 6 14 0",
    3: "M9 21h14",
    2: "M9 23q7-6 14 0",
    1: "M9 25q7-12 14 0",
}


class HccPublicRating(HccPublic):
    """The token in the link, or the code on paper, is all that it takes."""

    @route(
        "/hcc/rate/<string:token>", **{**_PUBLIC, "methods": ["GET"], "readonly": True}
    )
    def rate(self, token, **_params):
        booked_sudo = self._find_rated(token)
        if not booked_sudo:
            return self._not_found()
        return self._rating_page(booked_sudo)

    @route(
        "/hcc/rate/<string:token>", **{**_PUBLIC, "methods": ["POST"], "csrf": False}
    )
    def rate_post(self, token, value=None, comment=None, form_token=None, **params):
        booked_sudo = self._find_rated(token)
        if not booked_sudo:
            return self._not_found()
        if self._is_program(params):
            return self._redirect("/hcc")
        if booked_sudo.rated_at:
            return self._rating_page(booked_sudo)
        typed = {"value": value, "comment": clean(comment, LONGEST)}
        purpose = f"rate:{booked_sudo.reference}"
        if not self._check_token(purpose, form_token).is_valid:
            notice = self._stale_form_message()
            return self._rating_page(booked_sudo, typed, notice=notice)
        wait = self._wait_notice("rate", booked_sudo.reference)
        if wait:
            return self._rating_page(booked_sudo, typed, notice=wait, status=429)
        if value not in {str(answer) for answer in MOUTHS}:
            message = request.env._("Please choose one of the five answers.")
            errors = {"value": message}
            return self._rating_page(booked_sudo, typed, errors=errors)
        try:
            booked_sudo._submit_rating(int(value), typed["comment"])
        except UserError as error:
            request.env.cr.rollback()
            errors = {"comment": str(error)}
            return self._rating_page(booked_sudo, typed, errors=errors)
        return self._redirect(f"/hcc/rate/{token}")

    # With the code on the slip

    @route("/hcc/rate", **{**_PUBLIC, "methods": ["GET"], "readonly": True})
    def rate_by_code(self, code=None, at=None, done=None, **_params):
        if done:
            return self._page("hcc_booking.public_rated", {"is_tablet": at == TABLET})
        typed = {"code": as_rating_code(code), "at": TABLET if at == TABLET else ""}
        return self._code_page(typed)

    @route("/hcc/rate", **{**_PUBLIC, "methods": ["POST"], "csrf": False})
    def rate_by_code_post(
        self, code=None, value=None, comment=None, at=None, form_token=None, **params
    ):
        if self._is_program(params):
            return self._redirect("/hcc")
        typed = {
            "code": clean(code, 40),
            "value": value,
            "comment": clean(comment, LONGEST),
            "at": TABLET if at == TABLET else "",
        }
        if not self._check_token("rate_code", form_token).is_valid:
            return self._code_page(typed, notice=self._stale_form_message())
        wait = self._wait_notice("rate", typed["code"])
        if wait:
            return self._code_page(typed, notice=wait, status=429)
        errors = {}
        # sudo: hcc.request - the code on the slip is the permission
        booked_sudo = request.env["hcc.request"].sudo()._find_by_rating_code(code)
        if not booked_sudo:
            errors["code"] = request.env._(
                "We do not know this code, it was used already, or it is too old. "
                "Please check it."
            )
        if value not in {str(answer) for answer in MOUTHS}:
            errors["value"] = request.env._("Please choose one of the five answers.")
        if errors:
            return self._code_page(typed, errors=errors)
        try:
            channel = typed["at"] or "code"
            booked_sudo._submit_rating(int(value), typed["comment"], channel)
        except UserError as error:
            request.env.cr.rollback()
            return self._code_page(typed, errors={"comment": str(error)})
        return self._redirect("/hcc/rate", done=1, at=typed["at"])

    # Pages

    def _code_page(self, typed, errors=None, notice="", status=200):
        values = {
            **self._answer_values(typed, errors, notice),
            "token": self._make_token("rate_code"),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_rating_code", values, status=status, personal=True
        )

    def _rating_page(self, booked_sudo, typed=None, errors=None, notice="", status=200):
        rating_sudo = booked_sudo._get_rating()
        values = {
            **self._answer_values(typed, errors, notice),
            **self._money_values(rating=rating_sudo.access_token),
            "is_rated": bool(booked_sudo.rated_at),
            "token": self._make_token(f"rate:{booked_sudo.reference}"),
            "ward": booked_sudo.ward_id,
        }
        if errors:
            status = 422
        return self._page(
            "hcc_booking.public_rating", values, status=status, personal=True
        )

    def _answer_values(self, typed, errors, notice):
        """What both forms show: the five answers and the words."""
        words = self._rating_words()
        labels = {
            "code": request.env._("Code on your slip"),
            "value": request.env._("Your answer"),
            "comment": request.env._("Would you like to add anything?"),
        }
        return {
            "typed": {"code": "", "value": "", "comment": "", "at": ""} | (typed or {}),
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "answers": [
                {"value": str(value), "mouth": mouth, "words": words[value]}
                for value, mouth in MOUTHS.items()
            ],
        }

    def _rating_words(self):
        return {
            5: request.env._("Very satisfied"),
            4: request.env._("Satisfied"),
            3: request.env._("Neither good nor bad"),
            2: request.env._("Not satisfied"),
            1: request.env._("Very dissatisfied"),
        }

    def _find_rated(self, token):
        """The request that a rating link belongs to; an empty one if none."""
        # sudo: hcc.request - the token of the link is the permission
        Request = request.env["hcc.request"].sudo()
        return Request._find_by_rating_token(clean(token, 100)).exists()
