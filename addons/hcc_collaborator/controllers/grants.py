"""What a browser may see without an account, and what it searched for.

Both for half an hour: the telephone may be somebody else's.
"""

from datetime import timedelta

from odoo import fields
from odoo.http import request

from .visitor import forget_visitor

VALID_FOR = timedelta(minutes=30)
_KEY = "hcc_grants"
_SEARCH = "hcc_ward_search"


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
    for key in (_KEY, _SEARCH):
        request.session.pop(key, None)
    forget_visitor()


def remember_search(text):
    """Keep what was typed to find a ward: an address belongs in no address bar."""
    until = (fields.Datetime.now() + VALID_FOR).timestamp()
    request.session[_SEARCH] = [text, until]


def remembered_search():
    """What this browser searched for last, unless that is long ago."""
    text, until = request.session.get(_SEARCH) or ("", 0)
    return text if until > fields.Datetime.now().timestamp() else ""


def forget_search():
    """Take away what was searched for; whoever comes next starts anew."""
    request.session.pop(_SEARCH, None)


def _live_grants():
    now = fields.Datetime.now().timestamp()
    grants = request.session.get(_KEY) or {}
    return {key: until for key, until in grants.items() if until > now}
