"""The story of an alert: each step by which somebody was told of it, kept as it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    insert,
    or_,
    select,
)

from callassist.store.cases import alert
from callassist.store.interviews import interview
from callassist.store.schema import an_id, at, line, metadata, of, word
from callassist.store.texts import message

alert_step = Table(
    "alert_step",
    metadata,
    an_id(),
    of("study_id"),
    of("alert_id"),
    Column("number", Integer, nullable=False),
    word("what"),  # told | no_text | all | graver | taken_on | rang | less
    line("name"),  # as the duty rota has it
    of("message_id", nullable=True),
    Column("level", Integer),  # the level from then on
    of("by", nullable=True),
    at("at", nullable=False),
    UniqueConstraint("alert_id", "number"),
)

# A text, a score, and an answer that was mended after the end: nobody who heard it can ring the lead.
_by_somebody_else = or_(
    alert.c.source == "text",
    alert.c.cause.startswith("scale:", autoescape=True),
    and_(interview.c.finished_at.is_not(None), interview.c.finished_at < alert.c.raised_at),
)
_WAITING = (
    select(
        alert.c.id,
        alert.c.study_id,
        alert.c.raised_at,
        alert.c.acknowledge_by,
        _by_somebody_else.label("unheard"),
    )
    .outerjoin(interview, interview.c.id == alert.c.interview_id)
    .where(alert.c.acknowledged_at.is_(None), alert.c.closed_at.is_(None))
    .order_by(alert.c.acknowledge_by)
)
_STEPS = (
    select(alert_step, message.c.state.label("text_state"))
    .outerjoin(message, message.c.id == alert_step.c.message_id)
    .where(alert_step.c.alert_id.in_(bindparam("alerts", expanding=True)))
    .order_by(alert_step.c.alert_id, alert_step.c.number)
)
_ADD = insert(alert_step)


def waiting(c: Connection) -> Sequence[Any]:
    """Alerts that nobody has acknowledged, of all studies, the earliest clock first."""
    return c.execute(_WAITING).all()


def steps(c: Connection, alert_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The steps of these alerts in their order, by alert, each with what became of its text."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_STEPS, {"alerts": list(alert_ids)}) if alert_ids else ():
        found.setdefault(row.alert_id, []).append(row)
    return found


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a step; a second of the same number is refused by the database."""
    c.execute(_ADD, dict(row))
