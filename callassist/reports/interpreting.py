"""What interpreting takes and brings: bookings, the wasted ones and why, cost per interview, by language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from callassist.people.languages import name
from callassist.store.database import Connection
from callassist.store.lists import interpreting as lists

SOON = timedelta(days=7)
DONE = ("complete", "partial")
KNEW = "knew each other"
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
)


@dataclass(frozen=True, slots=True)
class Line:
    """One language. Money in pence; `days` from opening to the first interpreted call, half of them sooner.

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
        """Pence per interview completed with an interpreter; None where nobody was ever booked."""
        return round(self.paid / self.interviews) if self.interviews and self.bookings else None

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
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All languages, most cases first."""

    lines: tuple[Line, ...]


def report(c: Connection, study_id: str, now: datetime, sites: Set[str] | None) -> Report:
    """The report of a study, of all sites or of some."""

    def here(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if sites is None or row.site in sites]

    cases, booked = here(lists.cases(c, study_id, now)), here(lists.of_bookings(c, study_id))
    hers, interpreted = lists.tried_in_hers(c, study_id), lists.interpreted(c, study_id)
    spoken = Counter(one.language for one in cases)
    languages = sorted({*spoken, *(one.language for one in booked)}, key=lambda tag: (-spoken[tag], tag))
    lines = [
        _line(
            tag,
            [one for one in cases if one.language == tag],
            [one for one in booked if one.language == tag],
            hers,
            interpreted,
            now,
        )
        for tag in languages
    ]
    return Report(tuple(lines))


def _line(
    tag: str,
    cases: Sequence[Any],
    booked: Sequence[Any],
    hers: Mapping[str, datetime],
    interpreted: Mapping[str, datetime],
    now: datetime,
) -> Line:
    states = Counter(one.state for one in booked)
    charged = sum(one.state == "cancelled" and bool(one.paid) for one in booked)
    untried = [one for one in cases if one.id not in hers and one.id not in interpreted]
    waited = [
        (interpreted[one.id] - one.opens_at) / timedelta(days=1) for one in cases if one.id in interpreted
    ]
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
        interviews=sum(one.state in DONE and one.id in interpreted for one in cases),
        days=median(waited) if waited else None,
        closing=sum(one.state == "open" and one.closes_at <= now + SOON for one in untried),
        closed=sum(one.state == "missed" for one in untried),
    )
