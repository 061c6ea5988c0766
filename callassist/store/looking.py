"""Studies whose people are all to be looked at again, part by part, and how far that has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Table, bindparam, delete, func, insert, select, update

from callassist.errors import Stale
from callassist.store.changes import change
from callassist.store.people import participant
from callassist.store.schema import at, key, metadata, of

looking = Table(
    "looking",
    metadata,
    key("study_id"),
    of("past"),  # the last participant who was asked; empty: none yet
    at("since", nullable=False),
    Column("hold_new", Boolean, nullable=False),
)
_DROP = delete(looking).where(looking.c.study_id == bindparam("of_study"))
_BEGIN = insert(looking)
_FIRST = select(looking).order_by(looking.c.since).limit(1)
_SINCE = select(func.min(looking.c.since))
_PART = (
    select(participant.c.id)
    .where(participant.c.study_id == bindparam("of_study"), participant.c.id > bindparam("past"))
    .order_by(participant.c.id)
    .limit(bindparam("most"))
)
_LOOK = (
    update(participant)
    .where(
        participant.c.study_id == bindparam("of_study"),
        participant.c.id > bindparam("past"),
        participant.c.id <= bindparam("last"),
    )
    .values(look_again_at=bindparam("now"), hold_new=bindparam("hold"))
)


def look_at_everybody(c: Connection, study_id: str, now: datetime, *, hold: bool) -> None:
    """Have all participants of a study looked at, from the first on; a wish under way begins anew."""
    c.execute(_DROP, {"of_study": study_id})
    c.execute(_BEGIN, {"study_id": study_id, "past": "", "since": now, "hold_new": hold})


def first(c: Connection) -> Any | None:
    """The oldest wish that is not carried out: study_id, past, since, hold_new."""
    return c.execute(_FIRST).one_or_none()


def since(c: Connection) -> datetime | None:
    """Since when the oldest wish waits."""
    return c.execute(_SINCE).scalar()


def look_at_more(c: Connection, wish: Any, now: datetime, most: int) -> int:
    """Ask the next participants, up to so many, or end a wish that has no more; how many were asked.

    Raises Stale when somebody else went on with it.
    """
    ids = c.execute(_PART, {"of_study": wish.study_id, "past": wish.past, "most": most}).scalars().all()
    by = {"study_id": wish.study_id, "past": wish.past, "since": wish.since}
    if not ids:
        c.execute(_DROP, {"of_study": wish.study_id})
    elif change(c, looking, by, {"past": ids[-1]}) != 1:
        raise Stale
    else:
        reach = {"of_study": wish.study_id, "past": wish.past, "last": ids[-1]}
        c.execute(_LOOK, {**reach, "now": now, "hold": wish.hold_new})
    return len(ids)
