"""Addresses under which a calendar program reads somebody's times: kept as digests, ended when she says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, insert, or_, select, update

from callassist.store.schema import an_id, at, metadata, of, word
from callassist.store.staff import GrantRow, grant, staff

calendar_feed = Table(
    "calendar_feed",
    metadata,
    an_id(),
    of("staff_id", index=True),
    word("token_hash", unique=True),
    at("made_at", nullable=False),
    at("ended_at"),
)

_COLUMNS: tuple[Column[Any], ...] = (calendar_feed.c.id, calendar_feed.c.staff_id, calendar_feed.c.made_at)
_OF_TOKEN = (
    select(*_COLUMNS)
    .join(staff, staff.c.id == calendar_feed.c.staff_id)
    .where(
        calendar_feed.c.token_hash == bindparam("hashed"),
        calendar_feed.c.ended_at.is_(None),
        staff.c.closed_at.is_(None),
    )
)
_GRANTS = select(grant.c.id, grant.c.role, grant.c.study_id, grant.c.site, grant.c.strand).where(
    grant.c.staff_id == bindparam("of_staff"),
    grant.c.since <= bindparam("now"),
    or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
)
_HERS = select(*_COLUMNS).where(
    calendar_feed.c.staff_id == bindparam("of_staff"), calendar_feed.c.ended_at.is_(None)
)
_END = (
    update(calendar_feed)
    .where(calendar_feed.c.staff_id == bindparam("of_staff"), calendar_feed.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)
_ADD = insert(calendar_feed)


def of_token(c: Connection, token_hash: str) -> Any | None:
    """The address of that digest while it holds and its owner works here, or None."""
    return c.execute(_OF_TOKEN, {"hashed": token_hash}).first()


def grants(c: Connection, staff_id: str, now: datetime) -> tuple[GrantRow, ...]:
    """What its owner is granted now."""
    return tuple(GrantRow(*row) for row in c.execute(_GRANTS, {"of_staff": staff_id, "now": now}))


def hers(c: Connection, staff_id: str) -> Any | None:
    """Her address that holds, or None."""
    return c.execute(_HERS, {"of_staff": staff_id}).first()


def end(c: Connection, staff_id: str, now: datetime) -> int:
    """End her addresses; how many held."""
    return c.execute(_END, {"of_staff": staff_id, "now": now}).rowcount


def add(c: Connection, **row: Any) -> None:
    """Keep a new address."""
    c.execute(_ADD, row)
