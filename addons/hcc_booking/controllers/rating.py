"""A rating by a link, once."""

from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools.web_input import clean
from .base import HccPublic
from .booking import _PUBLIC
from .details import LONGEST

#: answers, best first, each with the mouth of a face of 32 by 32
MOUTHS = {
    5: "M8 18q8 12 16 0z",
    4: "M9 20q7 6 14 0",
    3: "M9 21h14",
    2: "M9 23q7-6 14 0",
    1: "M9 25q7-12 14 0",
}


class HccPublicRating(HccPublic):
    """The token in the link is all that it takes, and works once."""

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

    def _rating_page(self, booked_sudo, typed=None, errors=None, notice="", status=200):
        words = self._rating_words()
        labels = {
            "value": request.env._("Your answer"),
            "comment": request.env._("Would you like to add anything?"),
        }
        values = {
            "is_rated": bool(booked_sudo.rated_at),
            "typed": typed or {"value": "", "comment": ""},
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "answers": [
                {"value": str(value), "mouth": mouth, "words": words[value]}
                for value, mouth in MOUTHS.items()
            ],
            "token": self._make_token(f"rate:{booked_sudo.reference}"),
            **self._money_values(rating=booked_sudo._get_rating().access_token),
            "ward": booked_sudo.ward_id,
        }
        status = 422 if errors else status
        return self._page("public_rating", values, status=status, personal=True)

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
