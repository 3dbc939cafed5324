"""Rows of the travel matrices of a ward's day. No Odoo here."""

from math import ceil

from odoo.addons.hcc_booking.slots.travel import NOWHERE, distance_km, travel_minutes

from ..solver.model import Travel

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

    def get_travel(self, finder):
        settings = finder._get_travel()
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
