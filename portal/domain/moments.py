"""Moments: aware datetimes in UTC inside; Minsk only where people read or write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINSK = ZoneInfo("Europe/Minsk")


def minsk(day: date, at: time = time()) -> datetime:
    """The moment (UTC) at which clocks in Minsk show `at` on `day`."""
    return datetime.combine(day, at, MINSK).astimezone(UTC)


def minsk_day(moment: datetime) -> date:
    """The day on which clocks in Minsk show `moment`."""
    return moment.astimezone(MINSK).date()


def days(first: date, last: date) -> tuple[datetime, datetime]:
    """The half-open span of moments that covers the Minsk days `first` to `last`, both included (memo 10.1)."""
    return minsk(first), minsk(last + timedelta(days=1))
