"""Alerts and unblindings: raised once, changed only forward, their words sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from callassist.store.cases import alert, case_
from callassist.store.interviews import unblinding
from callassist.store.schema import insert_new

_ONE = select(alert).where(alert.c.id == bindparam("alert_id"))
_LOCKED = _ONE.with_for_update()
_OF_CAUSE = (
    select(alert)
    .where(alert.c.cause.in_(bindparam("causes", expanding=True)))
    .order_by(alert.c.closed_at.is_not(None), alert.c.level.desc())
    .with_for_update()
)
_HOW_MANY = select(func.count()).where(alert.c.interview_id == bindparam("of_interview"))
_OPEN_OF = (
    select(alert)
    .where(
        alert.c.interview_id == bindparam("of_interview"),
        alert.c.closed_at.is_(None),
        ~alert.c.cause.startswith("scale:", autoescape=True),
    )
    .order_by(alert.c.level.desc(), alert.c.raised_at)
)
_TOLD_TO = (
    select(case_.c.participant_id)
    .join(unblinding, unblinding.c.case_id == case_.c.id)
    .where(unblinding.c.by == bindparam("staff_id"))
)
_TOLD_ABOUT = (
    select(case_.c.participant_id, unblinding.c.by)
    .join(unblinding, unblinding.c.case_id == case_.c.id)
    .where(case_.c.participant_id.in_(bindparam("people", expanding=True)))
)


def told_to(c: Connection, staff_id: str) -> frozenset[str]:
    """The participants whose group somebody was told."""
    return frozenset(c.execute(_TOLD_TO, {"staff_id": staff_id}).scalars())


def told_about(c: Connection, participant_ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """(participant, who was told the group), for these participants."""
    rows = c.execute(_TOLD_ABOUT, {"people": list(participant_ids)})
    return frozenset((row.participant_id, row.by) for row in rows)


def raise_(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Raise an alert unless its cause has one; whether it was new."""
    return c.execute(insert_new(alert, dialect, ("cause",)), dict(row)).rowcount == 1


def one(c: Connection, alert_id: str) -> Any | None:
    """One alert."""
    return c.execute(_ONE, {"alert_id": alert_id}).first()


def alone(c: Connection, alert_id: str) -> Any | None:
    """One alert, which nobody else changes until this transaction has ended."""
    return c.execute(_LOCKED, {"alert_id": alert_id}).first()


def of_cause(c: Connection, causes: Sequence[str]) -> Any | None:
    """The alert of one of these causes, locked: the one that is open, else the gravest that was closed."""
    return next(iter(c.execute(_OF_CAUSE, {"causes": list(causes)}).all()), None)


def how_many(c: Connection, interview_id: str) -> int:
    """How many alerts an interview has raised."""
    return c.execute(_HOW_MANY, {"of_interview": interview_id}).scalar_one()


def open_of(c: Connection, interview_id: str) -> Sequence[Any]:
    """The alerts of what was heard in an interview that nobody has closed, the gravest first.

    What a score raised is not among them: it is for those on duty, and on no interviewer's page.
    """
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
