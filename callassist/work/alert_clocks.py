"""An alert is acknowledged by somebody with a name, and closed only with what was done."""

from __future__ import annotations

from typing import Any

from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.store import alerts
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line, keep

WHO = (Role.SAFEGUARDING, Role.MANAGER, Role.SUPERVISOR)


def acknowledge(house: House, actor: Actor, *, alert_id: str, token: str, seen: int | None = None) -> str:
    """Take an alert on. The first who does stays named; a second changes nothing.

    `seen`: the level that her page showed. Raises Refusal where it has become graver since.
    """
    row, now = _one(house, actor, alert_id), house.now()

    def work(c: Connection) -> str:
        fresh = _fresh(c, alert_id, seen)
        if fresh.acknowledged_at is None:
            alerts.change(c, alert_id, acknowledged_at=now, acknowledged_by=actor.id)
        return alert_id

    line = Line(actor.id, "acknowledge alert", now, row.study_id, alert_id)
    return keep_once(house, line, token, work)


def close(
    house: House, actor: Actor, *, alert_id: str, action: str, token: str, seen: int | None = None
) -> str:
    """Close an alert with what was done, which is kept sealed. It was acknowledged as it stands."""
    if len(action.strip()) < 3:
        raise Refusal("What was done", "it is empty.", "An alert closes only with what was done.")
    row, now = _one(house, actor, alert_id), house.now()
    sealed = house.sealer.seal(row.study_id, action.strip(), place("alert.action", alert_id))

    def work(c: Connection) -> str:
        if _fresh(c, alert_id, seen).acknowledged_at is None:
            raise Refusal("What was done", "nobody has acknowledged it yet.", "Acknowledge it first.")
        if not alerts.change(c, alert_id, closed_at=now, closed_by=actor.id, action=sealed):
            raise Refusal("What was done", "somebody has closed it already.", "Load the page again.")
        return alert_id

    return keep_once(house, Line(actor.id, "close alert", now, row.study_id, alert_id), token, work)


def _fresh(c: Connection, alert_id: str, seen: int | None) -> Any:
    """The alert at this instant, held alone. Raises Refusal where it is graver than her page said."""
    fresh = alerts.alone(c, alert_id)
    if fresh is None:
        raise Refusal("Alert", "it is not there.", "Load the page again.")
    if seen is not None and fresh.level > seen:
        raise Refusal(
            "Alert",
            f"it has become graver since this page was opened: level {fresh.level} now.",
            "Read what happened, then take it on as it stands.",
        )
    return fresh


def open_action(house: House, actor: Actor, *, alert_id: str) -> str:
    """What was done, as it was written at the closing; "" where nothing was. With an audit line."""
    row = _one(house, actor, alert_id)
    keep(house, Line(actor.id, "open alert words", house.now(), row.study_id, alert_id), lambda _c: None)
    if row.action is None:
        return ""
    return house.sealer.open(row.study_id, row.action, place("alert.action", alert_id))


def _one(house: House, actor: Actor, alert_id: str) -> Any:
    with house.database.read() as c:
        row = alerts.one(c, alert_id)
    if row is None or not actor.may_any(WHO, row.study_id):
        raise Refusal("Alert", "it is not there.", "Load the page again.")
    return row
