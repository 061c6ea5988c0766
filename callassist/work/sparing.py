"""Who was told which group a family is in leaves its next call to a colleague, where one could make it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from callassist.store import alerts, staff
from callassist.store.database import Connection
from callassist.store.lists.line import CaseRow
from callassist.work.actor import Actor, Role, speaks


def spared(
    c: Connection, rows: Sequence[CaseRow], actor: Actor, spoken: Callable[[CaseRow], str], now: datetime
) -> frozenset[str]:
    """The cases of a line that she should not ring: she knows the group; a colleague who does not could."""
    known = alerts.told_to(c, actor.id)
    mine = [row for row in rows if row.participant_id in known]
    if not mine:
        return frozenset()
    told = alerts.told_about(c, [row.participant_id for row in mine])
    return frozenset(row.case_id for row in mine if _another(c, row, spoken(row), told, now))


def _another(
    c: Connection, row: CaseRow, language: str, told: frozenset[tuple[str, str]], now: datetime
) -> bool:
    """Whether somebody else interviews there, speaks the language, and was not told either."""
    there = staff.holders_at(c, Role.INTERVIEWER, row.study_id, row.site, row.strand, now)
    return any(
        (row.participant_id, one.id) not in told and speaks(one.languages or (), language) for one in there
    )
