"""How many shifts the windows need: calls still owed by language and part of the week, against the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from callassist.schedule.slots import EVENING, NOON, Slot, slot
from callassist.study.week import DayHours
from callassist.study.windows import moment

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Owing:
    """An open case: its language, when its window closes, and what is owed in each part of the week.

    `anytime`: calls that are owed besides, whenever they are made.
    """

    language: str
    closes_at: datetime
    slots: Mapping[Slot, int]
    anytime: int = 0


@dataclass(frozen=True, slots=True)
class OnShift:
    """A planned shift of somebody with these languages."""

    languages: tuple[str, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """One language in one part of the week (None: the whole week).

    Hours are rounded to a tenth. `short`: hours missing before `by`, the close of the windows that lack most;
    `shifts`: how many more of such a part of the week would do.
    """

    language: str
    slot: Slot | None
    cases: int
    calls: int
    needed: float
    planned: float
    short: float
    shifts: int
    by: datetime | None


def needs(
    cases: Iterable[Owing],
    shifts: Sequence[OnShift],
    *,
    now: datetime,
    zone: str,
    calls_an_hour: float,
    lengths: Mapping[Slot, float],
    speaks: Callable[[Sequence[str], str], bool],
) -> tuple[Need, ...]:
    """What is needed for each language and part of the week, what is short most first.

    Windows that close sooner are served first; an hour of somebody with two languages counts for each.
    `lengths`: hours that a part of the week has on one day, as the study rings.
    """
    by_language: dict[str, list[Owing]] = {}
    for one in cases:
        by_language.setdefault(one.language, []).append(one)
    worked = [(one.languages, *piece) for one in shifts for piece in pieces(one.since, one.until, zone)]
    found = []
    for language, owing in by_language.items():
        theirs = [(part, a, b) for own, part, a, b in worked if speaks(own, language)]
        for part in (None, *Slot):
            calls = [(one.closes_at, _calls(one, part)) for one in owing if _comes(part, now, one, zone)]
            calls = sorted((at, many) for at, many in calls if many)
            if calls:
                hours = [(a, b) for own, a, b in theirs if part is None or own is part]
                found.append(_need(language, part, calls, hours, now, calls_an_hour, lengths))
    return tuple(sorted(found, key=lambda one: (-one.short, one.language, one.slot or "")))


def _comes(part: Slot | None, now: datetime, one: Owing, zone: str) -> bool:
    """Whether such a part of the week comes again before the window closes."""
    if part is None or one.closes_at - now >= WEEK:
        return True
    return any(found is part for found, _a, _b in pieces(now, one.closes_at, zone))


def _calls(one: Owing, part: Slot | None) -> int:
    return one.slots.get(part, 0) if part is not None else sum(one.slots.values()) + one.anytime


def _need(
    language: str,
    part: Slot | None,
    calls: Sequence[tuple[datetime, int]],
    hours: Sequence[tuple[datetime, datetime]],
    now: datetime,
    calls_an_hour: float,
    lengths: Mapping[Slot, float],
) -> Need:
    due, short, by = 0, 0.0, None
    for closes, many in calls:
        due += many
        missing = due / calls_an_hour - _until(hours, now, closes)
        if missing > short + 1e-9:
            short, by = missing, closes
    total = sum(many for _closes, many in calls)
    whole = lengths.get(part, 0.0) if part is not None else max(lengths.values(), default=0.0)
    return Need(
        language=language,
        slot=part,
        cases=len(calls),
        calls=total,
        needed=round(total / calls_an_hour, 1),
        planned=round(_until(hours, now, calls[-1][0]), 1),
        short=round(short, 1),
        shifts=ceil(short / whole - 1e-9) if whole and short > 0 else 0,
        by=by,
    )


def _until(hours: Sequence[tuple[datetime, datetime]], now: datetime, closes: datetime) -> float:
    spans = ((max(a, now), min(b, closes)) for a, b in hours)
    return sum(((b - a) / HOUR for a, b in spans if b > a), start=0.0)


def pieces(since: datetime, until: datetime, zone: str) -> Iterator[tuple[Slot, datetime, datetime]]:
    """A span cut where one part of the week ends and another begins, on the study's own clock."""
    at = since
    while at < until:
        local = at.astimezone(ZoneInfo(zone))
        cuts = [moment(local.date(), time(hour), zone) for hour in (NOON, EVENING)]
        cuts.append(moment(local.date() + timedelta(days=1), time(0), zone))
        ends = min(until, next(cut for cut in cuts if cut > at))
        yield slot(local), at, ends
        at = ends


def day_lengths(hours: DayHours) -> dict[Slot, float]:
    """How many hours each part of the week has on its longest day of calling hours."""
    longest: dict[Slot, float] = {}
    for day, span in enumerate(hours.week()):
        if span is None:
            continue
        begins, ends = (one.hour + one.minute / 60 for one in span)
        for part, low, high in _parts(day):
            length = min(ends, high) - max(begins, low)
            if length > 0:
                longest[part] = max(longest.get(part, 0.0), length)
    return longest


def _parts(day: int) -> tuple[tuple[Slot, float, float], ...]:
    if day == 5:
        return ((Slot.SATURDAY, 0, 24),)
    if day == 6:
        return ((Slot.SUNDAY, 0, 24),)
    return (
        (Slot.WEEKDAY_DAY, 0, NOON),
        (Slot.WEEKDAY_AFTERNOON, NOON, EVENING),
        (Slot.WEEKDAY_EVENING, EVENING, 24),
    )
