"""What a parent's text does: a clear word acts at once, all else waits for a reader who interviews nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from callassist.cases.states import APPOINTMENTS, STANDING, AppointmentEvent, AppointmentState, after
from callassist.errors import Stale
from callassist.messages.inbound import InboundText, NetworkKeyword
from callassist.messages.understand import Kind, Understood, understand
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.permit import Why
from callassist.store import households, inboxes, ledger, lookups, outbox, planning
from callassist.store.database import Connection
from callassist.work import about_text
from callassist.work.came import Came, answer, leave_task
from callassist.work.heard import follow, kind_word, last_word, pause, say
from callassist.work.house import House, Running
from callassist.work.verb import again

JUST_GONE = timedelta(hours=1)
ALL = (*STANDING, AppointmentState.DECLINED)
HOUR = timedelta(hours=1)
MANY = 20
"""So many texts of one number are read within an hour; more are kept and lie with them, unread."""


@again
def work(house: House, row: Any, text: InboundText, studies: Sequence[Running]) -> None:
    """Work one inbound text for every study that its receiving number serves: to whom the number is known."""
    now = house.now()
    with house.database.read() as c:
        came = [_came(c, house, row, text, one, now) for one in studies]
    known = [one for one in came if one.people] or came[:1]

    def keep(c: Connection) -> None:
        if not inboxes.worked(c, row.id, now, "reply"):
            return
        for one in known:
            _keep(c, house, one, now)

    house.database.keep(keep)
    house.wake("plan")
    house.wake("send")


def _came(c: Connection, house: House, row: Any, text: InboundText, running: Running, now: datetime) -> Came:
    index = number_index(house.keys, running.id, text.sender)
    people = lookups.on_number(c, running.id, index)
    appointments = lookups.standing_appointments(c, [one.id for one in people], ALL) if people else ()
    ahead = [one for one in appointments if one.starts_at > now - JUST_GONE]
    languages = {tag for one in people if (tag := (one.language or {}).get("texts_in"))}
    said = understand(text.body, tuple(sorted(languages)))
    if text.opt_out_type is NetworkKeyword.STOP and not (said.kind is Kind.STOP and said.clear):
        said = Understood(Kind.STOP, clear=True, why="The network took it as STOP.")
    return Came(row, text, running, index, people, ahead, said)


def _keep(c: Connection, house: House, came: Came, now: datetime) -> None:
    reply_id = new_id()
    action, state = _act(c, house, came, reply_id, now)
    flood = inboxes.came_since(c, came.index, now - HOUR, MANY) >= MANY
    if state == "to_read" and flood:
        action, state = f"{action}; one of very many within the hour", "kept"
    elif state == "to_read":
        follow(c, house, came, reply_id, now)
    if not flood:
        kind_word(c, house, came, now, to_read=state == "to_read")
    under = came.one.wrapped_key if came.one is not None else came.running.id
    inboxes.add_reply(
        c,
        {
            "id": reply_id,
            "study_id": came.running.id,
            "number_index": came.index,
            "participant_id": came.one.id if came.one is not None else None,
            "may_be": [one.id for one in came.people],
            "number": house.sealer.seal(came.running.id, came.text.sender, place("reply.number", reply_id)),
            "body": house.sealer.seal(under, came.text.body, place("reply.body", reply_id)),
            "language": (came.one.language or {}).get("texts_in") if came.one is not None else None,
            "understood": came.said.kind,
            "hint": came.said.hint,
            "media": came.text.media,
            "why": came.said.why,
            "received_at": now,
            "state": state,
            "action": action,
        },
    )
    _tell_ledger(c, came, now)


def _tell_ledger(c: Connection, came: Came, now: datetime) -> None:
    case_id = came.appointments[0].case_id if len(came.appointments) == 1 and came.one is not None else None
    ledger.add_contact(
        c,
        id=new_id(),
        study_id=came.running.id,
        case_id=case_id,
        participant_id=came.one.id if came.one is not None else None,
        channel="text",
        direction="in",
        at=now,
        outcome=f"said_{came.said.kind}",
        attempt=False,
        recorded_at=now,
    )


def _act(c: Connection, house: House, came: Came, reply_id: str, now: datetime) -> tuple[str, str]:
    """Do what the words say; (what was done, whether it is to be read)."""
    match came.said.kind:
        case Kind.STOP:
            return _stop(c, house, came, now)
        case Kind.START:
            return _start(c, house, came, now)
        case Kind.YES | Kind.NO | Kind.UNCLEAR:
            return _answer(c, house, came, reply_id, now)
        case Kind.OTHER:
            return "to be read", "to_read"


def _stop(c: Connection, house: House, came: Came, now: datetime) -> tuple[str, str]:
    """A clear STOP ends texts, one in doubt pauses them; neither weakens a STOP that came before."""
    known = last_word(c, came)
    if known == "stopped":
        return "texts were stopped already", "acted" if came.said.clear else "to_read"
    if not came.said.clear:
        pause(c, came, now)
        return "may mean stop: texts to this number wait", "to_read"
    say(c, came, "stopped", now)
    for one in came.people:
        outbox.withdraw_participant(c, one.id, "STOP came from this number")
    if came.text.opt_out_type is not NetworkKeyword.STOP:  # else the network has told her, and takes no more
        answer(c, house, came, "stopped", now)
    return "texts to this number are stopped", "acted"


def _start(c: Connection, house: House, came: Came, now: datetime) -> tuple[str, str]:
    known = last_word(c, came)
    if known is None or known == "started":
        return "texts were not stopped", "to_read"
    say(c, came, "started", now)
    households.release_held_for(c, [one.id for one in came.people], Why.DOUBTFUL, now)
    for one in came.people:
        planning.look_at_participants_cases(c, one.id, now)
    answer(c, house, came, "started", now)
    return "texts to this number go out again", "acted"


def _answer(c: Connection, house: House, came: Came, reply_id: str, now: datetime) -> tuple[str, str]:
    """YES or NO counts when it can mean one appointment of one person; anything else is a task."""
    standing = [one for one in came.appointments if one.state in STANDING or came.said.kind is Kind.YES]
    if came.one is not None and len(came.appointments) == 1 and came.said.clear and standing:
        if came.said.kind is Kind.YES:
            return _confirm(c, house, came, came.appointments[0], now)
        if came.said.kind is Kind.NO:
            return _decline(c, house, came, came.appointments[0], reply_id, now)
    for one in came.appointments:
        if one.state in STANDING:
            _mark(c, one, AppointmentEvent.DOUBTFUL, now)
    if came.appointments:
        first = came.appointments[0]
        leave_task(c, came, "answer_unclear", reply_id, _unclear(came), now, appointment=first)
    return "cannot be told: a person decides", "to_read"


def _unclear(came: Came) -> str:
    if len(came.people) > 1:
        return "An answer came from a phone that is shared. Find out whose it is."
    if len(came.appointments) > 1:
        return "An answer could mean more than one appointment. Find out which."
    return "An answer may be yes or no. Ask."


def _mark(c: Connection, appointment: Any, event: AppointmentEvent, now: datetime) -> bool:
    was = AppointmentState(appointment.state)
    state = after(APPOINTMENTS, was, event)
    if state is was:
        return False
    if not planning.change_appointment(c, appointment.id, (was,), state=state, answered_at=now):
        raise Stale
    planning.look_at_case(c, appointment.case_id, now)
    return True


def _confirm(c: Connection, house: House, came: Came, appointment: Any, now: datetime) -> tuple[str, str]:
    if appointment.state == AppointmentState.DECLINED:
        words = "First no, then yes. Ask."
        leave_task(c, came, "answer_unclear", appointment.id, words, now, appointment=appointment)
        return "first no, then yes: a person decides", "to_read"
    if _mark(c, appointment, AppointmentEvent.YES, now):
        answer(c, house, came, "confirmed", now)
    return "the appointment is confirmed", "acted"


def _decline(
    c: Connection, house: House, came: Came, appointment: Any, reply_id: str, now: datetime
) -> tuple[str, str]:
    if _mark(c, appointment, AppointmentEvent.NO, now):
        answer(c, house, came, "declined", now)
    words = "Said no to the appointment. Find a new time."
    leave_task(c, came, "new_time", reply_id, words, now, appointment=appointment)
    return "the appointment is declined: find a new time", "acted"


def ask_to_ring(c: Connection, message: Any, now: datetime) -> None:
    """A text that did not arrive becomes a task to ring."""
    if message.case_id is None:
        return
    about_text.ask(c, message, about_text.NOT_ARRIVED, "A text did not arrive. Ring instead.", now)
