"""What a citizen reads of complaints: plain words, in the language of the page."""

from odoo.http import request


def kind_words():
    """Kinds of complaints, as the one who complains would say it."""
    return {
        "money_asked": request.env._("Somebody asked for money"),
        "behaviour": request.env._("Somebody was impolite or behaved badly"),
        "late_or_absent": request.env._("The helper came late, or did not come"),
        "wrong_help": request.env._("The help was wrong, or I was not helped"),
        "privacy": request.env._("My personal data, a password or a code"),
        "other": request.env._("Something else"),
    }


def about_words():
    """Whom it is about: so that this person does not answer it."""
    return {
        "helper": request.env._("The helper"),
        "office": request.env._("Somebody at the ward or on the telephone"),
        "service": request.env._("Nobody in particular"),
    }


def state_words():
    """How far a complaint is."""
    return {
        "received": request.env._("We have received it"),
        "in_progress": request.env._("Somebody is looking into it"),
        "answered": request.env._("It has been answered"),
        "closed": request.env._("It has been answered"),
    }


def outcome_words():
    """What was found."""
    return {
        "justified": request.env._("You were right."),
        "partly": request.env._("You were right in part."),
        "not_justified": request.env._("We could not confirm it."),
        "not_clear": request.env._("It could not be cleared up."),
    }


def complaint_labels():
    """Labels of the fields of the forms."""
    return {
        "kind": request.env._("What do you want to tell us about?"),
        "about": request.env._("Whom is it about?"),
        "text": request.env._("What happened?"),
        "reference": request.env._("Reference of your appointment"),
        "ward": request.env._("Ward or commune"),
        "ward_id": request.env._("Ward or commune"),
        "name": request.env._("Your name"),
        "phone": request.env._("Your telephone number"),
    }
