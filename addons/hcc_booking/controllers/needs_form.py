"""What the form asks about needs: sign language, large print, a way without steps."""

from odoo.http import request

from odoo.addons.hcc_collaborator.tools.web_input import clean

from ..models.hcc_request_needs import GENDERS, MORE_NEEDS, NEEDS

LONGEST = 2_000


def read_needs_form(params):
    """What a person ticked and typed, as it came."""
    form = {name: params.get(name) == "1" for name in NEEDS}
    form["need_language"] = clean(params.get("need_language"), LONGEST)
    gender = params.get("wish_gender")
    form["wish_gender"] = gender if gender in dict(GENDERS) else ""
    return form


def needs_booking_values(form):
    """The same for the booking service."""
    return {name: form[name] for name in (*NEEDS, *MORE_NEEDS)}


def needs_labels():
    """Names of these fields, in the order of the page."""
    return {
        "needs": request.env._("Is there anything that would help you?"),
        "need_language": request.env._("Which language does the person speak best?"),
        "wish_gender": request.env._("Who should come?"),
    }


def needs_page_values(form, errors):
    """What the page shows besides the form; open when something was chosen."""
    return {
        "is_needs_open": any(needs_booking_values(form).values())
        or "need_language" in errors,
        "needs_choices": {
            "need_sign": request.env._("Sign language"),
            "need_large_print": request.env._("Papers in large print"),
            "need_step_free": request.env._("A way without steps, for a wheelchair"),
            "has_companion": request.env._("Somebody comes along with the person"),
        },
        "gender_choices": {
            "": request.env._("A woman or a man, either is fine"),
            "female": request.env._("A woman, please"),
            "male": request.env._("A man, please"),
        },
    }
