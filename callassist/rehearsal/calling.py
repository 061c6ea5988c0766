"""The legs of calls: placed, rung, answered or not, ended; what each phone does, and faults do, with them."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from callassist.rehearsal import notices, rooms
from callassist.rehearsal.behaviour import Answers
from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, LegWish, State

_ENDED_BY_FAULT = {
    FaultKind.LEG_BUSY: State.BUSY,
    FaultKind.LEG_FAILED: State.FAILED,
    FaultKind.LEG_UNANSWERED: State.NO_ANSWER,
}


def place(hands: Hands, wish: LegWish, *, parent: str = "", room: str = "") -> Leg:
    """Take a call on; it is not rung yet."""
    sid = f"CA{uuid.uuid4().hex}"
    facts: dict[str, Any] = {"line": wish.sender, "direction": "outbound", "parent": parent, "room": room}
    hands.note(Kind.PLACED, sid=sid, number=wish.to, wish=wish.facts(), **facts)
    return hands.known.calls.legs[sid]


def come_in(hands: Hands, number: str, line: str) -> Leg:
    """Take a call that a phone places to our line; callassist is asked at once what is to be done."""
    hooks = hands.terms.hooks_public_url
    wish = LegWish(line, number, url=f"{hooks}/twilio/call", callback=f"{hooks}/twilio/call/over")
    sid = f"CA{uuid.uuid4().hex}"
    with hands.lock:
        hands.note(Kind.PLACED, sid=sid, number=number, wish=wish.facts(), line=line, direction="inbound")
        leg = hands.known.calls.legs[sid]
        moved(hands, leg, State.RINGING)
    hands.stage.carry_on(sid)
    return leg


def take(hands: Hands, sid: str) -> None:
    """Ring a call that was taken on, after the network's usual delay."""
    hands.post.add(sid, partial(ring, hands, sid), seconds=hands.terms.latency)


def ring(hands: Hands, sid: str) -> None:
    """Let the phone ring, if it can; a call already rung or ended is left alone."""
    with hands.lock:
        leg = hands.known.calls.legs[sid]
        if leg.status is not State.QUEUED:
            return
        moved(hands, leg, State.INITIATED)
        if leg.over:
            return
        phone = hands.known.phone(leg.phone)
        engaged = len(hands.known.calls.on(leg.phone)) > 1
        why_not = _not_rung(phone.behaviour.answers, on=phone.on, engaged=engaged)
        if why_not is not None:
            end(hands, sid, why_not[0], why_not[1])
            return
        moved(hands, leg, State.RINGING)
        hands.later(sid, partial(_rang_out, hands, sid), seconds=leg.wish.timeout)
        if phone.behaviour.answers in (Answers.PERSON, Answers.MACHINE):
            by_machine = phone.behaviour.answers is Answers.MACHINE
            taken = partial(answer, hands, sid, by_machine=by_machine)
            hands.later(sid, taken, seconds=phone.behaviour.after)


def answer(hands: Hands, sid: str, *, by_machine: bool = False) -> bool:
    """Take a call that rings; False if it does not ring (any more)."""
    with hands.lock:
        leg = hands.known.calls.legs[sid]
        if leg.status is not State.RINGING or leg.inbound:
            return False
        moved(hands, leg, State.IN_PROGRESS, by="machine" if by_machine else "person")
        hands.stage.carry_on(sid)
        return True


def moved(hands: Hands, leg: Leg, state: State, **facts: Any) -> None:
    """Note that a leg reached a state, tell of it, and let the faults laid for this state strike."""
    hands.note(Kind.LEG, sid=leg.sid, number=leg.phone, status=state.value, **facts)
    notices.of_leg(hands, leg)
    if not leg.over:
        struck(hands, leg, state.value)


def struck(hands: Hands, leg: Leg, state: str) -> None:
    """End a leg where a fault says so: at once, or after the seconds of the trial's time that it names."""
    for fault in hands.strike(Strikes.LEG, leg.phone, sid=leg.sid, state=state):
        status = _ENDED_BY_FAULT.get(fault.kind) or _dropped(leg)
        work = partial(end, hands, leg.sid, status, "the line dropped")
        if fault.seconds:
            hands.later(leg.sid, work, seconds=fault.seconds)
        else:
            work()


def end(hands: Hands, sid: str, status: State | None, why: str) -> None:
    """End a leg, wherever it stands; None: as one that was answered, or was not. Over is over."""
    with hands.lock:
        leg = hands.known.calls.legs[sid]
        if leg.over:
            return
        final = status or (State.COMPLETED if leg.answered else State.CANCELED)
        hands.note(Kind.LEG, sid=sid, number=leg.phone, status=final.value, why=why)
        rooms.leave(hands, leg, rooms.HUNG_UP, final)
        notices.of_leg(hands, leg)
        hands.stage.clear(sid)
        hands.stage.clear(sid, aside=True)
        for child in [one for one in hands.known.calls.legs.values() if one.parent == sid]:
            end(hands, child.sid, None, "the call that it belonged to ended")
        if leg.parent:
            hands.stage.carry_on(leg.parent)


def resume(hands: Hands) -> None:
    """After a new start: calls that were up are lost with the network that carried them."""
    up = [leg for leg in hands.known.calls.legs.values() if not leg.over]
    for leg in up:
        hands.stage.part(leg.sid).begun = True  # nobody carries on with what it was told before
    for leg in up:
        end(hands, leg.sid, _dropped(leg), "the network started anew")


def _dropped(leg: Leg) -> State:
    return State.COMPLETED if leg.answered else State.FAILED


def _rang_out(hands: Hands, sid: str) -> None:
    if hands.known.calls.legs[sid].status is State.RINGING:
        end(hands, sid, State.NO_ANSWER, "nobody answered")


def _not_rung(answers: Answers, *, on: bool, engaged: bool) -> tuple[State, str] | None:
    """Why a phone does not ring, and how the call ends for it; None if it rings."""
    if not on:
        return State.NO_ANSWER, "the phone is switched off"
    if engaged or answers is Answers.BUSY:
        return State.BUSY, "the line was engaged"
    if answers is Answers.UNREACHABLE:
        return State.FAILED, "the number could not be reached"
    return None
