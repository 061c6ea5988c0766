"""One key on the neutral page ends the call that she has up, whatever else stands on it."""

from __future__ import annotations

from callassist.store import calls
from callassist.work import call_acts
from callassist.work.actor import Actor
from callassist.work.house import House


def hang_up(house: House, actor: Actor, case_id: str) -> bool:
    """End her call of a case for everybody; whether one was up. One dialled by hand she ends herself."""
    with house.database.read() as c:
        call_id = calls.up(c, case_id)
        mine = call_id is not None and (row := calls.one(c, call_id)) is not None and row.by == actor.id
    if call_id is None or not mine:
        return False
    call_acts.end(house, actor, call_id)
    return True
