"""A call belongs to the line of the ledger that was logged of it: it is then asked about no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from callassist.store import calls
from callassist.store.database import Connection
from callassist.work.actor import Actor
from callassist.work.house import House

LATELY = timedelta(hours=14)
BY_PHONE = ("call", "rang_us")


def logged(c: Connection, by: Actor, case_id: str, contact_id: str, channel: str, now: datetime) -> None:
    """Join what is logged with her last call of that case, in the transaction that logs it.

    Nothing is joined where she placed none, or logged it already, or where a letter or a visit is logged.
    """
    row = _to_log(c, by, case_id, now) if channel in BY_PHONE else None
    if row is not None:
        calls.note_call(c, row.id, contact_id=contact_id)


def logged_named(
    c: Connection, by: Actor, case_id: str, tracing_id: str, contact_id: str, now: datetime
) -> None:
    """Join what is logged of somebody she named with the call in which that person rang us, if one did."""
    row = calls.latest(c, case_id, by.id, now - LATELY)
    if row is not None and row.by == by.id and row.contact_id is None and row.tracing_id == tracing_id:
        calls.note_call(c, row.id, contact_id=contact_id)


def came_in(c: Connection, by: Actor, case_id: str, now: datetime) -> bool:
    """Whether her last call of that case, not logged yet, is one in which the parent rang us."""
    row = _to_log(c, by, case_id, now)
    return row is not None and row.direction == "in"


def _to_log(c: Connection, by: Actor, case_id: str, now: datetime) -> Any | None:
    row = calls.latest(c, case_id, by.id, now - LATELY)
    if row is None or row.by != by.id or row.contact_id is not None:
        return None
    # Somebody she named rang: a line about her is none of that call, unless she came to the phone in it.
    return row if row.tracing_id is None or row.ended_at is None else None


def without_outcome(house: House, actor: Actor) -> Sequence[Any]:
    """Her calls of this shift of which no outcome was logged: rows of id, case_id, started_at, number."""
    with house.database.read() as c:
        return calls.unlogged(c, actor.id, house.now() - LATELY)
