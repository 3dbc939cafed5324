"""What the form asks besides for a visit at home, and about who asks for whom."""

from odoo.http import request

from odoo.addons.hcc_collaborator.controllers.grants import is_granted
from odoo.addons.hcc_collaborator.tools.web_input import clean

#: far above every limit of the models, so that a refusal can show it again
LONGEST = 2_000
TYPED = ("birth_year", "address_note", "latitude", "longitude")
_REASON = "home_reason_"


def read_home_form(params):
    """What a person typed and ticked; texts as they came."""
    form = {name: clean(params.get(name), LONGEST) for name in TYPED}
    keys = [key.removeprefix(_REASON) for key in params if key.startswith(_REASON)]
    form["home_reason_ids"] = [
        int(key) for key in keys[:50] if key.isascii() and key.isdigit()
    ]
    form["is_sure"] = params.get("is_sure") == "1"
    return form


def home_booking_values(choice, form):
    """The same for the booking service.

    At a point nothing of a home is kept, whatever the form sent.
    """
    values = {"may_doubt": True, "is_sure": form["is_sure"]}
    if choice.place == "home":
        values.update({name: form[name] for name in TYPED})
        values["home_reason_ids"] = form["home_reason_ids"]
    return values


def home_labels(choice):
    """Names of these fields, in the order of the page."""
    if choice.place != "home":
        return {}
    return {
        "address_note": request.env._("How to find the door"),
        "position": request.env._("Position of the home"),
        "home_reason_ids": request.env._("Why at home?"),
        "birth_year": request.env._("Year of birth"),
    }


def home_page_values(choice, doubt=None):
    """What the page shows besides the form.

    :param doubt: the ``BookingDoubt`` that was raised, or none
    """
    references = doubt.references if doubt else []
    values = {
        "is_doubtful": bool(doubt),
        # only what this browser may see anyway
        "known_references": [ref for ref in references if is_granted(ref)],
        "behalf_text": _behalf_text(),
        "home_reasons": [],
    }
    if choice.place == "home":
        # sudo: hcc.home.reason - the reasons are public
        reasons_sudo = request.env["hcc.home.reason"].sudo()._get_active()
        values["home_reasons"] = [
            {
                "id": reason.id,
                "words": reason.question,
                "hint": reason.evidence_hint
                and request.env._(
                    "Please keep ready to show: %(paper)s", paper=reason.evidence_hint
                ),
            }
            for reason in reasons_sudo
        ]
    return values


def _behalf_text():
    # sudo: hcc.consent.text - what people agree to is public
    return request.env["hcc.consent.text"].sudo()._current("behalf").body or ""
