"""Words of the pages for applicants, in the language of the page."""

import hashlib

from odoo.http import request

CONSENT_VERSION = "2026-11"


def consent_text():
    """What an applicant agrees to."""
    # sudo: ir.config_parameter - for how long, a number of the settings
    days = request.env["hcc.collaborator"].sudo()._get_retention_days()
    return request.env._(
        "The service keeps what I write here to choose its collaborators. Those who "
        "choose in my ward and the data officer see it, nobody else. If I am not taken "
        "in or withdraw, it is cleared after %(days)s days. I can withdraw at any time "
        "with my reference and telephone number.",
        days=days,
    )


def consent_digest(text):
    """Fingerprint of the words that were shown."""
    return hashlib.sha256(text.encode()).hexdigest()


def join_labels():
    return {
        "category": request.env._("Who are you?"),
        "ward": request.env._("Ward in which you would like to help"),
        "name": request.env._("Your full name"),
        "phone": request.env._("Telephone number"),
        "email": request.env._("E-mail"),
        "languages": request.env._("Languages besides Vietnamese"),
        "availability": request.env._("When could you help?"),
        "availability_note": request.env._("Anything else about your time"),
        "experience": request.env._("What experience do you bring?"),
        "cv": request.env._("Curriculum vitae (CV)"),
        "conflicts": request.env._("Does any of this apply to you?"),
        "conflict_words": request.env._("In your own words"),
        "consent": request.env._("Your personal data"),
    }


def category_words():
    return {
        "student": request.env._("Student of law, administration or IT"),
        "union_member": request.env._("Member of a union or association"),
        "retired_official": request.env._("Retired official"),
        "postal_worker": request.env._("Public postal worker"),
        "other": request.env._("Somebody else who knows public services"),
    }


def availability_words():
    return {
        "can_weekdays": request.env._("Weekdays, in office hours"),
        "can_evenings": request.env._("Evenings"),
        "can_weekends": request.env._("Weekends"),
        "can_holidays": request.env._("Holidays"),
    }


def conflict_kind_words():
    return {
        "relative": request.env._("A relative of mine works for the service or a ward"),
        "business": request.env._("I work for a business that files papers for pay"),
        "office": request.env._("I decide on applications in an authority"),
        "other": request.env._("Something else you should know"),
    }


def join_state_words(person_sudo):
    """Heading and text of the status page."""
    state = person_sudo.state
    if state == "left" and person_sudo.application_closed_at:
        return (
            request.env._("You have withdrawn your application"),
            request.env._("Thank you for your interest. You may apply again."),
        )
    words = {
        "applied": (
            request.env._("Your application has arrived"),
            request.env._("We look at it and get in touch with you."),
        ),
        "screened": (
            request.env._("We are looking at your application"),
            request.env._("The first look is done. We get in touch with you."),
        ),
        "interviewed": (
            request.env._("We will decide soon"),
            request.env._("Thank you for the interview. We tell you what we decide."),
        ),
        "rejected": (
            request.env._("This time we could not take you in"),
            request.env._(
                "Thank you for wanting to help. This says nothing against you, and "
                "you may apply again. If you would like to know more, please call us."
            ),
        ),
        "left": (
            request.env._("Your time with us has ended"),
            request.env._("Thank you for your help."),
        ),
    }
    member = (
        request.env._("You have been taken into the team"),
        request.env._("Welcome! We tell you about the training and your first day."),
    )
    return words.get(state, member)
