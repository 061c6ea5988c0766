"""The audit lines: who did what to what, and when; ids, codes and digests only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from callassist.store.staff import audit, audit_link

_WRITE = insert(audit)


def write(
    c: Connection,
    *,
    id: str,
    at: datetime,
    by: str,
    verb: str,
    study_id: str | None,
    subject: str | None,
    more: Mapping[str, object] | None,
) -> None:
    """Add one line. It is sealed into the chain by a job within the minute."""
    c.execute(
        _WRITE,
        {"id": id, "at": at, "by": by, "verb": verb, "study_id": study_id, "subject": subject, "more": more},
    )


def unsealed(c: Connection, most: int) -> Sequence[Any]:
    """Lines that stand in no link yet, oldest first."""
    query = select(audit).where(audit.c.link.is_(None)).order_by(audit.c.id).limit(most)
    return c.execute(query).all()


def mark(c: Connection, ids: Sequence[str], number: int) -> None:
    """Say which link seals these lines."""
    for start in range(0, len(ids), 500):
        c.execute(update(audit).where(audit.c.id.in_(ids[start : start + 500])).values(link=number))


def add_link(c: Connection, **row: Any) -> None:
    """Keep a link."""
    c.execute(insert(audit_link), row)


def last_link(c: Connection) -> Any | None:
    """The newest link, or None."""
    return c.execute(select(audit_link).order_by(audit_link.c.number.desc()).limit(1)).one_or_none()


def links(c: Connection) -> Sequence[Any]:
    """All links in order."""
    return c.execute(select(audit_link).order_by(audit_link.c.number)).all()


def of_link(c: Connection, number: int) -> Sequence[Any]:
    """The lines that a link seals, in their order."""
    return c.execute(select(audit).where(audit.c.link == number).order_by(audit.c.id)).all()


def head_of(c: Connection, number: int) -> str | None:
    """The head of a link."""
    return c.execute(select(audit_link.c.head).where(audit_link.c.number == number)).scalar()
