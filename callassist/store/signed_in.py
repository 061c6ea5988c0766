"""Who of the interviewers is at work now and free to take a call: signed in, on no call, in no interview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, or_, select

from callassist.store.calls import call
from callassist.store.interviews import sitting
from callassist.store.staff import grant, session, staff

LONGEST_TALK = timedelta(hours=4)  # an interview that nobody ended is no talk for ever

_FREE = (
    select(staff.c.id, staff.c.languages)
    .where(
        staff.c.closed_at.is_(None),
        staff.c.handset.is_not(None),
        exists().where(
            grant.c.staff_id == staff.c.id,
            grant.c.role == bindparam("role"),
            or_(grant.c.study_id.is_(None), grant.c.study_id == bindparam("of_study")),
            or_(grant.c.site.is_(None), grant.c.site == bindparam("of_site")),
            or_(grant.c.strand.is_(None), grant.c.strand == bindparam("of_strand")),
            grant.c.since <= bindparam("now"),
            or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
        ),
        exists().where(
            session.c.staff_id == staff.c.id,
            session.c.ended_at.is_(None),
            session.c.locked_at.is_(None),
            session.c.made_at > bindparam("signed_in_since"),
        ),
        ~exists().where(call.c.by == staff.c.id, call.c.ended_at.is_(None)),
        ~exists().where(  # one that she dialled by hand is known by its interview alone
            sitting.c.by == staff.c.id,
            sitting.c.ended_at.is_(None),
            sitting.c.mode == "phone",
            sitting.c.started_at > bindparam("talking_since"),
        ),
    )
    .order_by(staff.c.id)
)


def free(
    c: Connection, role: str, study_id: str, site: str, strand: str, now: datetime, since: datetime
) -> Sequence[Any]:
    """Who holds a role where a family is, has a phone, is signed in and talks to nobody: id and languages.

    `now` is the trial's time; `since`, of signing in, the machine's.
    """
    asked = {"role": role, "of_study": study_id, "of_site": site, "of_strand": strand, "now": now}
    return c.execute(_FREE, asked | {"signed_in_since": since, "talking_since": now - LONGEST_TALK}).all()
