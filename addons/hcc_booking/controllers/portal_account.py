"""Odoo's own pages of an account, which take whatever a browser may send."""

from werkzeug.exceptions import Forbidden

from odoo.http import request, route

from odoo.addons.hcc_collaborator.tools.web_input import as_id, clean
from odoo.addons.portal.controllers.portal import CustomerPortal

#: longer than any password or name; a password is never cut, since it would differ
_LONGEST = 4096
_LISTS = ("country_id", "state_id")
_ADDRESSES = "/my/addresses"


def _texts(values, *names):
    """The values of these names as text, empty where none was sent."""
    return {name: clean(values.get(name), _LONGEST) for name in names}


class HccPortalAccount(CustomerPortal):
    """What is missing or no text is empty, and the page says what is missing."""

    @route()
    def security(self, **post):
        return super().security(**{**post, **_texts(post, "old", "new1", "new2")})

    @route()
    def deactivate_account(self, validation="", password="", **post):
        typed = _texts(
            {"validation": validation, "password": password}, "validation", "password"
        )
        return super().deactivate_account(**typed, **post)

    @route()
    def portal_address_submit(self, partner_id=None, **form_data):
        values = {
            name: clean(value, _LONGEST)
            for name, value in form_data.items()
            if isinstance(value, str)
        }
        for name in _LISTS:
            if not as_id(values.get(name)):
                values.pop(name, None)
        is_both = values.get("use_delivery_as_billing") == "true"
        values["use_delivery_as_billing"] = "true" if is_both else "false"
        if not values.get("callback", "/my").startswith("/my"):
            # the page goes where the answer says
            values["callback"] = _ADDRESSES
        number = as_id(partner_id)
        # sudo: res.partner - whether there is one; core asks whose it is
        if partner_id and not request.env["res.partner"].sudo().browse(number).exists():
            # as somebody else's is answered
            raise Forbidden
        return super().portal_address_submit(number or None, **values)
