"""Who may see a request without an account: whoever proved it, for half an hour."""

from datetime import timedelta

from odoo import fields
from odoo.http import request

VALID_FOR = timedelta(minutes=30)
_KEY = "hcc_grants"


def grant(reference):
    """Let this browser see a request for a while."""
    grants = _live_grants()
    grants[reference] = (fields.Datetime.now() + VALID_FOR).timestamp()
    request.session[_KEY] = grants


def is_granted(reference):
    """Whether this browser may see the request now."""
    return reference in _live_grants()


def forget_all():
    """Take away all that this browser may see, and what it searched for."""
    for key in (_KEY, "hcc_ward_query"):
        request.session.pop(key, None)


def _live_grants():
    now = fields.Datetime.now().timestamp()
    grants = request.session.get(_KEY) or {}
    return {key: until for key, until in grants.items() if until > now}
