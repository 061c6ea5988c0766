"""Stretches of time, from a moment to just before another: what two have in common, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
Spans = tuple[Span, ...]
Week = Sequence[Sequence[tuple[int, int]]]
"""Monday to Sunday: pairs of minutes since midnight, on the wall clock."""
QUARTER = timedelta(minutes=15)


def merged(spans: Iterable[Span]) -> Spans:
    """The same time in order, with nothing twice and no empty stretch."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return tuple(found)


def common(one: Spans, other: Spans) -> Spans:
    """What lies in both; each is in order and overlaps itself nowhere, as `merged` makes it."""
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        begins, ends = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if begins < ends:
            found.append((begins, ends))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def without(whole: Spans, taken: Spans) -> Spans:
    """What is left of a time when some of it is taken; both as `merged` makes them."""
    found: list[Span] = []
    for begins, ends in whole:
        at = begins
        for since, until in taken:
            if until <= at or since >= ends:
                continue
            if at < since:
                found.append((at, since))
            at = max(at, until)
        if at < ends:
            found.append((at, ends))
    return tuple(found)


def starts(spans: Spans, length: timedelta) -> Iterator[datetime]:
    """Every quarter of an hour from which so long a stretch lies within one span."""
    for begins, ends in spans:
        at = _up_to_a_quarter(begins)
        while at + length <= ends:
            yield at
            at += QUARTER


def of_week(week: Week, first: date, days: int, zone: str) -> Spans:
    """The hours of a week on so many days from the first on, in UTC; an hour the clocks skip is left out."""
    found = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        for begins, ends in week[day.weekday()]:
            found.append((_moment(day, begins, zone), _moment(day, ends, zone)))
    return merged(found)


def _moment(day: date, minute: int, zone: str) -> datetime:
    wall = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(minutes=minute)
    return wall.astimezone(UTC)


def _up_to_a_quarter(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + QUARTER
