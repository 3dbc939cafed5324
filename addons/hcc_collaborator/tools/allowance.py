"""What work is worth, in whole đồng. No Odoo here."""

from typing import NamedTuple


class Rates(NamedTuple):
    """Đồng for an hour of each kind of time, and for a visit; 0 = nothing is paid.

    The city has not published any: each has to be set.
    """

    hour: int = 0
    evening: int = 0
    weekend: int = 0
    holiday: int = 0
    visit: int = 0
    companion: int = 0


def amount_of(minutes, visits, companion_visits, rates):
    """Return the amount of some work, each minute at the rate of its kind.

    :param minutes: ``work_time.Minutes``

    >>> amount_of((90, 30, 0, 0), 1, 0, Rates(hour=20000, evening=30000, visit=5000))
    50000
    """
    by_hour = sum(
        count * rate
        for count, rate in zip(
            minutes,
            (rates.hour, rates.evening, rates.weekend, rates.holiday),
            strict=True,
        )
    )
    return (
        round(by_hour / 60) + visits * rates.visit + companion_visits * rates.companion
    )
