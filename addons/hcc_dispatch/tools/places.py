"""Rows of the travel matrices of a ward's day. No Odoo here."""

from math import ceil

from odoo.addons.hcc_booking.slots.travel import NOWHERE, distance_km, travel_minutes

from ..solver.model import Travel
from ..solver.travel import Pace, find_travel
from ..solver.travel import Place as Known

MODES = ("walk", "bicycle", "motorbike")


class Places:
    """Rows of the matrices: each home one, each point one."""

    def __init__(self, facts, finder):
        self.facts = facts
        self.finder = finder
        self.places = []
        self.points = {}

    def add(self, place):
        self.places.append(place)
        return len(self.places) - 1

    def add_position(self, latitude, longitude):
        if not latitude and not longitude:
            return None
        return self.add(self.finder._make_place(latitude, longitude))

    def add_point(self, point_id):
        if point_id not in self.points:
            place = self.facts.places.get(("point", point_id), NOWHERE)
            self.points[point_id] = self.add(place)
        return self.points[point_id]

    def add_home(self, request, visit):
        ward = self.facts.places["ward", visit.ward_id.id]
        return self.add(
            self.finder._make_place(request.latitude, request.longitude, ward)
        )

    def get_travel(self, finder, server=None):
        """The matrices of the day.

        The ways of a server count where they are longer than those that a helper is
        checked with: a shorter one would be refused when the plan is applied.

        :param server: ``solver.travel.Server`` or none
        :return: (``Travel``, why the server was of no use, in English, or nothing)
        """
        settings = finder._get_travel()
        straight = self._get_straight(settings)
        if server is None:
            return straight, ""
        known = [
            Known(place.latitude, place.longitude, place.spread_km)
            for place in self.places
        ]
        speeds = {mode: getattr(settings, mode) for mode in MODES}
        pace = Pace(settings.fixed, settings.detour, speeds)
        found = find_travel(known, MODES, pace, server)
        if found.note:
            return straight, found.note
        minutes = {
            mode: _longer(matrix, found.travel.minutes[mode])
            for mode, matrix in straight.minutes.items()
        }
        return Travel(minutes, _longer(straight.metres, found.travel.metres)), ""

    def _get_straight(self, settings):
        size = len(self.places)
        metres = [[0] * size for _row in range(size)]
        minutes = {mode: [[0] * size for _row in range(size)] for mode in MODES}
        # each home has a row of its own, also two in one house: the way from one to
        # the other is not nothing
        for row, left in enumerate(self.places):
            for column in range(row + 1, size):
                right = self.places[column]
                way = ceil(distance_km(left, right) * 10 * settings.detour)
                metres[row][column] = metres[column][row] = way
                for mode, matrix in minutes.items():
                    way = travel_minutes(left, right, mode, settings)
                    matrix[row][column] = matrix[column][row] = way
        return Travel(minutes, metres)


def _longer(ours, theirs):
    return [list(map(max, one, other)) for one, other in zip(ours, theirs, strict=True)]
