"""The drawing of a week: when somebody can be rung, when she was tried, and the appointment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callassist.people.times import DAYS, Times

LEFT, HOUR, TOP, ROW = 44, 21, 33, 22
FIRST, LAST = 9, 21


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day's row: its label, whether it is today, its baseline, and the safe spans as (x, width)."""

    label: str
    today: bool
    y: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A week as numbers for SVG, and the same in words for who cannot see it."""

    days: tuple[StripDay, ...]
    tried: tuple[tuple[int, int], ...]
    agreed: tuple[tuple[int, int], ...]
    words: str
    hours: tuple[tuple[int, int], ...] = ((9, 44), (12, 107), (15, 170), (18, 233), (21, 296))


def week(
    safe: Times,
    calls: Sequence[tuple[time, time] | None],
    *,
    now: datetime,
    zone: str,
    tried: Iterable[datetime],
    agreed: Iterable[datetime],
) -> Strip:
    """This week's strip. `calls` are the calling hours from Monday; `safe` her own bounds within them."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    allowed = [_within(spans, calls[weekday]) for weekday, spans in enumerate(safe.week())]
    days = tuple(_day(monday + timedelta(days=n), allowed[n], n, today) for n in range(7))
    tried_here, agreed_here = _in_week(tried, monday, zone), _in_week(agreed, monday, zone)
    return Strip(
        days=days,
        tried=tuple(_point(at) for at in tried_here),
        agreed=tuple(_point(at) for at in agreed_here),
        words=_words(allowed, tried_here, agreed_here),
    )


def _within(spans: Iterable[tuple[int, int]], hours: tuple[time, time] | None) -> tuple[tuple[int, int], ...]:
    if hours is None:
        return ()
    opens, closes = (at.hour * 60 + at.minute for at in hours)
    cut = ((max(begins, opens), min(ends, closes)) for begins, ends in spans)
    return tuple((begins, ends) for begins, ends in cut if begins < ends)


def _day(on: date, spans: Iterable[tuple[int, int]], row: int, today: date) -> StripDay:
    boxes = tuple((_x(begins), max(_x(ends) - _x(begins), 2)) for begins, ends in spans)
    return StripDay(f"{DAYS[on.weekday()]} {on.day}", on == today, TOP + row * ROW, boxes)


def _x(minute: int) -> int:
    inside = min(max(minute, FIRST * 60), LAST * 60)
    return LEFT + round((inside - FIRST * 60) * HOUR / 60)


def _in_week(moments: Iterable[datetime], monday: date, zone: str) -> list[datetime]:
    local = (at.astimezone(ZoneInfo(zone)) for at in moments)
    return sorted(at for at in local if monday <= at.date() < monday + timedelta(days=7))


def _point(at: datetime) -> tuple[int, int]:
    return _x(at.hour * 60 + at.minute), TOP - 4 + at.weekday() * ROW


def _words(
    allowed: Sequence[tuple[tuple[int, int], ...]], tried: list[datetime], agreed: list[datetime]
) -> str:
    parts = []
    for weekday, spans in enumerate(allowed):
        hours = " and ".join(f"{_clock(begins)} to {_clock(ends)}" for begins, ends in spans)
        parts.append(f"{DAYS[weekday]} {hours or 'not at all'}.")
    parts += [f"Tried {DAYS[at.weekday()]} at {at:%H:%M}." for at in tried]
    parts += [f"Appointment {DAYS[at.weekday()]} at {at:%H:%M}." for at in agreed]
    return " ".join(parts)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
