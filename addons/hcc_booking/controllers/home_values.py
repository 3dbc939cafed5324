"""What pages show of a refused home visit: plain values, no record."""

from odoo.http import request


def can_choose_point(booked_sudo):
    """Whether the citizen may take a time at a point instead of the home visit."""
    return booked_sudo.home_decision == "refused" and booked_sudo.state == "waiting"


def can_ask_review(booked_sudo):
    """Whether the citizen may still ask for another look at a refusal."""
    return (
        booked_sudo.home_decision == "refused"
        and booked_sudo.home_review == "none"
        and booked_sudo.state in ("waiting", "booked")
    )


def home_request_values(booked_sudo):
    """What the page of a request says of a refused home visit.

    :param booked_sudo: one ``hcc.request`` that the reader may see
    """
    reason = (booked_sudo.home_review_reason or "").rstrip(".")
    texts = {
        "asked": request.env._(
            "You asked for another look at the home visit. Somebody else looks at "
            "it and answers you."
        ),
        "upheld": request.env._(
            "Somebody else looked at the home visit again. The answer stays: "
            "%(reason)s.",
            reason=reason,
        ),
        "changed": request.env._(
            "Somebody else looked at the home visit again. We can come to your home: "
            "%(reason)s.",
            reason=reason,
        ),
    }
    return {
        "can_choose_point": can_choose_point(booked_sudo),
        "can_ask_review": can_ask_review(booked_sudo),
        "review_text": texts.get(booked_sudo.home_review, ""),
    }
