"""What the form asks about messages: which way, and how discreetly."""

from odoo.http import request

from odoo.addons.hcc_collaborator.tools.web_input import clean

CHANNELS = ("sms", "call", "email")
LONGEST = 2_000


def read_tell_form(params):
    """What a person chose and typed; an e-mail address as it came."""
    channel = params.get("contact_channel")
    return {
        "contact_channel": channel if channel in CHANNELS else "sms",
        "email": clean(params.get("email"), LONGEST),
        "no_reminder": params.get("no_reminder") == "1",
        "discreet": params.get("discreet") == "1",
    }


def tell_booking_values(form):
    """The same for the booking service."""
    return {
        "contact_channel": form["contact_channel"],
        "reminder_channel": "none" if form["no_reminder"] else "",
        "email": form["email"],
        "discreet": form["discreet"],
    }


def tell_labels():
    """Names of these fields, in the order of the page."""
    return {
        "contact_channel": request.env._("How shall we tell you?"),
        "email": request.env._("E-mail address"),
    }


def tell_page_values(form, errors):
    """What the page shows besides the form; open when something was chosen."""
    chosen = form["contact_channel"] != "sms" or form["email"]
    return {
        "is_tell_open": bool(
            chosen
            or form["no_reminder"]
            or form["discreet"]
            or {"email", "contact_channel"} & set(errors)
        ),
        "tell_channels": {
            "sms": request.env._("By text message"),
            "call": request.env._("By telephone"),
            "email": request.env._("By e-mail"),
        },
    }
