"""Who interviews where in a study: what the morning asks before it names somebody who could ring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from callassist.store.staff import grant, staff

_INTERVIEWING = (
    select(staff.c.id, staff.c.name, staff.c.languages, grant.c.site, grant.c.strand)
    .join(grant, grant.c.staff_id == staff.c.id)
    .where(
        staff.c.closed_at.is_(None),
        grant.c.role == "interviewer",
        or_(grant.c.study_id.is_(None), grant.c.study_id == bindparam("study_id")),
        grant.c.since <= bindparam("now"),
        or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
    )
    .order_by(staff.c.name, staff.c.id, grant.c.id)
)


def interviewing(c: Connection, study_id: str, now: datetime) -> Sequence[Any]:
    """A row a grant: id, name, languages, and the site and strand of the grant (None: all)."""
    return c.execute(_INTERVIEWING, {"study_id": study_id, "now": now}).all()
