"""What a form sent twice must not do twice: the token of each form that was kept, and what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, insert, select

from callassist.store.schema import at, key, line, metadata

once = Table("once", metadata, key("token"), line("result", nullable=False), at("at", nullable=False))

_RESULT = select(once.c.result).where(once.c.token == bindparam("token"))
_KEEP = insert(once)


def result(c: Connection, token: str) -> str | None:
    """What came of the form with that token, or None while it was not kept."""
    return c.execute(_RESULT, {"token": token}).scalar()


def keep(c: Connection, token: str, came_of_it: str, now: datetime) -> None:
    """Keep what came of a form. A second form with the same token breaks the key and keeps nothing."""
    c.execute(_KEEP, {"token": token, "result": came_of_it, "at": now})
