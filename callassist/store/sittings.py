"""The sittings of interviews, and the times the neutral page stood open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from callassist.store.interviews import interruption, sitting

_ADD_SITTING = insert(sitting)
_END_SITTING = (
    update(sitting)
    .where(sitting.c.interview_id == bindparam("of_interview"), sitting.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), to_item=bindparam("item"))
)
_SITTINGS = (
    select(sitting).where(sitting.c.interview_id == bindparam("interview_id")).order_by(sitting.c.number)
)
_MARK_OVERHEARD = (
    update(sitting)
    .where(sitting.c.interview_id == bindparam("of_interview"), sitting.c.ended_at.is_(None))
    .values(overheard=bindparam("heard"))
)
_BREAK = insert(interruption)
_BREAK_OVER = (
    update(interruption)
    .where(interruption.c.interview_id == bindparam("of_interview"), interruption.c.until.is_(None))
    .values(until=bindparam("now"))
)
_BROKEN = select(interruption).where(
    interruption.c.interview_id == bindparam("interview_id"), interruption.c.until.is_(None)
)


def of_interview(c: Connection, interview_id: str) -> Sequence[Any]:
    """The sittings of an interview in order."""
    return c.execute(_SITTINGS, {"interview_id": interview_id}).all()


def add(c: Connection, **row: Any) -> None:
    """A new sitting."""
    c.execute(_ADD_SITTING, row)


def end(c: Connection, interview_id: str, now: datetime, item: str | None) -> bool:
    """End the sitting that is open; whether one was."""
    done = c.execute(_END_SITTING, {"of_interview": interview_id, "now": now, "item": item})
    return done.rowcount > 0


def mark_overheard(c: Connection, interview_id: str, heard: str) -> None:
    """Keep who can hear in the open sitting: alone, fine, no."""
    c.execute(_MARK_OVERHEARD, {"of_interview": interview_id, "heard": heard})


def interrupt(c: Connection, **row: Any) -> None:
    """The neutral page was opened."""
    c.execute(_BREAK, row)


def end_interruption(c: Connection, interview_id: str, now: datetime) -> bool:
    """The neutral page was left; whether it stood open."""
    return c.execute(_BREAK_OVER, {"of_interview": interview_id, "now": now}).rowcount > 0


def interruption_open(c: Connection, interview_id: str) -> Any | None:
    """The interruption that stands, or None."""
    return c.execute(_BROKEN, {"interview_id": interview_id}).first()
