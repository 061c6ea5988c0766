"""Everybody who belongs together, and what is written when something changes for a whole family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from callassist.store.cases import appointment, case_
from callassist.store.people import child, household, participant, participation, unit
from callassist.store.texts import message

_ADD_CHANGE = insert(participation)
_BY_NUMBER = select(participant).where(
    participant.c.study_id.in_(bindparam("studies", expanding=True)),
    participant.c.number == bindparam("given"),
)
_CHANGES = (
    select(participation)
    .where(participation.c.participant_id == bindparam("person"))
    .order_by(participation.c.since, participation.c.recorded_at, participation.c.id)
)
_CASES = select(case_).where(case_.c.participant_id.in_(bindparam("people", expanding=True)))
_STANDING = select(appointment).where(
    appointment.c.participant_id.in_(bindparam("people", expanding=True)),
    appointment.c.state.in_(("booked", "confirmed", "unclear")),
)
_RELEASE_HELD = (
    update(message)
    .where(
        message.c.participant_id.in_(bindparam("people", expanding=True)),
        message.c.state == "held",
        message.c.reason == bindparam("because"),
    )
    .values(state="ready", reason=None, go_at=bindparam("now"))
)


def by_number(c: Connection, studies: Sequence[str], number: str) -> Any | None:
    """The participant of a study number in one of these studies, or None."""
    return c.execute(_BY_NUMBER, {"studies": list(studies), "given": number}).first()


def members(c: Connection, row: Any) -> Sequence[Any]:
    """All participants of her household or unit, herself among them, by study number."""
    same = [participant.c.id == row.id]
    if row.household_id:
        same.append(participant.c.household_id == row.household_id)
    if row.unit_id:
        same.append(participant.c.unit_id == row.unit_id)
    query = select(participant).where(participant.c.study_id == row.study_id, or_(*same))
    return c.execute(query.order_by(participant.c.number)).all()


def children(c: Connection, row: Any) -> Sequence[Any]:
    """The children of her household or unit, in the order they were given."""
    same = [child.c.unit_id == row.unit_id, child.c.household_id == row.household_id]
    query = select(child).where(child.c.study_id == row.study_id, or_(*same)).order_by(child.c.place)
    return c.execute(query).all()


def labels(c: Connection, row: Any) -> tuple[str | None, str | None]:
    """The labels of her unit and household."""
    found = [
        c.execute(select(table.c.code).where(table.c.id == of)).scalar() if of else None
        for table, of in ((unit, row.unit_id), (household, row.household_id))
    ]
    return found[0], found[1]


def stop(c: Connection, ids: Sequence[str], at: datetime | None, why: str | None) -> None:
    """Stop everything for these people, or (None) take the stop back."""
    c.execute(update(participant).where(participant.c.id.in_(ids)).values(stopped_at=at, stopped_why=why))


def child_died(c: Connection, child_id: str, on: date) -> None:
    """Keep that a child has died."""
    c.execute(update(child).where(child.c.id == child_id).values(died_on=on))


def changes(c: Connection, participant_id: str) -> Sequence[Any]:
    """A participant's participation changes, oldest first."""
    return c.execute(_CHANGES, {"person": participant_id}).all()


def add_change(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep one participation change."""
    c.execute(_ADD_CHANGE, dict(row))


def cases(c: Connection, ids: Sequence[str]) -> Sequence[Any]:
    """All cases of these people."""
    return c.execute(_CASES, {"people": list(ids)}).all()


def standing_appointments(c: Connection, ids: Sequence[str]) -> Sequence[Any]:
    """The appointments of these people that stand."""
    return c.execute(_STANDING, {"people": list(ids)}).all()


def release_held_for(c: Connection, ids: Sequence[str], why: str, now: datetime) -> int:
    """Let texts to these people go that waited for this reason alone; how many."""
    values = {"people": list(ids), "because": why, "now": now}
    return c.execute(_RELEASE_HELD, values).rowcount
