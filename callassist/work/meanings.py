"""What follows from a parent's text once a reader has said what it was."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from callassist.cases.states import APPOINTMENTS, AppointmentEvent, AppointmentState, after
from callassist.errors import Refusal, Stale
from callassist.privacy.tokens import new_id
from callassist.schedule.permit import Why
from callassist.store import households, lookups, outbox, planning, replies
from callassist.store.database import Connection
from callassist.store.replies import ReplyRow
from callassist.work.house import House


class Meaning(StrEnum):
    """What a reader may find that a text was."""

    YES = "yes"
    NO = "no"
    STOP = "stop"
    GO_ON = "go_on"
    WRONG_NUMBER = "wrong_number"
    NOTHING = "nothing"


def follows(
    house: House, reply: ReplyRow, meaning: Meaning, appointment_id: str
) -> Callable[[Connection], str]:
    """What is done in the transaction that keeps the decision; it returns what was done, in words."""
    match meaning:
        case Meaning.YES | Meaning.NO:
            event = AppointmentEvent.YES if meaning is Meaning.YES else AppointmentEvent.NO
            return lambda c: _answer(c, house, reply, event, appointment_id)
        case Meaning.STOP:
            return lambda c: _stop(c, house, reply)
        case Meaning.GO_ON:
            return lambda c: _go_on(c, house, reply)
        case Meaning.WRONG_NUMBER:
            return lambda c: _wrong_number(c, house, reply)
        case Meaning.NOTHING:
            return lambda _c: "read; nothing follows from it"


def _answer(
    c: Connection, house: House, reply: ReplyRow, event: AppointmentEvent, appointment_id: str
) -> str:
    found = lookups.appointments(c, [appointment_id]).get(appointment_id)
    if found is None or found.participant_id not in (reply.may_be or ()):
        raise Refusal("Which appointment", "none was chosen.", "Choose the appointment that it answers.")
    was, now = AppointmentState(found.state), house.now()
    state = after(APPOINTMENTS, was, event)
    if state is not was:
        if not planning.change_appointment(c, found.id, (was,), state=state, answered_at=now):
            raise Stale
        planning.look_at_case(c, found.case_id, now)
    if event is AppointmentEvent.YES:
        return "a yes: the appointment is confirmed"
    _new_time(c, house, reply, found)
    return "a no: the appointment is declined, a new time is to be found"


def _new_time(c: Connection, house: House, reply: ReplyRow, appointment: Any) -> None:
    planning.add_task(
        c,
        house.database.dialect,
        {
            "id": new_id(),
            "study_id": reply.study_id,
            "kind": "new_time",
            "case_id": appointment.case_id,
            "participant_id": appointment.participant_id,
            "appointment_id": appointment.id,
            "cause": f"new_time:{reply.id}",
            "words": "Said no to the appointment. Find a new time.",
            "raised_at": house.now(),
            "due_at": appointment.starts_at,
            "state": "open",
        },
    )


def _opt(c: Connection, house: House, reply: ReplyRow, state: str) -> None:
    outbox.add_opt_out(
        c,
        id=new_id(),
        study_id=reply.study_id,
        number_index=reply.number_index,
        channel="text",
        state=state,
        at=house.now(),
        source="reader",
    )


def _stop(c: Connection, house: House, reply: ReplyRow) -> str:
    _opt(c, house, reply, "stopped")
    for one in reply.may_be or ():
        outbox.withdraw_participant(c, one, "STOP came from this number")
    return "a stop: texts to this number are stopped"


def _go_on(c: Connection, house: House, reply: ReplyRow) -> str:
    last = outbox.last_opt_outs(c, [reply.number_index]).get((reply.study_id, bytes(reply.number_index)))
    if last == "stopped":
        raise Refusal("What it was", "texts to this number are stopped.", "Only START from it lets them go.")
    if last == "doubtful":
        _opt(c, house, reply, "started")
        households.release_held_for(c, list(reply.may_be or ()), Why.DOUBTFUL, house.now())
    return "no stop: texts to this number go out"


def _wrong_number(c: Connection, house: House, reply: ReplyRow) -> str:
    replies.mark_wrong(c, reply.study_id, bytes(reply.number_index))
    for one in reply.may_be or ():
        outbox.withdraw_participant(c, one, "the number may be wrong")
        planning.add_task(
            c,
            house.database.dialect,
            {
                "id": new_id(),
                "study_id": reply.study_id,
                "kind": "new_number",
                "participant_id": one,
                "cause": f"wrong_number:{reply.id}:{one}",
                "words": "A text said that the number is wrong. Find the right one; this one gets nothing.",
                "raised_at": house.now(),
                "state": "open",
            },
        )
    return "a wrong number: nothing goes to it any more"
