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


def acknowledge(house: House, actor: Actor, *, alert_id: str, token: str) -> str:
    """Take an alert on. The first who does stays named; a second changes nothing."""
    row, now = _one(house, actor, alert_id), house.now()

    def work(c: Connection) -> str:
        fresh = alerts.one(c, alert_id)
        if fresh is not None and fresh.acknowledged_at is None:
            alerts.change(c, alert_id, acknowledged_at=now, acknowledged_by=actor.id)
        return alert_id

    line = Line(actor.id, "acknowledge alert", now, row.study_id, alert_id)
    return keep_once(house, line, token, work)


def close(house: House, actor: Actor, *, alert_id: str, action: str, token: str) -> str:
    """Close an alert with what was done, which is kept sealed. It must have been acknowledged before."""
    if len(action.strip()) < 3:
        raise Refusal("What was done", "it is empty.", "An alert closes only with what was done.")
    row, now = _one(house, actor, alert_id), house.now()
    if row.acknowledged_at is None:
        raise Refusal("What was done", "nobody has acknowledged it yet.", "Acknowledge it first.")
    sealed = house.sealer.seal(row.study_id, action.strip(), place("alert.action", alert_id))

    def work(c: Connection) -> str:
        if not alerts.change(c, alert_id, closed_at=now, closed_by=actor.id, action=sealed):
            raise Refusal("What was done", "somebody has closed it already.", "Load the page again.")
        return alert_id

    return keep_once(house, Line(actor.id, "close alert", now, row.study_id, alert_id), token, work)


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
