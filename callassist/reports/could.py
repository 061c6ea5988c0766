"""Who could ring a family before its window closes: speaks the language, works there, is on shift in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
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
    """Who interviews where, and was told the group of whom; `ahead`: shifts cut by part of the week."""

    interviewers: Sequence[Any]
    told: Set[tuple[str, str]]
    ahead: Mapping[str, Sequence[tuple[Slot, datetime, datetime]]]

    def who(self, row: ClosingRow, spoken: str, owed: Collection[Slot]) -> Could | None:
        """Whoever can make the call that is owed soonest; else who is on shift at all; else who speaks it.

        Somebody who was told the group comes last: a colleague is better, and nobody is told why.
        """
        names = {one.id: one.name for one in self._reaching(row, spoken.split("-")[0])}
        if not names:
            return None
        _told, _not_owed, _never, _begins, name, best = min(
            self._rank(row, staff_id, name, owed) for staff_id, name in names.items()
        )
        fits, hours = self._hours(row, best, owed)
        return Could(best, name, language(spoken).name, hours, fits)

    def _reaching(self, row: ClosingRow, spoken: str) -> Iterable[Any]:
        return (
            one
            for one in self.interviewers
            if (one.site is None or one.site == row.site)
            and (one.strand is None or one.strand == row.strand)
            and any(spoken == own.split("-")[0] for own in one.languages or ())
        )

    def _rank(
        self, row: ClosingRow, staff_id: str, name: str, owed: Collection[Slot]
    ) -> tuple[bool, bool, bool, datetime, str, str]:
        fits, hours = self._hours(row, staff_id, owed)
        told = (row.participant_id, staff_id) in self.told
        begins = hours[0] if hours else row.closes_at
        return (told, not fits, hours is None, begins, name, staff_id)

    def _hours(self, row: ClosingRow, staff_id: str, owed: Collection[Slot]) -> tuple[bool, Span | None]:
        """Whether she is on shift in a part that is owed, and when; else when she is on shift first."""
        first: Span | None = None
        for part, begins, ends in self.ahead.get(staff_id, ()):
            if begins >= row.closes_at:
                break
            if not owed or part in owed:
                return True, (begins, min(ends, row.closes_at))
            first = first or (begins, min(ends, row.closes_at))
        return False, first


def rota(c: Connection, study_id: str, rows: Sequence[ClosingRow], zone: str, now: datetime) -> Rota:
    """What is asked and cut once for all windows that close; three queries."""
    ends = max(row.closes_at for row in rows)
    ahead: dict[str, list[tuple[Slot, datetime, datetime]]] = {}
    for one in shifts.between(c, [study_id], now, ends):
        ahead.setdefault(one.staff_id, []).extend(pieces(max(one.since, now), min(one.until, ends), zone))
    told = alerts.told_about(c, [row.participant_id for row in rows])
    return Rota(lists.interviewing(c, study_id, now), told, ahead)
