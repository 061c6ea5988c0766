"""Who of the interviewers is at work now and free to take a call: signed in, not on a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, or_, select

from callassist.store.calls import call
from callassist.store.staff import grant, session, staff

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
    )
    .order_by(staff.c.id)
)


def free(
    c: Connection, role: str, study_id: str, site: str, strand: str, now: datetime, since: datetime
) -> Sequence[Any]:
    """Who holds a role where a family is, has a phone, is signed in and has no call: id and languages.

    `now` is the trial's time; `since`, of signing in, the machine's.
    """
    asked = {"role": role, "of_study": study_id, "of_site": site, "of_strand": strand, "now": now}
    return c.execute(_FREE, asked | {"signed_in_since": since}).all()
