"""Interpreters' lines that went down by themselves while a call that needs one goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from callassist.store.calls import call, leg

_FALLEN = (
    select(leg.c.id, leg.c.call_id, leg.c.study_id, call.c.case_id)
    .join(call, call.c.id == leg.c.call_id)
    .where(
        call.c.ended_at.is_(None),
        call.c.interpreter_first,
        leg.c.part == "interpreter",
        leg.c.joined_at.is_not(None),
        leg.c.over_at.is_not(None),
        leg.c.end_at.is_(None),  # one that was let go on purpose has it
    )
)
_SEEN = (
    update(leg).where(leg.c.id == bindparam("leg_id"), leg.c.end_at.is_(None)).values(end_at=bindparam("now"))
)


def fallen(c: Connection) -> Sequence[Any]:
    """Lines that fell and that nobody has seen to: id, call_id, study_id, case_id."""
    return c.execute(_FALLEN).all()


def seen(c: Connection, leg_id: str, now: datetime) -> bool:
    """Note that a line's fall is seen to; False where somebody did so before."""
    return c.execute(_SEEN, {"leg_id": leg_id, "now": now}).rowcount == 1
