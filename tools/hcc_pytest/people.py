"""Helpers and their visits, for browser tests: on a real server, at a real hour."""

import uuid
from datetime import UTC, datetime, timedelta

from . import pages

WARD = "Ba Đình"


def now():
    """This minute, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)


def team_of(env, ward=WARD):
    return env["hcc.team"].search([("ward_id.name", "=", ward)], limit=1)


def put_on_call(env, person, start=None, stop=None):
    """From now on, whatever the hour, or from start to stop, naive UTC."""
    env["hcc.shift"].create(
        {
            "collaborator_id": person.id,
            "kind": "on_call",
            "start": start or now() - timedelta(hours=2),
            "stop": stop or now() + timedelta(hours=20),
            "state": "published",
        }
    )


def make_helper(env, mark, name, on_call=(), **values):
    """Somebody with all qualifications, on call.

    :param str mark: short word for the login and the badge
    :param on_call: start and stop, see :func:`put_on_call`
    :param values: more of ``hcc.collaborator``
    """
    number = uuid.uuid4().hex[:6]
    user = env["res.users"].create(
        {"login": f"{mark}-{number}@demo.hcc", "name": f"{name} {number}"}
    )
    user.password = pages.PASSWORD
    person = env["hcc.collaborator"].create(
        {
            "name": user.name,
            "badge_number": f"CTV-{mark}-{number}".upper(),
            "team_id": team_of(env).id,
            "user_id": user.id,
            "state": "active",
            "qualification_ids": [
                (0, 0, {"type_id": kind.id, "date_from": "2026-01-01"})
                for kind in env["hcc.qualification.type"].search([])
            ],
            **values,
        }
    )
    put_on_call(env, person, *on_call)
    return person


def make_visit(env, person, start, name="Phạm Thị Thử", **citizen):
    """A visit at home that the helper accepted.

    :param datetime start: naive UTC
    :param citizen: more of ``hcc.citizen``
    :return: the ``hcc.assignment``
    """
    ward = person.team_id.ward_id
    request = env["hcc.request"].create(
        {
            "ward_id": ward.id,
            "place": "home",
            "citizen_id": env["hcc.citizen"]
            .create(
                {"name": name, "phone": "+84912345678", "ward_id": ward.id, **citizen}
            )
            .id,
            "procedure_ids": env["hcc.procedure"]
            .search(
                [("home_possible", "=", True), ("document_ids", "!=", False)], limit=1
            )
            .ids,
            "state": "booked",
        }
    )
    visit = env["hcc.appointment"].create(
        {
            "request_id": request.id,
            "start": start,
            "stop": start + timedelta(minutes=20),
            "place": "home",
        }
    )
    entry = env["hcc.assignment"].create(
        {"appointment_id": visit.id, "collaborator_id": person.id}
    )
    entry.action_accept()
    return entry


def book(env, person, start, name, phone, **values):
    """A visit at home, asked for by telephone, granted and given to the helper.

    :param datetime start: naive UTC
    :param values: more of the order, see ``hcc.booking._submit``
    :return: the ``hcc.request``
    """
    settings = env["ir.config_parameter"]
    rule = settings.get_param("hcc_booking.evening_home_rule")
    # one helper is enough for a journey, at night as well
    settings.set_param("hcc_booking.evening_home_rule", "check_in_call")
    request = env["hcc.booking"]._submit(
        {
            "submit_token": uuid.uuid4().hex,
            "channel": "telephone",
            "ward_id": person.team_id.ward_id.id,
            "place": "home",
            "difficulty_travelling": True,
            "procedure_ids": env["hcc.procedure"]
            .search([("home_possible", "=", True)], limit=1)
            .ids,
            "start": start,
            "collaborator_id": person.id,
            "name": name,
            "phone": phone,
            "address": "12 phố Thử",
            "consent_text_id": env["hcc.consent.text"]._current().id,
            **values,
        }
    )
    settings.set_param("hcc_booking.evening_home_rule", rule or "two_helpers")
    request._decide_home("approved")
    return request
