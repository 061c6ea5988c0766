"""Asks callassist for instructions about a call, signed, and what becomes of answers that are no use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from callassist.rehearsal import calling, hooks, instructions, notices, sounds
from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.instructions import Unreadable
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg
from callassist.rehearsal.stage import Part

Then = Callable[[int], None]


def given(hands: Hands, sid: str, text: str, *, then: Then) -> None:
    """Follow instructions that came with the request itself."""
    part = hands.stage.part(sid)
    _follow(hands, hands.known.calls.legs[sid], part, text, part.address, aside=False, then=then)


def ask(hands: Hands, sid: str, address: str, *, aside: bool, then: Then, **more: str) -> None:
    """Ask for instructions soon. An answer that comes after the leg went on to something else is dropped."""
    part = hands.stage.part(sid, aside=aside)
    part.turn += 1
    leg = hands.known.calls.legs[sid]
    fields = notices.about_call(hands, leg) | more
    work = partial(_asked, hands, leg, address, fields, part.turn, aside, then)
    hands.post.add(f"ask {sid}", work)


def recording(hands: Hands, leg: Leg, part: Part, address: str, *, then: Callable[[], None]) -> None:
    """Fetch a recording and let the phone hear it; a phone hears nothing of one that is not there."""
    hands.post.add(f"ask {leg.sid}", partial(_fetched, hands, leg, part, part.turn, address, then))


def failed(hands: Hands, leg: Leg, code: int, words: str) -> None:
    """Say on the phone that something went wrong, as the provider does."""
    warn(hands, leg, code, words)
    sounds.hear(hands, leg, "say", sounds.WENT_WRONG, lang="en-US")


def warn(hands: Hands, leg: Leg, code: int, words: str) -> None:
    """Write down what was wrong with instructions, under the provider's code for it."""
    hands.note(Kind.INSTRUCTIONS, sid=leg.sid, number=leg.phone, code=code, result=words)


def _asked(
    hands: Hands, leg: Leg, address: str, fields: dict[str, str], turn: int, aside: bool, then: Then
) -> None:
    answer = hooks.Answer(None, "lost", 0)
    for _ in range(_times(hands, leg)):
        answer = _posted(hands, address, fields)
        pressed: dict[str, Any] = {"digits": fields["Digits"]} if "Digits" in fields else {}
        facts: dict[str, Any] = {
            "url": address,
            "result": answer.result,
            "ms": answer.milliseconds,
            "aside": aside,
        }
        hands.note(Kind.INSTRUCTIONS, sid=leg.sid, number=leg.phone, **facts, **pressed)
    with hands.lock:
        part = hands.stage.part(leg.sid, aside=aside)
        if part.turn != turn or leg.over:
            return
        if answer.status is None or not 200 <= answer.status < 300:
            _no_use(hands, leg, instructions.NO_DOCUMENT, f"no instructions: {answer.result}", aside=aside)
            return
        _follow(hands, leg, part, answer.body, address, aside=aside, then=then)


def _times(hands: Hands, leg: Leg) -> int:
    """How often callassist is really asked: once, unless a fault loses the question or repeats it."""
    times = 1
    for fault in hands.strike(Strikes.INSTRUCTION, leg.phone, sid=leg.sid):
        match fault.kind:
            case FaultKind.CALLBACK_LOST:
                return 0
            case FaultKind.CALLBACK_REPEATED:
                times = fault.times
            case _:
                pass
    return times


def _posted(hands: Hands, address: str, fields: dict[str, str]) -> hooks.Answer:
    reach = hands.terms.reachable(address)
    if reach is None:
        return hooks.Answer(None, "not on this machine", 0, 0)
    token, key = hands.terms.auth_token, hands.terms.signing_key
    return hooks.post(reach, signed_url=address, token=token, form=fields, key=key)


def _follow(hands: Hands, leg: Leg, part: Part, text: str, address: str, *, aside: bool, then: Then) -> None:
    try:
        verbs = instructions.read(text)
    except Unreadable as wrong:
        _no_use(hands, leg, wrong.code, wrong.words, aside=aside)
        return
    sent_on = part.sent_on
    turn = part.anew(verbs, address)
    part.sent_on = sent_on
    then(turn)


def _no_use(hands: Hands, leg: Leg, code: int, words: str, *, aside: bool) -> None:
    """Instructions that cannot be followed end the call; beside a conference they leave silence."""
    if aside:
        warn(hands, leg, code, words)
        return
    failed(hands, leg, code, words)
    calling.end(hands, leg.sid, None, "the instructions could not be followed")


def _fetched(hands: Hands, leg: Leg, part: Part, turn: int, address: str, then: Callable[[], None]) -> None:
    reach = hands.terms.reachable(address)
    token, key = hands.terms.auth_token, hands.terms.signing_key
    answer = hooks.Answer(None, "not on this machine", 0, 0)
    if reach is not None:
        answer = hooks.get(reach, signed_url=address, token=token, key=key)
    with hands.lock:
        if part.turn != turn or leg.over:
            return
        if answer.status != 200:
            warn(hands, leg, instructions.NO_DOCUMENT, f"no recording: {answer.result}")
        elif not answer.kind.startswith("audio/"):
            warn(hands, leg, instructions.NO_SOUND, f"{answer.kind} is nothing that can be heard")
        else:
            said = f"recording {answer.name or address.rpartition('/')[2]}"
            sounds.hear(hands, leg, "play", said, lang=answer.language, sha256=answer.heard)
        then()
