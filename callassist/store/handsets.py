"""The phone of her own on which somebody who works here takes calls, its number sealed."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from callassist.store.staff import staff

_HANDSET = select(staff.c.handset).where(staff.c.id == bindparam("staff_id"))
_SET_HANDSET = (
    update(staff).where(staff.c.id == bindparam("staff_id")).values(handset=bindparam("sealed_number"))
)


def handset(c: Connection, staff_id: str) -> bytes | None:
    """The sealed number of the phone that somebody who works here takes calls on."""
    return c.execute(_HANDSET, {"staff_id": staff_id}).scalar_one_or_none()


def set_handset(c: Connection, staff_id: str, number: bytes | None) -> None:
    """Keep it, or forget it."""
    c.execute(_SET_HANDSET, {"staff_id": staff_id, "sealed_number": number})
