"""The sittings of interviews, and when nothing was asked within them: neutral page, lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from callassist.store.interviews import answer_event, interruption, sitting

NEUTRAL, LOCK = "neutral", "lock"
"""Why nothing was asked: the neutral page stood open, or the interviewer's own page was locked."""

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
    interruption.c.interview_id == bindparam("interview_id"),
    interruption.c.kind == NEUTRAL,
    interruption.c.until.is_(None),
)
_BREAKS = (
    select(interruption)
    .where(interruption.c.interview_id == bindparam("interview_id"))
    .order_by(interruption.c.since)
)
_OPEN_AT = select(sitting.c.id, sitting.c.interview_id, sitting.c.study_id).where(
    sitting.c.by == bindparam("of_staff"), sitting.c.ended_at.is_(None)
)
_BOOKED_OPEN = select(sitting.c.booking_id).where(
    sitting.c.interview_id == bindparam("of_interview"),
    sitting.c.ended_at.is_(None),
    sitting.c.booking_id.is_not(None),
    sitting.c.held_at.is_(None),  # of paper nobody knows when she went
)
_LAST_SAID = (
    select(func.max(func.coalesce(answer_event.c.at, sitting.c.started_at)))
    .select_from(sitting)
    .join(
        answer_event,
        and_(
            answer_event.c.interview_id == sitting.c.interview_id, answer_event.c.sitting_id == sitting.c.id
        ),
        isouter=True,
    )
    .where(sitting.c.interview_id == bindparam("of_interview"), sitting.c.ended_at.is_(None))
)
_UNLOCK = (
    update(interruption)
    .where(
        interruption.c.interview_id == bindparam("of_interview"),
        interruption.c.kind == LOCK,
        interruption.c.until.is_(None),
    )
    .values(until=bindparam("now"))
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


def booked_open(c: Connection, interview_id: str) -> Sequence[str]:
    """The booking of whom the open sitting of an interview is held with; empty for none."""
    return c.execute(_BOOKED_OPEN, {"of_interview": interview_id}).scalars().all()


def last_said(c: Connection, interview_id: str) -> datetime | None:
    """When something was last kept in the sitting that is open, else when it began; None for none open."""
    return c.execute(_LAST_SAID, {"of_interview": interview_id}).scalar()


def mark_overheard(c: Connection, interview_id: str, heard: str) -> None:
    """Keep who can hear in the open sitting: alone, fine, no."""
    c.execute(_MARK_OVERHEARD, {"of_interview": interview_id, "heard": heard})


def interrupt(c: Connection, **row: Any) -> None:
    """Nothing is asked from here on, or between two moments; `kind` says why."""
    c.execute(_BREAK, row)


def interruptions(c: Connection, interview_id: str) -> Sequence[Any]:
    """When nothing was asked in an interview, the earliest first."""
    return c.execute(_BREAKS, {"interview_id": interview_id}).all()


def held_open_by(c: Connection, staff_id: str) -> Sequence[Any]:
    """The sittings that somebody holds open: id, interview_id, study_id."""
    return c.execute(_OPEN_AT, {"of_staff": staff_id}).all()


def end_lock(c: Connection, interview_id: str, now: datetime) -> None:
    """The page is open again."""
    c.execute(_UNLOCK, {"of_interview": interview_id, "now": now})


def end_interruption(c: Connection, interview_id: str, now: datetime) -> bool:
    """It goes on; whether it stood still."""
    return c.execute(_BREAK_OVER, {"of_interview": interview_id, "now": now}).rowcount > 0


def interruption_open(c: Connection, interview_id: str) -> Any | None:
    """The neutral page that stands open, or None."""
    return c.execute(_BROKEN, {"interview_id": interview_id}).first()
