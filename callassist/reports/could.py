"""Who could ring a family before its window closes: speaks the language, works there, is on shift in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.people.languages import language
from callassist.schedule.cover import Span
from callassist.schedule.need import pieces
from callassist.schedule.slots import Slot
from callassist.store import alerts, shifts
from callassist.store.database import Connection
from callassist.store.lists import could as lists
from callassist.store.lists.morning import ClosingRow


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could ring: the language, and her hours on shift in a part of the week that is owed.

    `hours` is None where the rota has none before the window closes; `owed`: whether they lie in a part that
    is owed, or none is owed.
    """

    id: str
    name: str
    speaks: str
    hours: Span | None = None
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Rota:
    """Who interviews where, when each is on shift, and who was told the group of which participant."""

    interviewers: Sequence[Any]
    shifts: Sequence[Any]
    told: Set[tuple[str, str]]
    now: datetime
    zone: str

    def who(self, row: ClosingRow, spoken: str, owed: Collection[Slot]) -> Could | None:
        """Whoever can make the call that is owed soonest; else who is on shift at all; else who speaks it.

        Somebody who was told the group comes last: a colleague is better, and nobody is told why.
        """
        names = {one.id: one.name for one in self._reaching(row, spoken)}
        found = [self._one(row, staff_id, spoken, owed) for staff_id in names]
        return min(found, key=lambda one: self._rank(row, one), default=None)

    def _reaching(self, row: ClosingRow, spoken: str) -> Iterable[Any]:
        return (
            one
            for one in self.interviewers
            if one.site in (None, row.site)
            and one.strand in (None, row.strand)
            and any(spoken.split("-")[0] == own.split("-")[0] for own in one.languages or ())
        )

    def _rank(self, row: ClosingRow, one: Could) -> tuple[bool, bool, bool, str, str]:
        told = (row.participant_id, one.id) in self.told
        begins = one.hours[0].isoformat() if one.hours else ""
        return (told, not one.owed, one.hours is None, begins, one.name)

    def _one(self, row: ClosingRow, staff_id: str, spoken: str, owed: Collection[Slot]) -> Could:
        name = next(one.name for one in self.interviewers if one.id == staff_id)
        cut = [piece for one in self.shifts if one.staff_id == staff_id for piece in self._ahead(row, one)]
        fits = next(((a, b) for part, a, b in cut if not owed or part in owed), None)
        hours = fits or next(((a, b) for _part, a, b in cut), None)
        return Could(staff_id, name, language(spoken).name, hours, fits is not None)

    def _ahead(self, row: ClosingRow, one: Any) -> Iterable[tuple[Slot, datetime, datetime]]:
        begins, ends = max(one.since, self.now), min(one.until, row.closes_at)
        return pieces(begins, ends, self.zone) if begins < ends else ()


def rota(c: Connection, study_id: str, rows: Sequence[ClosingRow], zone: str, now: datetime) -> Rota:
    """What is asked once for all windows that close; three queries."""
    ends = max(row.closes_at for row in rows)
    return Rota(
        lists.interviewing(c, study_id, now),
        shifts.between(c, [study_id], now, ends),
        alerts.told_about(c, [row.participant_id for row in rows]),
        now,
        zone,
    )
