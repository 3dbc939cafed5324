"""Between naive UTC, as stored, and the wall clock of Vietnam. No Odoo here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def to_local(moment: datetime) -> datetime:
    """Naive local time of a naive UTC time."""
    return moment.replace(tzinfo=UTC).astimezone(ZONE).replace(tzinfo=None)


def to_utc(moment: datetime) -> datetime:
    """Naive UTC time of a naive local time."""
    return moment.replace(tzinfo=ZONE).astimezone(UTC).replace(tzinfo=None)


def local_date(moment: datetime) -> date:
    """Local date of a naive UTC time."""
    return to_local(moment).date()
