"""Whole minutes on one axis, the only time that the slot engine knows. No Odoo."""

from datetime import datetime, timedelta

#: as PostgreSQL counts, so that a query can answer in minutes
EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
WEEK = 7 * DAY


def to_minute(moment: datetime) -> int:
    """The minute of a naive UTC time, begun or whole."""
    return (moment - EPOCH) // MINUTE


def to_minute_up(moment: datetime) -> int:
    """The first whole minute that is not before a naive UTC time."""
    return -((EPOCH - moment) // MINUTE)


def to_moment(minute: int) -> datetime:
    """The naive UTC time of a minute."""
    return EPOCH + timedelta(minutes=minute)
