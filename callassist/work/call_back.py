"""A phone that rang our line and was not taken is rung back: a task, once for each call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from callassist.store import planning, tasks
from callassist.store.database import Connection
from callassist.study.blinding import blinded
from callassist.work.house import House

CALL_BACK = "call_back"


def call_back(house: House, c: Connection, call: Any, people: Sequence[Any]) -> None:
    """A task to ring back, once for each call; it names study numbers, and no person."""
    call = call if isinstance(call, dict) else call._mapping
    blind = blinded(house.study(call["study_id"]).edition.protocol)
    told = [one for one in people if one.strand in blind] or people  # for everybody who rings to read
    numbers = " or ".join(one.number for one in told)
    words = f"Somebody rang who may be {numbers}: ring back." if numbers else "An unknown number rang."
    case = _open_case(c, people[0].id) if len(people) == 1 else None
    task = tasks.NewTask(
        study_id=call["study_id"],
        kind=CALL_BACK,
        case_id=case,
        participant_id=people[0].id if len(people) == 1 else None,
        cause=f"rang:{call['id']}",
        words=f"{words} Say no name first; begin with the identity check.",
        raised_at=house.now(),
        more={"call": call["id"]},
    )
    tasks.leave(c, task)


def _open_case(c: Connection, participant_id: str) -> str | None:
    """Her case that is open, where there is exactly one."""
    found = [one.id for one in planning.cases_of(c, participant_id).values() if one.state == "open"]
    return str(found[0]) if len(found) == 1 else None
