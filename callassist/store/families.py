"""What an interview asks of a family: her sealed record, and the children that may be spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from callassist.store.people import child, identity

_RECORD = select(identity.c.record).where(identity.c.participant_id == bindparam("of"))
_CHILDREN = (
    select(child)
    .where(
        child.c.unit_id == bindparam("of"),
        child.c.died_on.is_(None),
        child.c.record.is_not(None),
        or_(child.c.outcome.is_(None), child.c.outcome == "born"),
    )
    .order_by(child.c.place, child.c.id)
)
_RECORDS = select(child.c.id, child.c.record).where(
    child.c.id.in_(bindparam("ids", expanding=True)), child.c.record.is_not(None)
)


def identity_record(c: Connection, participant_id: str) -> bytes | None:
    """A participant's sealed record, or None when it was forgotten."""
    found = c.execute(_RECORD, {"of": participant_id}).scalar()
    return bytes(found) if found is not None else None


def living_children(c: Connection, unit_id: str) -> Sequence[Any]:
    """The children of a unit who are born and alive, in their order."""
    return c.execute(_CHILDREN, {"of": unit_id}).all()


def child_records(c: Connection, child_ids: Sequence[str]) -> dict[str, bytes]:
    """The sealed records of some children by id; of those that are known."""
    return {row.id: bytes(row.record) for row in c.execute(_RECORDS, {"ids": list(child_ids)})}
