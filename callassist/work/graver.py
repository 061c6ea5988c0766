"""Raises an alert once; where one for the same thing stands, that one becomes graver and is told of anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from callassist.cases.alerts import Follows, Heard, Standing, follows, sooner
from callassist.errors import Stale
from callassist.privacy.tokens import new_id
from callassist.schedule.escalation import Step
from callassist.store import alert_steps, alerts, audit
from callassist.store.database import Connection
from callassist.study.safety import RANG


def keep_alert(c: Connection, row: Mapping[str, Any]) -> str:
    """Keep an alert, by what stands for its cause at that instant; the id of the one that holds then.

    An alert that was closed stays as it was closed: what is graver is then raised as another.
    """
    heard = Heard(row["level"], row["acknowledge_by"], row["close_by"])
    before: Any = alerts.of_cause(c, [row["cause"], *(_again(row["cause"], level) for level in (2, 3))])
    match follows(_standing(before), heard):
        case Follows.NEW:
            cause = row["cause"] if before is None else _again(row["cause"], heard.level)
            if not alerts.raise_(c, c.dialect.name, {**row, "cause": cause}):
                raise Stale  # somebody else raised it at the same moment
            return str(row["id"])
        case Follows.GRAVER:
            grow(c, before, heard, by=row["raised_by"], at=row["raised_at"])
        case Follows.SOONER:
            first = sooner(_heard(before), heard)
            alerts.change(c, before.id, acknowledge_by=first.acknowledge_by, close_by=first.close_by)
        case Follows.NOTHING:
            pass
        case other:
            assert_never(other)
    return str(before.id)


def grow(c: Connection, before: Any, heard: Heard, *, by: str, at: datetime) -> None:
    """Let an open alert become graver: its clocks begin anew, and nobody has it in hand any more.

    Who had taken it on, and when the lead was rung, stays in its story. Everybody on duty is told again.
    """
    ticked = dict(before.checklist or {})
    rang = ticked.pop(RANG, None)
    if before.acknowledged_at is not None:
        add_step(c, before, Step.TAKEN_ON, at=before.acknowledged_at, by=before.acknowledged_by)
    if rang is not None:
        add_step(c, before, Step.RANG, at=datetime.fromisoformat(rang))
    add_step(c, before, Step.GRAVER, at=at, by=by, level=heard.level)
    clocks = heard if before.acknowledged_at is not None else sooner(_heard(before), heard)
    alerts.change(
        c,
        before.id,
        level=heard.level,
        acknowledge_by=clocks.acknowledge_by,
        close_by=min(before.close_by, heard.close_by),
        acknowledged_at=None,
        acknowledged_by=None,
        checklist=ticked,
    )
    audit.write(
        c,
        id=new_id(),
        at=at,
        by=by,
        verb="raise alert level",
        study_id=before.study_id,
        subject=before.id,
        more={"level": heard.level, "before": before.level},
    )


def add_step(
    c: Connection, alert: Any, what: Step, *, at: datetime, by: str | None = None, level: int | None = None
) -> None:
    """Write a step into the story of an alert that this transaction holds alone."""
    number = len(alert_steps.steps(c, [alert.id]).get(alert.id, ())) + 1
    row = {"id": new_id(), "study_id": alert.study_id, "alert_id": alert.id, "number": number}
    more = {"name": None, "message_id": None, "level": level, "by": by, "at": at}
    alert_steps.add(c, {**row, "what": what, **more})


def _again(cause: str, level: int) -> str:
    return f"{cause}:{level}"


def _heard(row: Any) -> Heard:
    return Heard(row.level, row.acknowledge_by, row.close_by)


def _standing(row: Any | None) -> Standing | None:
    return Standing(_heard(row), row.closed_at is not None) if row is not None else None
