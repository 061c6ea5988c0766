"""Who is at work now: on a shift that is planned, or signed in and not gone away from the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select, union

from callassist.store.shifts import shift
from callassist.store.staff import session

LONGEST = timedelta(hours=12)  # a sign-in that was never ended is no presence for ever

_AT_WORK = union(
    select(shift.c.staff_id).where(
        shift.c.study_id.in_(bindparam("studies", expanding=True)),
        shift.c.since <= bindparam("now"),
        shift.c.until > bindparam("now"),
        shift.c.ended_at.is_(None),
    ),
    select(session.c.staff_id).where(
        session.c.ended_at.is_(None),
        session.c.locked_at.is_(None),
        or_(session.c.made_at > bindparam("since"), session.c.seen_at > bindparam("since")),
    ),
)


def at_work(c: Connection, studies: Sequence[str], now: datetime) -> frozenset[str]:
    """The ids of those who could ring now."""
    values = {"studies": list(studies), "now": now, "since": now - LONGEST}
    return frozenset(c.execute(_AT_WORK, values).scalars())
