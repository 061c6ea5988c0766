"""The allocation as a file of its own, for those who hold that grant: the only export that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.people import allocation, participant, unit

_ROWS = (
    select(participant.c.number, unit.c.code.label("unit"), allocation.c.arm, allocation.c.at)
    .join(unit, unit.c.id == participant.c.unit_id)
    .join(allocation, allocation.c.unit_id == unit.c.id)
    .where(participant.c.study_id == bindparam("study_id"))
    .order_by(participant.c.number)
)


def rows(c: Connection, study_id: str) -> Sequence[Any]:
    """Study number, unit, arm and when it was allocated, by study number."""
    return c.execute(_ROWS, {"study_id": study_id}).all()
