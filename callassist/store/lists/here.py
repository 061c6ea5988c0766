"""The people who work here with what each is granted, and the last lines of the audit about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.staff import audit, grant, staff

_EVERYBODY = (
    select(staff.c.id, staff.c.sign_in, staff.c.name, staff.c.languages, staff.c.made_at)
    .where(staff.c.closed_at.is_(None))
    .order_by(staff.c.name)
)
_GRANTS = select(grant).order_by(grant.c.since)
_ALL_GRANTS = (
    select(grant, staff.c.sign_in)
    .join(staff, staff.c.id == grant.c.staff_id)
    .where(staff.c.closed_at.is_(None))
    .order_by(staff.c.sign_in, grant.c.since, grant.c.id)
)
_LINES = (
    select(audit.c.id, audit.c.at, audit.c.by, audit.c.verb, audit.c.subject, audit.c.study_id, audit.c.more)
    .where(audit.c.verb.in_(bindparam("verbs", expanding=True)))
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)
_LATEST = (
    select(audit.c.id, audit.c.at, audit.c.by, audit.c.verb, audit.c.subject, audit.c.study_id, audit.c.more)
    .where(audit.c.study_id == bindparam("study_id"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("most"))
)


def everybody(c: Connection) -> Sequence[Any]:
    """All who work here, by name."""
    return c.execute(_EVERYBODY).all()


def grants(c: Connection, now: datetime) -> dict[str, list[Any]]:
    """The grants that hold or will, by person; ended ones are left out."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_GRANTS):
        if row.until is None or row.until > now:
            found.setdefault(row.staff_id, []).append(row)
    return found


def all_grants(c: Connection) -> dict[str, list[Any]]:
    """Every grant that was ever given to those who work here still, by sign-in name."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_ALL_GRANTS):
        found.setdefault(row.sign_in, []).append(row)
    return found


def audit_of(c: Connection, verbs: Sequence[str], most: int) -> Sequence[Any]:
    """The latest audit lines of some verbs."""
    return c.execute(_LINES, {"verbs": list(verbs), "most": most}).all()


def latest(c: Connection, study_id: str, most: int) -> Sequence[Any]:
    """The latest audit lines of a study."""
    return c.execute(_LATEST, {"study_id": study_id, "most": most}).all()
