"""Who was told which group a family is in leaves its next call to a colleague; where there is none, a manager
decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from callassist.people.languages import language
from callassist.store import alerts, staff, tasks
from callassist.store.database import Connection
from callassist.store.lists.line import CaseRow
from callassist.work.actor import Actor, Role, speaks
from callassist.work.house import House
from callassist.work.in_line import also, spoken
from callassist.work.verb import Line, keep

ONLY_TOLD = "only_told"


@dataclass(frozen=True, slots=True)
class Told:
    """Cases of a line where the caller knows the group: a colleague who does not could ring, or nobody."""

    shared: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """All that she is not offered unless somebody gives one to her."""
        return self.shared | self.alone


def told_to(c: Connection, rows: Sequence[CaseRow], actor: Actor, now: datetime) -> Told:
    """Where the caller was told the group a family is in."""
    known = alerts.told_to(c, actor.id)
    hers = [row for row in rows if row.participant_id in known and _speaks(actor.languages, row)]
    if not hers:
        return Told()
    told = alerts.told_about(c, [row.participant_id for row in hers])
    shared = frozenset(row.case_id for row in hers if _another(c, row, told, now))
    return Told(shared, frozenset(row.case_id for row in hers) - shared)


def ask_manager(house: House, actor: Actor, rows: Sequence[CaseRow]) -> None:
    """Ask a manager who is to ring where only somebody who was told the group speaks the language.

    Asked once a case; giving the case to somebody, her or another, answers it.
    """
    now = house.now()
    asked = [
        tasks.NewTask(
            study_id=row.study_id,
            kind=ONLY_TOLD,
            case_id=row.case_id,
            participant_id=row.participant_id,
            cause=f"{ONLY_TOLD}:{row.case_id}",
            words=f"Only an interviewer who was told the group speaks {language(spoken(row)).name} here. "
            "Give the case to her all the same, or find somebody else.",
            raised_at=now,
        )
        for row in rows
    ]
    about = {"cases": [row.case_id for row in rows]}
    line = Line(actor.id, "ask_manager", now, rows[0].study_id, None, about)
    keep(house, line, lambda c: [tasks.leave(c, one) for one in asked])


def _another(c: Connection, row: CaseRow, told: frozenset[tuple[str, str]], now: datetime) -> bool:
    """Whether somebody else interviews there, speaks the language, and was not told either."""
    there = staff.holders_at(c, Role.INTERVIEWER, row.study_id, row.site, row.strand, now)
    return any(
        (row.participant_id, one.id) not in told and _speaks(one.languages or (), row) for one in there
    )


def _speaks(tags: Iterable[str], row: CaseRow) -> bool:
    own = tuple(tags)
    return any(speaks(own, tag) for tag in (spoken(row), *also(row)))
