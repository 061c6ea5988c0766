"""A call belongs to the line of the ledger that was logged of it: it is then asked about no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from callassist.store import calls
from callassist.work.actor import Actor
from callassist.work.house import House
from callassist.work.verb import Line, keep

LATELY = timedelta(hours=14)


def logged(house: House, actor: Actor, case_id: str, contact_id: str) -> None:
    """Join what was logged with her last call of that case, if she placed one that was not logged."""
    now = house.now()
    with house.database.read() as c:
        row = calls.latest(c, case_id, actor.id, now - LATELY)
    if row is None or row.by != actor.id or row.contact_id is not None:
        return
    more = {"call": row.id, "contact": contact_id}
    line = Line(actor.id, "log_call", now, row.study_id, case_id, more)
    keep(house, line, lambda c: calls.note_call(c, row.id, contact_id=contact_id))


def without_outcome(house: House, actor: Actor) -> Sequence[Any]:
    """Her calls of this shift of which no outcome was logged: rows of id, case_id, started_at, number."""
    with house.database.read() as c:
        return calls.unlogged(c, actor.id, house.now() - LATELY)
