"""What interpreting takes and brings: bookings, the wasted ones and why, cost per interview, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from callassist.interpreters.booking import CAME
from callassist.people.languages import name
from callassist.store.bookings import KNEW
from callassist.store.database import Connection
from callassist.store.lists import interpreting as lists

SOON = timedelta(days=7)
DONE = ("complete", "partial")
MINUTE = timedelta(minutes=1)
COLUMNS = (
    "language",
    "cases",
    "bookings",
    "came",
    "came_late",
    "did_not_come",
    "declined",
    "cancelled_free",
    "cancelled_charged",
    "knew_each_other",
    "paid_pounds",
    "interviews_interpreted",
    "pounds_per_interview",
    "median_days_to_first_interpreted",
    "open_closing_in_7_days_untried_in_language",
    "closed_untried_in_language",
    "wasted_pounds",
    "on_demand_minutes",
    "on_demand_pounds",
    "overrun_pounds",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One language. Money in pence; `days` from opening to the first interpreted call, half of them sooner.

    `paid`: for bookings, with the fewest minutes that a provider is paid for; `lost`: of it for wasted ones,
    `over`: of it for minutes beyond those booked.
    `minutes`: of sittings held by the on-demand line, each rounded up, and `line` what they cost.
    `closing` and `closed`: cases that close within a week, or have closed, without one try in her language.
    """

    language: str
    cases: int
    bookings: int
    came: int
    late: int
    not_come: int
    declined: int
    free: int
    charged: int
    knew: int
    paid: int
    lost: int
    over: int
    minutes: int
    line: int
    interviews: int
    days: float | None
    closing: int
    closed: int

    @property
    def wasted(self) -> int:
        """Bookings that were wasted: nobody came, it was paid all the same, or they knew each other."""
        return self.not_come + self.charged + self.knew

    @property
    def each(self) -> int | None:
        """Pence per interview completed with an interpreter, the line's too; None where none was paid."""
        spent = self.paid + self.line
        return round(spent / self.interviews) if self.interviews and (self.bookings or self.line) else None

    def cells(self) -> tuple[object, ...]:
        """The line as a row of the file."""
        return (
            name(self.language),
            self.cases,
            self.bookings,
            self.came,
            self.late,
            self.not_come,
            self.declined,
            self.free,
            self.charged,
            self.knew,
            f"{self.paid / 100:.2f}",
            self.interviews,
            "" if self.each is None else f"{self.each / 100:.2f}",
            "" if self.days is None else f"{self.days:.1f}",
            self.closing,
            self.closed,
            f"{self.lost / 100:.2f}",
            self.minutes,
            f"{self.line / 100:.2f}",
            f"{self.over / 100:.2f}",
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All languages, most cases first."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the study tells: when each case was tried in her language, and when an interpreter was there."""

    hers: Mapping[str, datetime]
    interpreted: Mapping[str, datetime]
    held: Set[str]
    pence_a_minute: int


def report(
    c: Connection, study_id: str, now: datetime, sites: Set[str] | None, *, pence_a_minute: int = 0
) -> Report:
    """The report of a study, of all sites or of some. `pence_a_minute`: the price of the on-demand line."""

    def here(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if sites is None or row.site in sites]

    cases, booked = here(lists.cases(c, study_id, now)), here(lists.of_bookings(c, study_id))
    lines = here(lists.on_demand(c, study_id))
    told = _Told(
        lists.tried_in_hers(c, study_id),
        lists.interpreted(c, study_id),
        lists.held(c, study_id),
        pence_a_minute,
    )
    spoken = Counter(one.language for one in cases)
    heard = {one.language for one in (*cases, *booked, *lines) if one.language}
    return Report(
        tuple(
            _line(tag, _of(tag, cases), _of(tag, booked), _of(tag, lines), told, now)
            for tag in sorted(heard, key=lambda tag: (-spoken[tag], tag))
        )
    )


def _of(tag: str, rows: Iterable[Any]) -> list[Any]:
    return [one for one in rows if one.language == tag]


def _line(
    tag: str,
    cases: Sequence[Any],
    booked: Sequence[Any],
    lines: Sequence[Any],
    told: _Told,
    now: datetime,
) -> Line:
    states = Counter(one.state for one in booked)
    charged = sum(one.state == "cancelled" and bool(one.paid) for one in booked)
    untried = [one for one in cases if one.id not in told.hers and one.id not in told.interpreted]
    waited = [
        (told.interpreted[one.id] - one.opens_at) / timedelta(days=1)
        for one in cases
        if one.id in told.interpreted
    ]
    minutes = sum(ceil((one.ended_at - one.started_at) / MINUTE) for one in lines)
    return Line(
        language=tag,
        cases=len(cases),
        bookings=len(booked),
        came=states["attended"],
        late=states["late"],
        not_come=states["not_come"],
        declined=states["declined"],
        free=states["cancelled"] - charged,
        charged=charged,
        knew=sum(one.why == KNEW for one in booked),
        paid=sum(one.paid or 0 for one in booked),
        lost=sum(one.paid or 0 for one in booked if _wasted(one)),
        over=sum(max(0, (one.paid or 0) - one.pence) for one in booked if one.state in CAME),
        minutes=minutes,
        line=minutes * told.pence_a_minute,
        interviews=sum(one.state in DONE and one.id in told.held for one in cases),
        days=median(waited) if waited else None,
        closing=sum(one.state == "open" and one.closes_at <= now + SOON for one in untried),
        closed=sum(one.state == "missed" for one in untried),
    )


def _wasted(one: Any) -> bool:
    return one.state in ("not_come", "cancelled") or one.why == KNEW
