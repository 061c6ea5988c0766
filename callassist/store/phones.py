"""Somebody's numbers: whose, in which order, what became of each, and each change with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from callassist.people.contact_points import PhoneState
from callassist.privacy.tokens import new_id
from callassist.store.people import participant, phone, phone_change
from callassist.store.staff import staff

_ALL = select(phone).where(phone.c.participant_id == bindparam("person")).order_by(phone.c.place, phone.c.id)
_ONE = (
    select(phone, participant.c.number.label("study_number"))
    .join(participant, participant.c.id == phone.c.participant_id)
    .where(phone.c.id == bindparam("of"))
)
_WITH_INDEX = (
    select(phone, participant.c.number.label("study_number"), participant.c.site, participant.c.strand)
    .join(participant, participant.c.id == phone.c.participant_id)
    .where(phone.c.number_index == bindparam("index_"), phone.c.study_id == bindparam("study"))
    .order_by(participant.c.number)
)
_CHANGES = (
    select(phone_change, staff.c.name)
    .outerjoin(staff, staff.c.id == phone_change.c.by)
    .where(phone_change.c.participant_id == bindparam("person"))
    .order_by(phone_change.c.at.desc(), phone_change.c.id.desc())
)
_ADD, _ADD_CHANGE = insert(phone), insert(phone_change)


def all_of(c: Connection, participant_id: str) -> Sequence[Any]:
    """All numbers of a participant, in her order, whatever became of them."""
    return c.execute(_ALL, {"person": participant_id}).all()


def one(c: Connection, phone_id: str) -> Any | None:
    """One number, with the study number of whose it is."""
    return c.execute(_ONE, {"of": phone_id}).one_or_none()


def with_index(c: Connection, study_id: str, number_index: bytes) -> Sequence[Any]:
    """Everybody in a study who has or had a number: rows of phone with study_number, site and strand."""
    return c.execute(_WITH_INDEX, {"index_": number_index, "study": study_id}).all()


def changes(c: Connection, participant_id: str) -> Sequence[Any]:
    """What was changed about her numbers, latest first, with the name of who did it."""
    return c.execute(_CHANGES, {"person": participant_id}).all()


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new number."""
    c.execute(_ADD, dict(row))


def change(
    c: Connection, row: Any, values: Mapping[str, Any], *, by: str, now: datetime, reason: bytes | None
) -> None:
    """Change one number (its row) and keep what it said before; nothing happens where nothing differs."""
    new = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not new:
        return
    c.execute(update(phone).where(phone.c.id == row.id).values(new))
    say_changed(c, row, {name: [getattr(row, name), value] for name, value in new.items()}, by, now, reason)


def say_changed(
    c: Connection, row: Any, what: Mapping[str, Any], by: str, now: datetime, reason: bytes | None
) -> None:
    """Keep that something about a number is different now, or ({}) that it was added."""
    line = {
        "id": new_id(),
        "study_id": row.study_id,
        "participant_id": row.participant_id,
        "phone_id": row.id,
        "what": dict(what),
        "reason": reason,
        "by": by,
        "at": now,
    }
    c.execute(_ADD_CHANGE, line)


def place(c: Connection, ordered: Sequence[str]) -> None:
    """Put numbers (their ids) in this order."""
    for count, phone_id in enumerate(ordered, 1):
        c.execute(update(phone).where(phone.c.id == phone_id).values(place=count))


def set_state(
    c: Connection, case: Any, phone_id: str | None, state: PhoneState, *, by: str, now: datetime
) -> int:
    """Keep what became of a number of a case's participant; how many rows it was.

    Without a number named it is hers if she has but one.
    """
    hers = [one for one in all_of(c, case.participant_id) if one.state == PhoneState.IN_USE]
    found = next((one for one in hers if one.id == phone_id), hers[0] if len(hers) == 1 else None)
    return became(c, found, state, by=by, now=now) if found is not None else 0


def became(
    c: Connection, row: Any, state: PhoneState, *, by: str, now: datetime, reason: bytes | None = None
) -> int:
    """Keep what became of a number (its row); how many rows it was.

    A recycled number is held back for everybody in the study who had it: whoever answers there now is nobody
    of ours. The reason is sealed for its own participant, and stands with no other.
    """
    rows = [row]
    if state is PhoneState.RECYCLED:
        known = with_index(c, row.study_id, bytes(row.number_index))
        rows += [one for one in known if one.id != row.id and one.state == PhoneState.IN_USE]
    for one in rows:
        change(c, one, {"state": state}, by=by, now=now, reason=reason if one.id == row.id else None)
    return len(rows)
