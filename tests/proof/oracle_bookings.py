"""Says minute by minute who could interpret for whom: slow, and with nothing in common with callassist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TICK = 5
LONDON = ZoneInfo("Europe/London")
Hours = Mapping[int, tuple[tuple[int, int], ...]]


@dataclass
class Person:
    """Somebody with hours of the week (weekday to pairs of minutes), and the ticks that are taken."""

    id: str
    hours: Hours
    taken: set[int] = field(default_factory=set)


@dataclass
class Provider(Person):
    """An interpreter or an agency. An agency is never taken, and comes from `earliest` on."""

    languages: frozenset[str] = frozenset()
    dialects: frozenset[str] = frozenset()
    knows: frozenset[str] = frozenset()
    agency: bool = False
    earliest: int = 0


@dataclass(frozen=True)
class Family:
    """Who is to be interpreted for, with her household."""

    person: Person
    household: str
    language: str
    dialect: str
    minutes: int


class Calendar:
    """Eight weeks as ticks of five minutes from their first moment on."""

    def __init__(self, first: date, weeks: int) -> None:
        self.start = datetime(first.year, first.month, first.day, tzinfo=LONDON).astimezone(UTC)
        self.ticks = weeks * 7 * 24 * 60 // TICK
        self._wall = [self._local(tick) for tick in range(self.ticks)]
        self._known: dict[str, list[bool]] = {}  # hours of the week, which never change

    def _local(self, tick: int) -> tuple[int, int]:
        local = (self.start + timedelta(minutes=tick * TICK)).astimezone(LONDON)
        return local.weekday(), local.hour * 60 + local.minute

    def free(self, one: Person) -> list[bool]:
        """Of each tick, whether somebody is there and not taken."""
        there = list(self._there(one))
        for tick in one.taken:
            there[tick] = False
        return there

    def _there(self, one: Person) -> list[bool]:
        if one.id not in self._known:
            self._known[one.id] = [
                any(since <= minute < until for since, until in one.hours.get(day, ()))
                for day, minute in self._wall
            ]
        return self._known[one.id]

    def at(self, tick: int) -> datetime:
        """The moment of a tick."""
        return self.start + timedelta(minutes=tick * TICK)

    def tick(self, moment: datetime) -> int:
        """The tick of a moment."""
        return int((moment - self.start).total_seconds()) // 60 // TICK


def could(
    calendar: Calendar, family: Family, callers: Iterable[Person], providers: Iterable[Provider]
) -> set[tuple[datetime, str, frozenset[str]]]:
    """Every quarter of an hour at which a provider could come, and which interviewers are there then."""
    hers = calendar.free(family.person)
    shifts = {one.id: calendar.free(one) for one in callers}
    found = set()
    for one in providers:
        if not _may(one, family):
            continue
        there = calendar.free(one)
        for tick in range(one.earliest, calendar.ticks, 15 // TICK):
            span = range(tick, tick + family.minutes // TICK)
            if span.stop > calendar.ticks or not all(hers[t] and there[t] for t in span):
                continue
            on = frozenset(who for who, shift in shifts.items() if all(shift[t] for t in span))
            if on:
                found.add((calendar.at(tick), one.id, on))
    return found


def all_free(calendar: Calendar, people: Iterable[Person], at: datetime, minutes: int) -> bool:
    """Whether nobody of these is taken in any tick of a span; their hours are not asked."""
    first = calendar.tick(at)
    span = range(first, first + minutes // TICK)
    return not any(tick in one.taken for one in people for tick in span)


def _may(one: Provider, family: Family) -> bool:
    if family.language not in one.languages:
        return False
    if family.dialect and one.dialects and family.dialect not in one.dialects:
        return False
    return not one.knows & {family.person.id, family.household}
