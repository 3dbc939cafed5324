"""Whether the person at the door comes from the service: the check of a badge."""

from odoo.http import request, route
from odoo.tools.misc import file_open

from ..tools.web_input import clean
from .base import PUBLIC, PUBLIC_READ, HccPublic

_NEUTRAL = "hcc_collaborator/static/src/public/nobody.svg"


class HccPublicBadge(HccPublic):
    """A badge in hand is all that it takes, and nothing less.

    Whatever is wrong gives one and the same page, without a name: nobody learns
    from it who works, worked, or what a number would have been.
    """

    @route("/hcc/badge", **{**PUBLIC_READ, "sitemap": True})
    def badge_form(self, **_params):
        return self._badge_form_page()

    @route("/hcc/badge", **{**PUBLIC, "methods": ["POST"], "csrf": False})
    def badge_form_post(self, number=None, code=None, token=None, **params):
        if self._is_program(params):
            return self._redirect("/hcc")
        typed = {"number": clean(number, 40), "code": clean(code, 40)}
        if not self._check_token("badge", token).is_valid:
            return self._badge_form_page(typed, notice=self._stale_form_message())
        missing = request.env._("Please write what stands on the badge.")
        errors = {name: missing for name, value in typed.items() if not value}
        if errors:
            return self._badge_form_page(typed, errors=errors)
        badges = request.env["hcc.collaborator"]
        wait = self._wait_notice("badge", badges._clean_badge_number(typed["number"]))
        if wait:
            return self._badge_form_page(typed, notice=wait, status=429)
        person_sudo = badges._find_badge_by_code(typed["number"], typed["code"])
        if not person_sudo:
            return self._badge_page(person_sudo)
        return self._redirect(f"/hcc/badge/{person_sudo.badge_token}")

    @route("/hcc/badge/<string:token>", **PUBLIC_READ)
    def badge(self, token, **_params):
        return self._badge_page(request.env["hcc.collaborator"]._find_badge(token))

    @route("/hcc/badge/<string:token>/photo", **PUBLIC_READ)
    def badge_photo(self, token, **_params):
        """The photo of a badge that is good now, else a picture of nobody."""
        person_sudo = request.env["hcc.collaborator"]._find_badge(token)
        content, kind = person_sudo._get_badge_photo() if person_sudo else (b"", "")
        if not content:
            with file_open(_NEUTRAL, "rb") as file:
                content, kind = file.read(), "image/svg+xml"
        headers = {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "X-Robots-Tag": "noindex",
        }
        return request.make_response(content, headers=list(headers.items()))

    # Pages

    def _badge_page(self, person_sudo):
        """Valid now, with name and photo; or not, with nothing."""
        values = {"badge": None}
        if person_sudo:
            token = person_sudo.badge_token
            values["ward"] = person_sudo.ward_id
            values["badge"] = {
                "name": person_sudo.name,
                "number": person_sudo.badge_number,
                "ward": person_sudo.ward_id.display_name,
                "photo": f"/hcc/badge/{token}/photo",
                "now": request.env["hcc.collaborator"]._get_badge_moment(),
            }
        return self._page("hcc_collaborator.public_badge", values, personal=True)

    def _badge_form_page(self, typed=None, *, errors=None, notice="", status=200):
        labels = {
            "number": request.env._("Badge number"),
            "code": request.env._("Check code"),
        }
        values = {
            "typed": typed or {"number": "", "code": ""},
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "token": self._make_token("badge"),
        }
        if errors:
            status = 422
        return self._page(
            "hcc_collaborator.public_badge_form", values, status=status, personal=True
        )
