"""Where people are helped, when it is open, and the poster to hang up there."""

from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools.misc import babel_locale_parse

from odoo.addons.hcc_collaborator.controllers.base import HccPublic, url_to
from odoo.addons.hcc_collaborator.controllers.grants import (
    remember_search,
    remembered_search,
)
from odoo.addons.hcc_collaborator.tools.qr import qr_svg
from odoo.addons.hcc_collaborator.tools.web_input import as_id, clean

from ..slots.local_time import local_date, to_local
from ..tools.opening_hours import (
    LATER,
    OPEN,
    OVER,
    hours_text,
    state_at,
    week_groups,
)
from .booking import _PUBLIC
from .times import day_words, near_words

_READ = {**_PUBLIC, "methods": ["GET"], "readonly": True}
PAGE_SIZE = 20
FOUND_MOST = 60
DAYS_SHOWN = 7


class HccPoints(HccPublic):
    """Reading only; what is said of a point stands on its own door, too."""

    @route("/hcc/points", **{**_READ, "sitemap": True})
    def points(self, page=None, search=None, **_params):
        typed = clean(remembered_search(), 200) if search else ""
        number = max(as_id(page), 1)
        if typed:
            points, has_more = self._points_near(typed), False
        else:
            offset = (number - 1) * PAGE_SIZE
            points = self._search_points([], PAGE_SIZE + 1, offset)
            has_more = len(points) > PAGE_SIZE
            points = points[:PAGE_SIZE]
        values = {
            "typed": typed,
            "points": self._point_lines(points),
            "previous_page": {"page": number - 1} if number > 1 else None,
            "next_page": {"page": number + 1} if has_more else None,
        }
        # What was typed may be where somebody lives.
        return self._page("hcc_booking.public_points", values, personal=bool(typed))

    @route("/hcc/points", **{**_PUBLIC, "methods": ["POST"], "csrf": False})
    def find_points(self, q=None, **params):
        """An address is personal: it is kept out of the page's address."""
        if self._is_program(params):
            return self._redirect("/hcc")
        typed = clean(q, 200)
        if self._wait_notice("ward"):
            typed = ""
        remember_search(typed)
        if not typed:
            return self._redirect("/hcc/points")
        return self._redirect("/hcc/points", fragment="found", search="1")

    @route("/hcc/points/<int:point_id>", **_READ)
    def point(self, point_id, **_params):
        point = self._find_point(point_id)
        if not point:
            return self._not_found()
        (line,) = self._point_lines(point)
        values = {
            "point": point,
            "line": line,
            "days": self._days(point),
            "position": self._position(point),
            "ward": point.ward_id,
        }
        return self._page("hcc_booking.public_point", values)

    @route("/hcc/points/<int:point_id>/poster", **_READ)
    def poster(self, point_id, **_params):
        point = self._find_point(point_id)
        if not point:
            return self._not_found()
        address = f"{point.get_base_url()}{url_to('/hcc/book', point=point.id)}"
        label = request.env._("QR code that opens the booking at this point")
        values = {
            "point": point,
            "week": self._week(point),
            "qr": qr_svg(address, label),
            "address": address.split("://", 1)[-1],
            "ward": point.ward_id,
        }
        return self._page("hcc_booking.public_poster", values)

    # Finding

    def _search_points(self, domain, limit, offset=0):
        # sudo: hcc.service.point - where the points are is public
        Point = request.env["hcc.service.point"].sudo()
        today = local_date(fields.Datetime.now())
        domain = Domain(domain) & Domain("ward_id.active", "=", True)
        domain &= Domain("ward_id.valid_to", "=", False) | Domain(
            "ward_id.valid_to", ">=", today
        )
        order = "ward_id, name, id"
        return Point.search(domain, limit=limit, offset=offset, order=order)

    def _find_point(self, point_id):
        return self._search_points([("id", "=", point_id)], 1)

    def _points_near(self, typed):
        """Points of the wards that a text names."""
        # sudo: hcc.ward - the list of wards is public
        found = request.env["hcc.ward"].sudo()._find(typed)
        ward_ids = [line["ward_id"] for line in found]
        return self._search_points([("ward_id", "in", ward_ids)], FOUND_MOST)

    # Words

    def _point_lines(self, points):
        """What a list shows of each point, in a constant number of queries."""
        now = to_local(fields.Datetime.now())
        hours = points._local_hours()
        holiday = self._holiday_name(now.date())
        lines = []
        for point in points:
            ((_day, today),) = hours[point.id]
            state, moment = state_at(today, now)
            if not point.calendar_id:
                words = request.env._("By appointment")
            else:
                words = self._state_words(state, moment, holiday)
            lines.append(
                {
                    "id": point.id,
                    "name": point.name,
                    "ward": point.ward_id.display_name,
                    "address": point.address,
                    "is_open": state == OPEN,
                    "state": words,
                    "hours": hours_text(today),
                }
            )
        return lines

    def _state_words(self, state, moment, holiday):
        time = f"{moment:%H:%M}" if moment else ""
        if state == OPEN:
            return request.env._("Open now, until %(time)s", time=time)
        if state == LATER:
            return request.env._("Closed now, opens at %(time)s", time=time)
        if state == OVER:
            return request.env._("Closed for today")
        if holiday:
            return request.env._("Closed today: %(holiday)s", holiday=holiday)
        return request.env._("Closed today")

    def _holiday_name(self, day):
        # sudo: hcc.holiday - holidays are public
        holidays = request.env["hcc.holiday"].sudo()
        domain = [("date", "=", day), ("kind", "!=", "swapped_working_day")]
        return holidays.search(domain, limit=1).name

    def _days(self, point):
        """The next days of a point, holidays considered."""
        return [
            {
                "name": day_words(day),
                "near": near_words(day),
                "hours": hours_text(intervals) or request.env._("Closed"),
            }
            for day, intervals in point._local_hours(DAYS_SHOWN)[point.id]
        ]

    def _week(self, point):
        """An ordinary week, days with the same hours in one line."""
        locale = babel_locale_parse(request.env.lang)
        names = locale.days["stand-alone"]["wide"]
        hours = [hours_text(day) for day in point._usual_hours()]
        return [
            {
                "days": names[first]
                if first == last
                else request.env._(
                    "%(first)s to %(last)s", first=names[first], last=names[last]
                ),
                "hours": value,
            }
            for first, last, value in week_groups(hours)
        ]

    def _position(self, point):
        """Where a telephone's map opens; empty when nobody knows."""
        if not point.latitude and not point.longitude:
            return ""
        return f"geo:{point.latitude:.6f},{point.longitude:.6f}"
