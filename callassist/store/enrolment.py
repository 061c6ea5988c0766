"""The queries of enrolment: what is known of earlier imports, and the allocation, which few may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from callassist.store.people import allocation, participant, unit


def marks(c: Connection, study_id: str) -> dict[str, str]:
    """Study number to the mark of the row it came from."""
    query = select(participant.c.number, participant.c.mark).where(participant.c.study_id == study_id)
    return {row.number: row.mark or "" for row in c.execute(query)}


def allocated(c: Connection, study_id: str) -> dict[str, str]:
    """Unit label to arm."""
    query = (
        select(unit.c.code, allocation.c.arm)
        .join(unit, unit.c.id == allocation.c.unit_id)
        .where(allocation.c.study_id == study_id)
    )
    return {row.code: row.arm for row in c.execute(query)}


def add_allocations(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep arms of units."""
    if rows:
        c.execute(insert(allocation), [dict(row) for row in rows])
