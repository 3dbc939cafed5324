"""Sign-in of staff and of citizens with an account, as light as our pages."""

import re
import secrets

from odoo.exceptions import AccessDenied
from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import HccPublic
from odoo.addons.hcc_collaborator.tools.web_input import clean
from odoo.addons.web.controllers.utils import (
    _get_login_redirect_url,
    is_user_internal,
)

from .booking import _PUBLIC

_PATH = "/hcc/sign-in"
_NONCE = "hcc_sign_in"
#: where one may be taken after signing in: pages of this server alone
_INSIDE = re.compile(r"/(?:hcc|my|odoo)(?:[/?#][!-~]*)?")
_LONGEST = 200


class HccSignIn(HccPublic):
    """Odoo's own page stays where it is; ours links here."""

    @route(_PATH, **{**_PUBLIC, "methods": ["GET"], "readonly": True})
    def sign_in(self, redirect=None, **_params):
        if request.session.uid:
            return self._leave(request.session.uid, redirect)
        return self._sign_in_page(redirect=redirect)

    @route(_PATH, **{**_PUBLIC, "methods": ["POST"], "csrf": False})
    def sign_in_post(self, login=None, password=None, redirect=None, **params):
        if request.session.uid:
            return self._leave(request.session.uid, redirect)
        login = clean(login, _LONGEST)
        password = password if isinstance(password, str) else ""
        if self._is_program(params):
            return self._redirect("/hcc")
        if not self._check_token(self._purpose(), params.get("token")).is_valid:
            notice = request.env._(
                "The page was open for a long time. Please sign in once more."
            )
            return self._sign_in_page(login, redirect, notice=notice)
        errors = self._missing(login, password)
        if errors:
            return self._sign_in_page(login, redirect, errors=errors)
        # by address and account together: nobody keeps somebody else out
        address = request.httprequest.remote_addr
        wait = self._say_wait(
            request.env["hcc.rate.limit"]._hit_sign_in(address, login)
        )
        if wait:
            return self._sign_in_page(login, redirect, notice=wait, status=429)
        request.hcc_sign_in_counted = True
        credential = {"login": login, "password": password, "type": "password"}
        try:
            found = request.session.authenticate(request.env, credential)
        except AccessDenied:
            # Nobody learns here whether there is such an account.
            notice = request.env._(
                "The account or the password is not right. Please try again."
            )
            return self._sign_in_page(login, redirect, notice=notice, status=422)
        request.session.pop(_NONCE, None)
        return self._leave(found["uid"], redirect)

    def _missing(self, login, password):
        errors = {}
        if not login:
            errors["login"] = request.env._("Please type your account.")
        if not password:
            errors["password"] = request.env._("Please type your password.")
        return errors

    def _sign_in_page(
        self, login="", redirect=None, errors=None, notice="", status=None
    ):
        labels = {
            "login": request.env._("Account (e-mail address)"),
            "password": request.env._("Password"),
        }
        # sudo: ir.config_parameter - whether passwords are sent anew is public
        parameters = request.env["ir.config_parameter"].sudo()
        values = {
            "typed": {"login": login},
            "redirect": _inside(redirect),
            "errors": self._error_lines(errors or {}, labels),
            "error_of": errors or {},
            "labels": labels,
            "notice": notice,
            "token": self._make_token(self._purpose()),
            "can_reset": parameters.get_param("auth_signup.reset_password") == "True",
        }
        status = status or (422 if errors else 200)
        return self._page(
            "hcc_booking.public_sign_in", values, status=status, personal=True
        )

    def _purpose(self):
        """The form belongs to this browser: nobody can sign another one in."""
        if not request.session.get(_NONCE):
            request.session[_NONCE] = secrets.token_hex(16)
        return f"sign_in:{request.session[_NONCE]}"

    def _leave(self, uid, redirect):
        """Go on to the second factor, the page asked for, or one's own home."""
        target = _inside(redirect)
        if not target and not is_user_internal(uid):
            target = "/my"
        response = request.redirect(_get_login_redirect_url(uid, target), code=303)
        response.headers["Cache-Control"] = "no-store"
        return response


def _inside(target):
    """The address, if it is one of this server where people work; or nothing."""
    target = clean(target, _LONGEST)
    return target if _INSIDE.fullmatch(target) and "//" not in target else ""
