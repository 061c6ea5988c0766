"""A phone that rang our line and was not taken is rung back: a task, once for each call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from callassist.store import outbox, planning, tasks, tracing
from callassist.store.database import Connection
from callassist.study.blinding import blinded
from callassist.work import named_rings
from callassist.work.house import House

CALL_BACK, UNTAKEN = "call_back", "who_rang"
RUNG = "rung back, or she rang again"


def call_back(house: House, c: Connection, call: Any, people: Sequence[Any]) -> None:
    """A task to ring back, once for each call; it names study numbers, and no person.

    Where the number is of nobody but those whom participants named, a task for each who named one.
    """
    call = call if isinstance(call, dict) else call._mapping
    study_id = call["study_id"]
    named = tracing.on_number(c, study_id, bytes(call.get("number_index") or b""))
    if named and not people:
        named_rings.ring_back(house, c, study_id, call["id"], named)
        return
    told = " or ".join(named_rings.told_of(house, study_id, people, named))
    words = f"Somebody rang who may be {told}: ring back." if told else "An unknown number rang."
    one = people[0].id if len(people) == 1 and not named else None
    task = tasks.NewTask(
        study_id=study_id,
        kind=CALL_BACK,
        case_id=_open_case(c, one) if one else None,
        participant_id=one or _closed_with(house, study_id, people),
        cause=f"{tasks.RANG}{call['id']}",
        words=f"{words} Say no name first; begin with the identity check.",
        raised_at=house.now(),
        more={"call": call["id"]},
    )
    tasks.leave(c, task)


def who_was_it(house: House, c: Connection, call: Any, people: Sequence[Any]) -> None:
    """A task where somebody of ours rang and was spoken with, and the call was put to no case."""
    named = tracing.on_number(c, call.study_id, bytes(call.number_index or b""))
    told = " or ".join(named_rings.told_of(house, call.study_id, people, named))
    if not told:
        return
    task = tasks.NewTask(
        study_id=call.study_id,
        kind=UNTAKEN,
        participant_id=_closed_with(house, call.study_id, people),
        cause=f"{UNTAKEN}:{call.id}",
        words=f"Somebody rang who may be {told} and was spoken with. Who it was is not written down: ask who "
        "took the call, and have it logged on that case as “rang us”.",
        raised_at=house.now(),
        more={"call": call.id},
    )
    tasks.leave(c, task)


def rung_back(
    c: Connection, participant_id: str, phone_id: str | None, at: datetime, *, by: str, now: datetime
) -> None:
    """She was rung, or rang again, at a moment: nobody rings back for what she was missed with before.

    Nor for what came from that phone and may have been anybody's who shares it: it was rung.
    """
    tasks.close_raised(c, participant_id, CALL_BACK, at, by, RUNG, now)
    phones = outbox.phones(c, [participant_id]).get(participant_id, [])
    rung = next((one for one in phones if one.id == phone_id), None)
    if rung is not None:
        index = bytes(rung.number_index)
        tasks.close_rang(c, rung.study_id, index, at, by, RUNG, now)


def _closed_with(house: House, study_id: str, people: Sequence[Any]) -> str | None:
    """Whom a task of several hangs on, so that only who rings in their part of the study reads it.

    Nobody, as long as one of them is of a part that tells no group: that one alone is named then.
    """
    blind = blinded(house.study(study_id).edition.protocol)
    return None if any(one.strand in blind for one in people) or not people else str(people[0].id)


def _open_case(c: Connection, participant_id: str) -> str | None:
    """Her case that is open, where there is exactly one."""
    found = [one.id for one in planning.cases_of(c, participant_id).values() if one.state == "open"]
    return str(found[0]) if len(found) == 1 else None
