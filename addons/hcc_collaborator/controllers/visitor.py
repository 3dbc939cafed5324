"""Who a browser is while it fills in a form: a random key in its session.

It says nothing about the person. A held time belongs to it, so that nobody holds
two, and nobody gives back or books what another one holds.
"""

import secrets

from odoo.http import request

_KEY = "hcc_visitor"


def visitor():
    """Key of this browser; empty before it held anything."""
    return request.session.get(_KEY) or ""


def new_visitor():
    """Key of this browser, made when it has none.

    :return: empty when the browser sends no cookies: its next page would not know
        what it holds
    """
    if not request.httprequest.cookies.get("session_id"):
        return ""
    if not visitor():
        request.session[_KEY] = secrets.token_urlsafe(16)
    return visitor()


def forget_visitor():
    """Make this browser nobody again."""
    request.session.pop(_KEY, None)
