"""One key on the neutral page ends the call that she has up, whatever else stands on it."""

from __future__ import annotations

from callassist.store import calls
from callassist.work import call_acts
from callassist.work.actor import Actor
from callassist.work.house import House


def hang_up(house: House, actor: Actor, case_id: str = "") -> str:
    """End her call for everybody, whichever case it is about; the case on which it is logged, or "".

    `case_id`: the case that she came from; hers is logged there where no call is up or it is put to no case:
    one dialled by hand she ends herself.
    """
    with house.database.read() as c:
        up = calls.hers_up(c, actor.id)
    if up is None:
        return case_id
    call_acts.end(house, actor, up.id)
    return str(up.case_id or case_id)
