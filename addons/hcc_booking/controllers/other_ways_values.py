"""Where somebody may turn who found no time that suits: plain values."""

from odoo.http import request

from odoo.addons.hcc_collaborator.tools.web_input import local_time_value

from ..slots.local_time import to_local
from .times import moment_words


def other_ways_values(choice, has_times=False):
    """What the block of other ways shows.

    :param choice: ``Choice`` with a ward and a place
    :param bool has_times: whether free times stand above it; the nearest others
        are looked for on a page of their own then
    """
    query = choice.until("slots")
    wish = {**query, "other": "1"}
    return {
        "alternatives": [] if has_times else find_alternatives(choice),
        "wish_query": wish,
        "list_query": {**wish, "list": "1"},
        "call_query": {"ward": choice.ward.code},
        "others_query": query if has_times else {},
    }


def find_alternatives(choice):
    """The nearest other times, as lines of a page."""
    # sudo: hcc.slot.finder - who is free stays inside, times alone come out
    Finder = request.env["hcc.slot.finder"].sudo()
    found = Finder._find_alternatives(
        choice.ward, choice.place, choice.procedure, point=choice.point or None
    )
    # sudo: hcc.service.point - where the points are is public
    Point = request.env["hcc.service.point"].sudo()
    points = Point.browse({other.point_id for other in found if other.point_id})
    by_id = {point.id: point for point in points}
    return [
        _alternative_values(choice, other, by_id.get(other.point_id, Point))
        for other in found
        if not other.point_id or by_id[other.point_id].ward_id._takes_bookings()
    ]


def _alternative_values(choice, other, point):
    """One line: a time to take at once, or another place with its free times."""
    when = moment_words(other.slot.start)
    if point:
        where = request.env._(
            "%(point)s, %(ward)s", point=point.name, ward=point.ward_id.display_name
        )
    else:
        where = request.env._("At your home")
    query = choice.until("place") | {
        "ward": (point.ward_id or choice.ward).code,
        "place": "point" if point else "home",
        "point": str(point.id or ""),
    }
    if other.kind == "later":
        start = local_time_value(to_local(other.slot.start))
        return {"title": when, "text": where, "query": query, "start": start}
    earliest = request.env._("First free time: %(moment)s", moment=when)
    return {"title": where, "text": earliest, "query": query, "start": ""}


def count_search(choice):
    """Count that somebody found no time that suits; the page itself only reads."""
    request.env["hcc.unmet.demand"]._count_search(
        visitor_key(), choice.ward, choice.place, choice.point, choice.procedure
    )


def visitor_key():
    """Whatever tells this visitor from others today: never kept as it is."""
    if request.session.is_new:
        agent = request.httprequest.user_agent.string
        return f"{request.httprequest.remote_addr} {agent}"
    return request.session.sid
