"""When the interpreter's line goes down, the parent hears in her own language to hold on, at once."""

from __future__ import annotations

from typing import Any

from callassist.errors import Refusal
from callassist.store import call_falls, calls
from callassist.voice.instructions import Part
from callassist.voice.network import Taken
from callassist.work.call_acts import hold_line
from callassist.work.call_place import in_room
from callassist.work.house import SYSTEM, House
from callassist.work.verb import Line, keep


def hold_after_falls(house: House) -> int:
    """Put those on hold whom nobody on the line speaks with any more; how many lines had fallen.

    Once for each line that fell: an interviewer who takes her back knows why. What the network does not do
    is left to the interviewer, whose strip says that the line is down.
    """
    with house.database.read() as c:
        rows = call_falls.fallen(c)
    return sum(_held(house, row) for row in rows)


def _held(house: House, row: Any) -> int:
    now, network = house.now(), house.voice
    told = {"call": row.call_id, "leg": row.id}
    line = Line(SYSTEM, "interpreter's line down", now, row.study_id, row.case_id, told)
    if network is None or not keep(house, line, lambda c: call_falls.seen(c, row.id, now)):
        return 0
    with house.database.read() as c:
        call, legs = calls.one(c, row.call_id), calls.legs(c, row.call_id)
    hers = next((one for one in legs if one.part == Part.PARENT and in_room(one) and not one.held), None)
    if hers is None:
        return 1
    try:
        taken = hold_line(house, network, call, hers, on=True)
    except Refusal:
        return 1
    if taken is Taken.ACCEPTED:
        done = Line(SYSTEM, "hold", house.now(), row.study_id, row.case_id, told)
        keep(house, done, lambda c: calls.note_leg(c, hers.id, held=True))
    return 1
