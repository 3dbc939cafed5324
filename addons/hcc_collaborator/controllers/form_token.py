"""Tokens of the public forms.

Odoo's own token dies with the session and turns a form into an error page. Ours
says that the form was made by this server for one purpose, and carries the key
that makes sending it twice harmless.
"""

import secrets
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.tools import consteq, hmac

VALID_FOR = timedelta(hours=6)
_SCOPE = "hcc_collaborator.public_form"


class CheckedToken(NamedTuple):
    """``submit_token`` is empty when the token was not made here."""

    submit_token: str
    is_valid: bool


def make_token(env, purpose, submit_token=""):
    """Make the token of a form.

    :param env: environment of a superuser
    :param str purpose: what the form may do, and for whom
    :param str submit_token: key to keep when a form is shown again
    """
    submit_token = submit_token or secrets.token_hex(16)
    expiry = int((fields.Datetime.now() + VALID_FOR).timestamp())
    return f"{submit_token}.{expiry}.{_sign(env, purpose, submit_token, expiry)}"


def check_token(env, purpose, token):
    """Check the token that came back with a form.

    A token that is ours but too old keeps its key, so that a form sent again
    from an old page does not make a second request.
    """
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3 or not parts[1].isdecimal() or len(parts[1]) > 12:
        return CheckedToken("", False)
    submit_token, expiry, signature = parts
    if not signature.isascii():
        return CheckedToken("", False)
    if not consteq(_sign(env, purpose, submit_token, int(expiry)), signature):
        return CheckedToken("", False)
    return CheckedToken(submit_token, int(expiry) > fields.Datetime.now().timestamp())


def _sign(env, purpose, submit_token, expiry):
    return hmac(env, _SCOPE, (purpose, submit_token, expiry))
