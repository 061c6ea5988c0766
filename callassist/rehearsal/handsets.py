"""What a hand does on a phone: answer, reject, hang up, press keys, say something, ring our line."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.rehearsal import calling, performing, sounds
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, State
from callassist.rehearsal.numbers import written

KEYS = frozenset("0123456789*#")
LONGEST = 500


def answer(hands: Hands, number: str, *, by_machine: bool = False) -> Leg:
    """Take the call that rings on a phone, or let its voicemail do so. Raises Refusal if none rings."""
    leg = _up(hands, number, State.RINGING)
    if leg is None or leg.inbound or not calling.answer(hands, leg.sid, by_machine=by_machine):
        raise _nothing(number, "rings", "Wait until it rings.")
    return leg


def reject(hands: Hands, number: str) -> Leg:
    """Turn down the call that rings on a phone; callassist is told that the line was engaged."""
    leg = _up(hands, number, State.RINGING)
    if leg is None or leg.inbound:
        raise _nothing(number, "rings", "Wait until it rings.")
    calling.end(hands, leg.sid, State.BUSY, "the call was rejected")
    return leg


def hang_up(hands: Hands, number: str) -> Leg:
    """End the call that is up on a phone, or the one that it is just placing. Raises Refusal if none is."""
    leg = _up(hands, number, State.IN_PROGRESS) or _up(hands, number, State.RINGING)
    if leg is None:
        raise _nothing(number, "is up", "It may have ended by itself.")
    calling.end(hands, leg.sid, None, "hung up")
    return leg


def drop(hands: Hands, number: str) -> Leg:
    """Let the line of the call that is up on a phone drop. Raises Refusal if none is."""
    leg = _up(hands, number, State.IN_PROGRESS)
    if leg is None:
        raise _nothing(number, "is up", "It may have ended by itself.")
    calling.end(hands, leg.sid, None, "the line dropped")
    return leg


def press(hands: Hands, number: str, keys: str) -> Leg:
    """Press keys during a call. Raises Refusal for what are no keys, and if no call is up."""
    keys = "".join(keys.split())
    if not keys or set(keys) - KEYS or len(keys) > LONGEST:
        raise Refusal("keys", f"{keys!r} are no keys of a phone.", "Keys are 0 to 9, * and #.")
    leg = _up(hands, number, State.IN_PROGRESS)
    if leg is None or not performing.press(hands, leg.sid, keys):
        raise _nothing(number, "is up", "Answer it first.")
    return leg


def speak(hands: Hands, number: str, words: str) -> Leg:
    """Say something into a phone during a call. Raises Refusal if no call is up, or nothing is said."""
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise Refusal("words", "nothing is said, or too much at once.", f"Say 1 to {LONGEST} letters.")
    leg = _up(hands, number, State.IN_PROGRESS)
    if leg is None:
        raise _nothing(number, "is up", "Answer it first.")
    sounds.speak(hands, leg, words)
    return leg


def ring_us(hands: Hands, number: str) -> Leg:
    """Ring our line from a phone. Raises Refusal if its line is engaged or our sender is a name."""
    line = hands.terms.answering_sender
    if line is None:
        raise Refusal("sender", "nobody can ring a name.", "Start with a number.")
    if hands.known.calls.on(number):
        raise Refusal("number", f"{written(number)} is engaged.", "Hang up first.")
    hands.known.phone(number)
    return calling.come_in(hands, number, line)


def talks(hands: Hands, number: str = "") -> list[dict[str, str | None]]:
    """Who could hear whom, from when to when (ISO; None while they still can), as the journal has it."""
    spells: list[dict[str, str | None]] = []
    for entry in hands.journal.read():
        if entry.kind is Kind.CONNECTED:
            one, other = entry.number, entry.facts["with_number"]
            begun = {"from": entry.trial.isoformat(), "until": None}
            spells.append({"a": one, "b": other, "a_sid": entry.sid, "b_sid": entry.facts["with"], **begun})
        elif entry.kind is Kind.PARTED:
            pair = (entry.sid, entry.facts["with"])
            spell = next(s for s in reversed(spells) if (s["a_sid"], s["b_sid"]) == pair)
            spell["until"] = entry.trial.isoformat()
    return [spell for spell in spells if number in ("", spell["a"], spell["b"])]


def _up(hands: Hands, number: str, state: State) -> Leg | None:
    return next((leg for leg in hands.known.calls.on(number) if leg.status is state), None)


def _nothing(number: str, what: str, cure: str) -> Refusal:
    return Refusal("number", f"no call {what} on {written(number)}.", cure)
