"""Which calendars a parent has said that she keeps, in the order in which she said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Table, bindparam, insert, select, update

from callassist.store.people import participant
from callassist.store.schema import an_id, at, line, metadata, of, word

observance = Table(
    "observance",
    metadata,
    an_id(),
    of("study_id"),
    of("participant_id", index=True),
    word("calendar"),
    Column("keeps", Boolean, nullable=False),
    line("how_told", nullable=False),
    of("by"),
    at("recorded_at", nullable=False),
)

_ADD = insert(observance)
_OF_PERSON = (
    select(observance)
    .where(observance.c.participant_id == bindparam("person"))
    .order_by(observance.c.recorded_at, observance.c.id)
)
_TIMES = (
    update(participant)
    .where(participant.c.id == bindparam("person"))
    .values(times=bindparam("told", type_=participant.c.times.type))
)


def add(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep what she said of each calendar."""
    c.execute(_ADD, [dict(row) for row in rows])


def of_person(c: Connection, participant_id: str) -> Sequence[Any]:
    """All that she said of calendars, oldest first."""
    return c.execute(_OF_PERSON, {"person": participant_id}).all()


def set_times(c: Connection, participant_id: str, times: Mapping[str, str]) -> None:
    """Keep her times, with the calendars that she keeps now among them."""
    c.execute(_TIMES, {"person": participant_id, "told": dict(times)})
