"""What interviews really take by language, beside what the study plans, so that it can be put right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from callassist.people.languages import name
from callassist.store.database import Connection
from callassist.store.lists import lengths as lists
from callassist.study.interpreting import Interpreting
from callassist.study.length import Planned, factor, minutes_of, planned
from callassist.study.protocol import Protocol

MINUTE = timedelta(minutes=1)
AIDED, OWN, PHONE = ("booked", "on_demand"), "self", "phone"
ENOUGH = 5  # interviews: fewer say little of the next
COLUMNS = (
    "language",
    "dialect",
    "with_an_interpreter",
    "interviews",
    "sittings",
    "median_minutes",
    "planned_minutes",
    "median_factor",
    "planned_factor",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One language, or a dialect that the study names, with an interpreter (`aided`) or without.

    `minutes` and `times` are the middle ones of completed interviews: how long one took over its sittings,
    and how many times the minutes of its wave. `set` is how those waves are planned, `factor` by which
    factor. None where none was completed.
    """

    language: str
    dialect: str
    aided: bool
    interviews: int
    sittings: int
    minutes: float | None
    times: float | None
    set: tuple[Planned, ...]
    factor: float

    @property
    def longer(self) -> bool:
        """Whether enough interviews say that more time is needed than is planned."""
        return self.interviews >= ENOUGH and self.times is not None and self.times > self.factor

    @property
    def words(self) -> str:
        """The language, with the dialect that is meant."""
        return f"{name(self.language)} ({self.dialect})" if self.dialect else name(self.language)

    @property
    def planned(self) -> str:
        """How long it is planned for: 45, or 2 sittings of 27; of waves of several lengths each."""
        found = ((one.sittings, one.minutes) for one in self.set)
        return ", ".join(f"{n} sittings of {long}" if n > 1 else str(long) for n, long in sorted(found))

    def cells(self) -> tuple[object, ...]:
        """The line as a row of the file."""
        return (
            name(self.language),
            self.dialect,
            "yes" if self.aided else "no",
            self.interviews,
            self.sittings,
            "" if self.minutes is None else f"{self.minutes:.1f}",
            self.planned,
            "" if self.times is None else f"{self.times:.2f}",
            f"{self.factor:g}",
        )


@dataclass(frozen=True, slots=True)
class _Took:
    """One completed interview: whom it was held with, in how many sittings, how long, and of which wave."""

    key: tuple[str, str, bool]
    sittings: int
    minutes: float
    wave: int  # minutes that its wave is planned for


def report(
    c: Connection, study_id: str, protocol: Protocol, strands: Collection[str], sites: Set[str] | None = None
) -> tuple[Line, ...]:
    """Every language that was held, or that the study names, in some parts of the study; two queries.

    `strands`: those that may be told; a part that tells the group is for whoever may know it. `sites`: of
    some, or all.
    """
    breaks = lists.breaks(c, study_id)
    rows = (
        row
        for row in lists.sittings(c, study_id)
        if row.strand in strands and (sites is None or row.site in sites)
    )
    plans = [plan for plan in protocol.plan if plan.strand in strands]
    held = [
        took
        for interview_id, together in groupby(rows, key=lambda row: row.interview_id)
        if (took := _took(list(together), breaks.get(interview_id, ()), protocol)) is not None
    ]
    keys = {one.key for one in held} | set(_named(protocol.interpreting))
    usual = {wave.minutes for plan in plans for wave in plan.wave}
    found = (_line(key, [one for one in held if one.key == key], protocol, usual) for key in keys)
    return tuple(sorted(found, key=lambda one: (one.words, not one.aided)))


def _named(interpreting: Interpreting) -> Iterator[tuple[str, str, bool]]:
    for one in interpreting.length:
        if one.factor is not None:
            yield one.language, one.dialect, True
        if one.own_factor is not None:
            yield one.language, one.dialect, False


def _took(together: Sequence[Any], breaks: Iterable[Any], protocol: Protocol) -> _Took | None:
    """One interview, or None for one that was held in English, on paper, or through a relative."""
    first = together[0]
    if any(one.mode != PHONE for one in together):
        return None
    aided = any(one.how in AIDED for one in together)
    own = all(one.how == OWN and one.language == first.spoken for one in together)
    if not own and not (aided and all(one.how in (*AIDED, OWN) for one in together)):
        return None
    asked = sum((_asked(one.started_at, one.ended_at, breaks) for one in together), start=timedelta())
    return _Took(
        (first.spoken, _dialect(first, protocol.interpreting), aided),
        len(together),
        asked / MINUTE,
        minutes_of(protocol, first.plan, first.wave),
    )


def _dialect(row: Any, interpreting: Interpreting) -> str:
    """Her dialect as the study names it, where it has a row of its own; else ""."""
    needs: Mapping[str, Any] = row.needs or {}
    rows = interpreting.rows_for(row.spoken, str(needs.get("dialect") or ""))
    return rows[0].dialect if rows else ""


def _asked(since: datetime, until: datetime, breaks: Iterable[Any]) -> timedelta:
    """How long a sitting took, without the time in which nothing was asked."""
    still = (min(one.until, until) - max(one.since, since) for one in breaks)
    return until - since - sum((one for one in still if one > timedelta()), start=timedelta())


def _line(key: tuple[str, str, bool], held: Sequence[_Took], protocol: Protocol, usual: Set[int]) -> Line:
    """`usual`: the minutes of the waves that there are, for a language in which none was held."""
    language, dialect, aided = key
    waves = {one.wave for one in held} or usual
    told = {"language": language, "dialect": dialect}
    return Line(
        language=language,
        dialect=dialect,
        aided=aided,
        interviews=len(held),
        sittings=sum(one.sittings for one in held),
        minutes=median(one.minutes for one in held) if held else None,
        times=median(one.minutes / one.wave for one in held) if held else None,
        set=tuple({planned(one, protocol.interpreting, interpreted=aided, **told) for one in waves}),
        factor=factor(protocol.interpreting, language, dialect, interpreted=aided),
    )
