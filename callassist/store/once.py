"""What a form sent twice must not do twice: the token of each form that was kept, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select

from callassist.store.schema import at, key, line, metadata

once = Table("once", metadata, key("token"), line("result", nullable=False), at("at", nullable=False))

_RESULT = select(once.c.result).where(once.c.token == bindparam("token"))
_KEEP = insert(once)
_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("token"), 0)))
_OLDER = select(once.c.token).where(once.c.at < bindparam("before")).limit(bindparam("most"))
_FORGET = delete(once).where(once.c.token.in_(bindparam("tokens", expanding=True)))


def alone(c: Connection, token: str) -> None:
    """Let nobody else keep the form with that token until the transaction ends (PostgreSQL)."""
    if c.dialect.name == "postgresql":
        c.execute(_ALONE, {"token": token})


def result(c: Connection, token: str) -> str | None:
    """What came of the form with that token, or None while it was not kept."""
    return c.execute(_RESULT, {"token": token}).scalar()


def keep(c: Connection, token: str, came_of_it: str, now: datetime) -> None:
    """Keep what came of a form. A second form with the same token breaks the key and keeps nothing."""
    c.execute(_KEEP, {"token": token, "result": came_of_it, "at": now})


def older(c: Connection, before: datetime, most: int) -> Sequence[str]:
    """Tokens of forms that were kept before a moment."""
    return c.execute(_OLDER, {"before": before, "most": most}).scalars().all()


def forget(c: Connection, tokens: Sequence[str]) -> None:
    """Forget these tokens."""
    c.execute(_FORGET, {"tokens": list(tokens)})
