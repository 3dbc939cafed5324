"""What pages show of the waiting list: plain values, no record."""

from odoo.http import request

from odoo.addons.hcc_collaborator.tools.web_input import local_time_value

from ..slots.local_time import to_local
from .times import moment_words


def part_names():
    """Parts of the day, in order."""
    return {
        "morning": request.env._("Morning"),
        "afternoon": request.env._("Afternoon"),
        "evening": request.env._("Evening"),
    }


def wanted_labels():
    """What the fields of somebody who waits are called."""
    return {
        "parts": request.env._("Which part of the day suits you?"),
        "not_before": request.env._("Not before"),
        "not_after": request.env._("Not after"),
    }


def done_text(done):
    """What the page of a request says after something was done.

    :param str done: of the page's address
    """
    texts = {
        "moved": request.env._("The time has been changed."),
        "cancelled": request.env._("The appointment has been cancelled."),
        "waiting": request.env._("You are on the waiting list."),
        "left": request.env._("You are not on the waiting list any more."),
        "declined": request.env._(
            "Thank you. Nothing has changed, and you keep your place on the waiting "
            "list."
        ),
        "call": request.env._("A member of staff calls you as soon as possible."),
        "withdrawn": request.env._(
            "You have withdrawn your agreement. We send you nothing more about this, "
            "and do not use your data any more."
        ),
        "data": request.env._(
            "We have your wish. Somebody calls you and asks who you are, so that your "
            "data go to nobody else."
        ),
    }
    return texts.get(done, "")


def waiting_values(booked_sudo):
    """What the page of a request says of the waiting list.

    :param booked_sudo: one ``hcc.request`` that the reader may see
    """
    entry_sudo = booked_sudo._get_waiting()
    offer_sudo = entry_sudo.offer_id
    return {
        "is_in_line": bool(entry_sudo),
        "line_text": entry_sudo
        and request.env._(
            "You are number %(number)s on the waiting list. When a time that suits "
            "you becomes free, we offer it to you by text message or telephone.",
            number=entry_sudo.position,
        ),
        "offer_text": offer_sudo
        and request.env._(
            "This time is free for you: %(moment)s. We keep it until %(until)s.",
            moment=moment_words(offer_sudo.start),
            until=moment_words(offer_sudo.expires_at),
        ),
    }


def near_times(slots, limit=4):
    """The next of the free times, one line for each.

    :param slots: list of ``Slot``
    """
    return [
        {
            "value": local_time_value(to_local(slot.start)),
            "words": moment_words(slot.start),
        }
        for slot in slots[:limit]
    ]
