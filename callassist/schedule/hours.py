"""When we may ring and text: opening hours, bank holidays and a person's own times, on the wall clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from callassist.study import windows
from callassist.study.week import DayHours

LOOK_AHEAD_DAYS = 30
moment = lru_cache(maxsize=512)(windows.moment)  # the same few hours are asked for with every text


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=nation, years=year))


def load_calendars() -> None:
    """Load the package's calendars now, which takes a second, so that no first page waits for them."""
    _bank_holidays("ENG", 2026)


def is_bank_holiday(day: date, nation: str) -> bool:
    """Whether a day is a bank holiday in ENG, WLS, SCT or NIR, as the holidays package has it."""
    return day in _bank_holidays(nation, day.year)


def span_on(day: date, hours: DayHours, nation: str) -> tuple[time, time] | None:
    """From when to when a day is open, or None."""
    if not hours.bank_holidays and is_bank_holiday(day, nation):
        return None
    return hours.week()[day.weekday()]


def open_spans(
    start: datetime, hours: DayHours, *, zone: str, nation: str
) -> Iterator[tuple[datetime, datetime]]:
    """The open spans from `start` on, in UTC, for a month: the first may have begun already."""
    first = start.astimezone(ZoneInfo(zone)).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        span = span_on(day, hours, nation)
        if span is None:
            continue
        begins, ends = moment(day, span[0], zone), moment(day, span[1], zone)
        if ends > start:
            yield begins, ends


def next_open(
    start: datetime, hours: DayHours, *, zone: str, nation: str
) -> tuple[datetime, datetime] | None:
    """The first moment from `start` on that is open, and when that span ends; None if a month is closed."""
    for begins, ends in open_spans(start, hours, zone=zone, nation=nation):
        return max(begins, start.astimezone(UTC)), ends
    return None
