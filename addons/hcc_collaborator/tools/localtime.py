"""The one time zone in which people of the service live. No Odoo here."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_TZ = "Asia/Ho_Chi_Minh"
_ZONE = ZoneInfo(LOCAL_TZ)


def local_datetime(moment):
    """Return a naive UTC datetime as an aware one in local time."""
    return moment.replace(tzinfo=UTC).astimezone(_ZONE)


def local_date(moment):
    """Return the local day of a naive UTC datetime."""
    return local_datetime(moment).date()


def utc_datetime(day, hour=0.0):
    """Return the naive UTC datetime of an hour (24.0 allowed) of a local day."""
    local = datetime.combine(day, time(0), tzinfo=_ZONE) + timedelta(hours=hour)
    return local.astimezone(UTC).replace(tzinfo=None)
