"""Alerts and unblindings: raised once, changed only forward, their words sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from callassist.store.cases import alert
from callassist.store.interviews import unblinding
from callassist.store.schema import insert_new

_ONE = select(alert).where(alert.c.id == bindparam("alert_id"))
_OPEN_OF = (
    select(alert)
    .where(alert.c.interview_id == bindparam("of_interview"), alert.c.closed_at.is_(None))
    .order_by(alert.c.level.desc(), alert.c.raised_at)
)


def raise_(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Raise an alert unless its cause has one; whether it was new."""
    return c.execute(insert_new(alert, dialect, ("cause",)), dict(row)).rowcount == 1


def one(c: Connection, alert_id: str) -> Any | None:
    """One alert."""
    return c.execute(_ONE, {"alert_id": alert_id}).first()


def open_of(c: Connection, interview_id: str) -> Sequence[Any]:
    """The alerts of an interview that nobody has closed, the gravest first."""
    return c.execute(_OPEN_OF, {"of_interview": interview_id}).all()


def change(c: Connection, alert_id: str, **values: Any) -> bool:
    """Change an alert that is open; whether it was."""
    done = c.execute(
        update(alert).where(alert.c.id == alert_id, alert.c.closed_at.is_(None)).values(**values)
    )
    return done.rowcount == 1


def add_unblinding(c: Connection, **row: Any) -> None:
    """Somebody learned which group a family is in."""
    c.execute(insert(unblinding), row)
