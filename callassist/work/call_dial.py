"""Asks the network for legs: each leased and kept before it is asked for, asked for once, and never again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from callassist.errors import Fault
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_token
from callassist.schedule.ringing import Barred
from callassist.store import calls, outbox
from callassist.store.database import Connection
from callassist.voice.instructions import Join, Part, Prompt, into_the_call
from callassist.voice.legs import LegEvent, LegState, Standstill, after
from callassist.voice.network import Place, Placed, Ring, Taken, VoiceNetwork
from callassist.work.call_notices import what_follows
from callassist.work.call_permits import ringing
from callassist.work.call_place import STAFF, in_room
from callassist.work.call_prompts import prompt
from callassist.work.call_side_by_side import side_by_side
from callassist.work.house import House
from callassist.work.points import reach

MOST = 32
LEASE = timedelta(seconds=30)
"""More than twice as long as the network is waited for."""

RINGS, RINGS_IN = 30, 15
"""Seconds that a phone rings; an interviewer's less while a parent waits on the line."""

log = logging.getLogger("callassist.calls")
_ANSWERED = {
    Taken.ACCEPTED: LegEvent.ACCEPTED,
    Taken.REFUSED: LegEvent.REFUSED,
    Taken.UNKNOWN: LegEvent.LOST,
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leg that this lease holds, ready to be asked for."""

    leg: Any
    call: Any
    phone: Ring
    lease: str


def dial(house: House) -> int:
    """Ask for every leg that is ready, side by side; how many were asked for or set aside.

    A leg that the network is slow about delays no other: it is kept when its answer comes.
    """
    network = house.voice
    if network is None:
        return 0
    with house.database.read() as c:
        found = calls.ready(c, MOST)
    side_by_side(partial(_ask, house, network), _claimed(house, found))
    return len(found)


def _claimed(house: House, found: Sequence[str]) -> Iterator[Claimed]:
    """Each leg as soon as it is leased: the first is asked for while the last is still being claimed.

    One whose number does not open is set aside by itself: the others of the house are rung all the same.
    """
    for leg_id in found:
        try:
            one = _claim(house, leg_id)
        except Fault:
            log.error("leg does not open leg=%s", leg_id)
            house.database.keep(partial(_set_aside, house, leg_id=leg_id))
            continue
        reach("leg claimed")
        if one is not None:
            yield one


def _claim(house: House, leg_id: str) -> Claimed | None:
    """Lease a leg if it is right to ring it still; else it is withdrawn with its reason."""
    lease = new_token()
    machine_now = datetime.now(UTC)

    def keep(c: Connection) -> Claimed | None:
        leg = calls.one_leg(c, leg_id)
        call = calls.one(c, leg.call_id, lock=True) if leg is not None else None
        if leg is None or call is None or leg.state != LegState.READY:
            return None
        why_not = _why_not(c, house, call, leg, machine_now)
        if why_not:
            _withdraw(house, c, call, leg, why_not)
            return None
        leased = {"lease": lease, "lease_until": machine_now + LEASE, "asked_at": house.now()}
        if not calls.move(c, leg.id, leg.state, LegState.DIALLING, **leased):
            return None
        return Claimed(leg, call, _phone(house, c, call, leg), lease)

    return house.database.keep(keep)


def _set_aside(house: House, c: Connection, *, leg_id: str) -> None:
    leg = calls.one_leg(c, leg_id)
    call = calls.one(c, leg.call_id, lock=True) if leg is not None else None
    if leg is not None and call is not None and leg.state == LegState.READY:
        _withdraw(house, c, call, leg, "a fault of ours: tell whoever looks after this installation")


def _withdraw(house: House, c: Connection, call: Any, leg: Any, why: str) -> None:
    moved = after(LegState.READY, LegEvent.WITHDRAWN)
    calls.move(c, leg.id, leg.state, str(moved), reason=why, over_at=house.now())
    what_follows(house, c, call)


def _why_not(c: Connection, house: House, call: Any, leg: Any, machine_now: datetime) -> str:
    """Why a leg is not asked for after all; "" when it may be. A parent's permit is asked here again."""
    if call.ended_at is not None:
        return "the call is over"
    if machine_now > call.good_until:
        return "the press was too long ago"
    if leg.part != Part.PARENT and not _may_be_reached(c, house, call, leg):
        return str(Barred.NOT_LISTED)
    if leg.part == Part.INTERVIEWER:
        return ""
    if not any(one.part == Part.INTERVIEWER and in_room(one) for one in calls.legs(c, call.id)):
        return "the interviewer is not in the call"
    if leg.part == Part.INTERPRETER or call.case_id is None:
        return ""
    found = ringing(c, house, call.case_id, call.phone_id, house.now())
    if found is None:
        return "there is no such case"
    return str(found.why_not) if found.why_not is not None else ""


def _may_be_reached(c: Connection, house: House, call: Any, leg: Any) -> bool:
    """Whether a study may ring this number: until it is live, one that it has on its test list alone."""
    study = house.study(call.study_id).row
    if study.mode != "live" or study.live_at is not None:
        return True
    index = number_index(house.keys, study.id, number_of_leg(house, c, call, leg))
    return index.hex() in (study.test_list or ())


def _phone(house: House, c: Connection, call: Any, leg: Any) -> Ring:
    running = house.study(call.study_id)
    return Ring(
        to=house.sealer.open(_under(c, call, leg), leg.number, place("leg.number", leg.id)),
        line=running.edition.protocol.study.sender,
        notice_url=f"{house.public_url}/twilio/leg/{leg.token}",
        seconds=RINGS_IN if call.direction == "in" and leg.part == Part.INTERVIEWER else RINGS,
    )


def number_of_leg(house: House, c: Connection, call: Any, leg: Any) -> str:
    """The number (E.164) of a leg: identity, for the network only."""
    return house.sealer.open(_under(c, call, leg), leg.number, place("leg.number", leg.id))


def _under(c: Connection, call: Any, leg: Any) -> str | bytes:
    match leg.part:
        case Part.INTERVIEWER:
            return STAFF
        case Part.PARENT if leg.cause != call.cause:  # the line of whoever rang us is the call's own cause
            return bytes(outbox.participants(c, [call.participant_id])[call.participant_id].wrapped_key)
        case _:
            return str(call.study_id)


def _ask(house: House, network: VoiceNetwork, one: Claimed) -> None:
    """Ask for a leg, once, and keep what was answered."""
    reach("leg asked")
    answer = _asked(house, network, one)
    reach("leg answered")
    _record(house, one, answer)
    reach("leg recorded")


def _asked(house: House, network: VoiceNetwork, one: Claimed) -> Placed:
    wait = f"{house.public_url}/twilio/call/instructions/{one.leg.token}?for=wait"
    room = f"{house.public_url}/twilio/room/{one.call.token}"
    if one.leg.part == Part.INTERVIEWER:
        return network.bring(one.phone, Place(one.call.id, one.leg.part, wait, room, ends_room=True))
    join = Join(one.call.id, one.leg.part, wait, room, begins=False)
    digits = ""
    if one.leg.digits is not None:
        digits = house.sealer.open(one.call.study_id, one.leg.digits, place("leg.digits", one.leg.id))
    return network.ring(one.phone, into_the_call(join, prompt(house, one.call, Prompt.LOST)), digits=digits)


def _record(house: House, one: Claimed, answer: Placed) -> None:
    event = _ANSWERED[answer.taken]
    now = house.now()

    def keep(c: Connection) -> None:
        call = calls.one(c, one.call.id, lock=True)
        leg = calls.one_leg(c, one.leg.id)
        if leg is None or call is None:
            return
        if answer.room_sid:
            calls.note_call(c, one.call.id, room_sid=answer.room_sid)
        if answer.sid and leg.provider_id is None:
            calls.note_leg(c, leg.id, provider_id=answer.sid)
        moved = after(LegState(leg.state), event)
        if isinstance(moved, Standstill) or leg.lease != one.lease:
            return  # a notice was quicker than the answer
        ended = {"over_at": now} if moved is LegState.REFUSED else {}
        calls.move(c, leg.id, leg.state, moved, code=answer.code, reason=_reason(answer), **ended)
        what_follows(house, c, call)

    house.database.keep(keep)
    log.info("leg asked leg=%s taken=%s status=%s", one.leg.id, answer.taken, answer.status)
    house.wake("calls")


def _reason(answer: Placed) -> str | None:
    match answer.taken:
        case Taken.ACCEPTED:
            return None
        case Taken.UNKNOWN:
            return "the network did not say"
        case Taken.REFUSED:
            return "too many calls at once" if answer.status == 429 else "the network refused it"


def recover_legs(house: House, *, everything: bool = False) -> int:
    """Legs whose request fell silent with whoever asked: nobody knows whether they rang.

    `everything`: at start, when nobody else asks.
    """
    limit = datetime.max.replace(tzinfo=UTC) if everything else datetime.now(UTC)

    def keep(c: Connection) -> int:
        silent = calls.expired(c, limit)
        for one in silent:
            moved = after(LegState.DIALLING, LegEvent.LOST)
            calls.move(c, one.id, LegState.DIALLING, str(moved), reason="asking was cut short")
        return len(silent)

    return house.database.keep(keep)
