"""What follows from a parent's text once a reader has said what it was."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from callassist.cases.states import APPOINTMENTS, AppointmentEvent, AppointmentState, after
from callassist.errors import Refusal, Stale
from callassist.messages.understand import Hint, Kind
from callassist.privacy.tokens import new_id
from callassist.schedule.permit import Why
from callassist.store import households, lookups, outbox, planning, replies, tasks
from callassist.store.database import Connection
from callassist.store.replies import ReplyRow
from callassist.work.heard import COURSE
from callassist.work.house import House


class Meaning(StrEnum):
    """What a reader may find that a text was."""

    YES = "yes"
    NO = "no"
    STOP = "stop"
    GO_ON = "go_on"
    WRONG_NUMBER = "wrong_number"
    RING = "ring"
    NEW_NUMBER = "new_number"
    SITE_TEAM = "site_team"
    NOTHING = "nothing"


def follows(
    house: House, reply: ReplyRow, meaning: Meaning, appointment_id: str
) -> Callable[[Connection], str]:
    """What is done in the transaction that keeps the decision; it returns what was done, in words."""
    match meaning:
        case Meaning.YES | Meaning.NO:
            event = AppointmentEvent.YES if meaning is Meaning.YES else AppointmentEvent.NO
            return lambda c: _answer(_certain(c, reply), house, reply, event, appointment_id)
        case Meaning.STOP:
            return lambda c: _stop(c, house, reply)
        case Meaning.GO_ON:
            return lambda c: _go_on(c, house, reply)
        case Meaning.WRONG_NUMBER:
            return lambda c: _wrong_number(c, house, reply)
        case Meaning.RING | Meaning.NEW_NUMBER | Meaning.SITE_TEAM:
            return lambda c: _task(_certain(c, reply), house, reply, meaning)
        case Meaning.NOTHING:
            return lambda c: _nothing(_certain(c, reply))


def pauses_texts(reply: ReplyRow) -> bool:
    """Whether texts to its number wait until a reader has said whether they go on."""
    return reply.understood == Kind.STOP or reply.hint == Hint.WRONG_NUMBER


def _certain(c: Connection, reply: ReplyRow) -> Connection:
    """Nobody may leave texts to a number paused with nothing left to read."""
    if pauses_texts(reply) and _last(c, reply) == "doubtful":
        raise Refusal(
            "What it was",
            "texts to this number wait for your decision.",
            "Choose stop, a wrong number, or that texts go on; times and tasks are kept on her own pages.",
        )
    return c


def _last(c: Connection, reply: ReplyRow) -> str | None:
    return outbox.last_opt_outs(c, [reply.number_index]).get((reply.study_id, bytes(reply.number_index)))


def _nothing(_c: Connection) -> str:
    return "read; nothing follows from it"


_TASKS = {
    Meaning.RING: ("ring_her", "ring:", "She asks to be rung, or for another time. Ring, and agree one."),
    Meaning.NEW_NUMBER: ("new_number", "new:", "She has a new number. Ring, ask, and change it."),
    Meaning.SITE_TEAM: (
        COURSE,
        "course_question:",
        "A text asks about the course. Ring and answer it.",
    ),
}


def _task(c: Connection, house: House, reply: ReplyRow, meaning: Meaning) -> str:
    kind, before, words = _TASKS[meaning]
    people = reply.may_be or []
    if not people:
        raise Refusal("What it was", "nobody here has that number.", "Choose that nothing follows.")
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=reply.study_id,
            kind=kind,
            participant_id=people[0] if len(people) == 1 else None,
            cause=f"{before}{reply.id}",
            words=words,
            raised_at=house.now(),
        ),
    )
    return {
        Meaning.RING: "a wish to be rung: a task asks for it",
        Meaning.NEW_NUMBER: "a new number: a task asks to ring about it",
        Meaning.SITE_TEAM: "about the course: with the site team",
    }[meaning]


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
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=reply.study_id,
            kind="new_time",
            case_id=appointment.case_id,
            participant_id=appointment.participant_id,
            appointment_id=appointment.id,
            cause=f"new_time:{reply.id}",
            words="Said no to the appointment. Find a new time.",
            raised_at=house.now(),
            due_at=appointment.starts_at,
        ),
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
    last = _last(c, reply)
    if last == "stopped":
        raise Refusal("What it was", "texts to this number are stopped.", "Only START from it lets them go.")
    if replies.doubts_left(c, reply.study_id, bytes(reply.number_index), reply.id):
        return "no stop; texts wait for another text from this number to be read"
    if last == "doubtful":
        _opt(c, house, reply, "started")
        households.release_held_for(c, list(reply.may_be or ()), Why.DOUBTFUL, house.now())
    return "no stop: texts to this number go out"


def _wrong_number(c: Connection, house: House, reply: ReplyRow) -> str:
    replies.mark_wrong(c, reply.study_id, bytes(reply.number_index))
    for one in reply.may_be or ():
        outbox.withdraw_participant(c, one, "the number may be wrong")
        tasks.leave(
            c,
            tasks.NewTask(
                study_id=reply.study_id,
                kind="new_number",
                participant_id=one,
                cause=f"wrong_number:{reply.id}:{one}",
                words="A text said that the number is wrong. Find the right one; this one gets nothing.",
                raised_at=house.now(),
            ),
        )
    return "a wrong number: nothing goes to it any more"
