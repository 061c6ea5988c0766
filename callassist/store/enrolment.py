"""The queries of enrolment: what is known of earlier imports, and the allocation, which few may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from callassist.store.people import allocation, child, participant, phone, unit


def marks(c: Connection, study_id: str) -> dict[str, str]:
    """Study number to the mark of the row it came from."""
    query = select(participant.c.number, participant.c.mark).where(participant.c.study_id == study_id)
    return {row.number: row.mark or "" for row in c.execute(query)}


def set_mark(c: Connection, participant_id: str, mark: str) -> None:
    """Keep the mark of the row that tells of a participant by now."""
    c.execute(update(participant).where(participant.c.id == participant_id).values(mark=mark))


def units_with_index_child(c: Connection, study_id: str) -> frozenset[str]:
    """Labels of the units that have an index child."""
    query = (
        select(unit.c.code)
        .join(child, child.c.unit_id == unit.c.id)
        .where(unit.c.study_id == study_id, child.c.index_child)
        .distinct()
    )
    return frozenset(c.execute(query).scalars())


def owned_phones(c: Connection, study_id: str) -> Sequence[Any]:
    """Phones in use with what opens their numbers: id, number (sealed), wrapped_key, study_number."""
    query = (
        select(
            phone.c.id, phone.c.number, participant.c.wrapped_key, participant.c.number.label("study_number")
        )
        .join(participant, participant.c.id == phone.c.participant_id)
        .where(phone.c.study_id == study_id, phone.c.state == "in_use")
    )
    return c.execute(query).all()


def children_of_units(c: Connection, study_id: str, unit_ids: Sequence[str]) -> Sequence[Any]:
    """The children of some units: id, unit_id, household_id, record (sealed), due_on."""
    columns = (child.c.id, child.c.unit_id, child.c.household_id, child.c.record, child.c.due_on)
    query = select(*columns).where(child.c.study_id == study_id, child.c.unit_id.in_(unit_ids))
    return c.execute(query).all()


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
