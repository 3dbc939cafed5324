"""How long it takes from one place to the next. Plain Python, no map, no Odoo.

The straight line, times a detour, over the speed of the way of travelling; and a
fixed time for the lock, the bicycle and the right door of the alley.
"""

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_KM = 6371.0
#: between two places of which one is not known at all
UNKNOWN_KM = 3.0
#: a wrong position must not take somebody out for days
LONGEST = 240


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is.

    :ivar latitude: degrees; ``None``, as the longitude, when nobody knows
    :ivar spread_km: how far from there it may be, as when all that is known is
        the centre of a ward; so two visits in one ward are never side by side
    """

    latitude: float | None = None
    longitude: float | None = None
    spread_km: float = 0.0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Travel:
    """How people of the city get along; speeds in km/h.

    :ivar fixed: minutes that every way takes besides the riding
    :ivar detour: a way is so many per cent of the straight line
    """

    fixed: int = 10
    detour: int = 140
    walk: int = 4
    bicycle: int = 10
    motorbike: int = 18


def distance_km(left: Place, right: Place) -> float:
    """Straight line between two places, their spread included."""
    spread = (left.spread_km + right.spread_km) / 2
    if left.latitude is None or right.latitude is None:
        return UNKNOWN_KM + spread
    first, second = radians(left.latitude), radians(right.latitude)
    half_north = sin((second - first) / 2) ** 2
    half_east = sin(radians(right.longitude - left.longitude) / 2) ** 2
    chord = half_north + cos(first) * cos(second) * half_east
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord))) + spread


def travel_minutes(left: Place, right: Place, mode: str, settings: Travel) -> int:
    """Whole minutes from one place to another, the same both ways.

    :param mode: ``walk``, ``bicycle`` or ``motorbike``
    """
    speed = max(getattr(settings, mode), 1)
    riding = distance_km(left, right) * settings.detour / 100 / speed * 60
    return min(settings.fixed + ceil(riding - 1e-9), LONGEST)
