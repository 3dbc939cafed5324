"""What a citizen is shown of a request: plain values, no record."""

from odoo.http import request

from .times import moment_words

CHANGEABLE = ("waiting", "booked")
CLOSED = ("done", "cancelled", "no_show")


def request_values(booked_sudo):
    """Values of the page of a request.

    :param booked_sudo: one ``hcc.request`` that the reader may see
    :return: dict of texts, truths and lists; ``ward`` alone is a record
    """
    appointment_sudo = booked_sudo.current_appointment_id
    point_sudo = appointment_sudo.service_point_id or booked_sudo.service_point_id
    has_time = booked_sudo.state in ("booked", "in_progress", "done", "no_show")
    deadline = booked_sudo.answer_deadline
    return {
        "ward": booked_sudo.ward_id,
        "reference": booked_sudo.reference,
        "state": booked_sudo.state,
        "title": _title(booked_sudo),
        "is_changeable": booked_sudo.state in CHANGEABLE,
        "is_good": booked_sudo.state in ("waiting", "booked", "done"),
        "is_closed": booked_sudo.state in CLOSED,
        "is_cancelled": booked_sudo.state == "cancelled",
        "is_waiting": booked_sudo.state == "waiting",
        "is_home": booked_sudo.place == "home",
        "is_home_pending": booked_sudo.home_decision == "pending",
        "refused_text": booked_sudo.home_decision == "refused"
        and request.env._(
            "We cannot come to your home, for this reason: %(reason)s. We help you at "
            "a support point instead.",
            reason=(booked_sudo.home_decision_reason or "").rstrip("."),
        ),
        "when": moment_words(appointment_sudo.start)
        if appointment_sudo and has_time
        else "",
        "answer_text": deadline
        and request.env._(
            "We answer by %(moment)s with a time, by telephone or text message.",
            moment=moment_words(deadline),
        ),
        "home_text": request.env._(
            "At your home, %(ward)s", ward=booked_sudo.ward_id.display_name
        ),
        "point_name": point_sudo.name or "",
        "point_address": point_sudo.address or "",
        "point_directions": point_sudo.directions or "",
        "procedure": booked_sudo.procedure_summary,
        "is_neutral": False,
        "documents": booked_sudo.procedure_ids.document_ids.mapped("name"),
        "warnings": warnings_of(booked_sudo.eid_level2, booked_sudo.own_sim),
        "helpers": _helpers(appointment_sudo) if has_time else [],
        "dossiers": [
            dossier._get_public_values()
            for dossier in booked_sudo.dossier_ids.sorted("id")
        ],
        **booked_sudo._get_page_values(),
    }


def neutral_values(booked_sudo):
    """What a slip that lies about shows less of a discreet request.

    :return: dict, to be put over that of :func:`request_values`
    """
    if not booked_sudo._is_discreet():
        return {}
    return {
        "is_neutral": True,
        "procedure": "",
        "documents": [],
        "dossiers": [],
        "papers": [],
        "home_text": booked_sudo.ward_id.display_name,
        "service_name": "",
    }


def _title(booked_sudo):
    titles = {
        "waiting": request.env._("We have received your request"),
        "booked": request.env._("Your appointment is booked"),
        "in_progress": request.env._("The helper is with you now"),
        "done": request.env._("The help is finished"),
        "cancelled": request.env._("This appointment is cancelled"),
        "no_show": request.env._("The helper did not find you"),
    }
    return titles[booked_sudo.state]


def _helpers(appointment_sudo):
    """Who comes; the one who leads stands first."""
    live_sudo = appointment_sudo.assignment_ids.filtered("is_live")
    live_sudo = live_sudo.sorted(lambda assignment: assignment.role != "lead")
    return [
        {
            "name": helper.name,
            "badge": helper.badge_number
            and request.env._("Badge number %(number)s", number=helper.badge_number),
        }
        for helper in live_sudo.collaborator_id
    ]


def warning_titles():
    """What the questions before a booking are about."""
    return {
        "eid": request.env._("Level-2 electronic identity (VNeID)"),
        "sim": request.env._("Telephone SIM in your own name"),
        "originals": request.env._("Original papers"),
    }


def warnings_of(eid, sim, originals=""):
    """What to do about answers that are not a clear yes.

    :return: list of dicts with ``title`` and ``text``
    """
    titles = warning_titles()
    answers = {"eid": eid, "sim": sim, "originals": originals}
    texts = {
        "eid": request.env._(
            "Applying online needs it. Only the police can issue it, and "
            "you must go in person with your identity card. If you have "
            "not got it yet, the helper can still explain what to do and "
            "prepare the papers with you."
        ),
        "sim": request.env._(
            "The portal sends a code to a SIM that is registered in your own "
            "name. To check or to change the name, go to a shop of your "
            "telephone company with your identity card."
        ),
        "originals": request.env._(
            "The authority may ask to see the paper originals. Please look "
            "for them before the appointment; if one is lost, tell the "
            "helper."
        ),
    }
    return [
        {"title": titles[name], "text": texts[name]}
        for name, answer in answers.items()
        if answer in ("no", "unknown")
    ]
