"""What the page of phones shows of calls: the one that rings or is up, and those that are over."""

from __future__ import annotations

from dataclasses import dataclass

from callassist.rehearsal import said
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.legs import ENDS, Leg, Sound, State
from callassist.rehearsal.numbers import written
from callassist.rehearsal.script import Script, script
from callassist.rehearsal.words import state

_LATEST, _PAST = 8, 12
_HOWS = {
    "say": "A voice of the network says",
    "play": "Heard",
    "voice": "Somebody says",
    "machine": "A machine says",
    "music": "Heard",
    "pressed": "callassist sends the keys",
}
_MINE = {"pressed": "Keys pressed here", "voice": "Said here", "machine": "Said by this machine"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a call: in which way it was heard or done, its words, how to set them, if done here."""

    how: str
    body: str
    script: Script
    mine: bool


@dataclass(frozen=True, slots=True)
class OnCall:
    """A call that is not over: with which line, since how many seconds, whom the phone hears, and what.

    `ringing`: the phone rings; `calling`: it rings us. `timeout`: how many seconds it rings in all.
    """

    line: str
    ringing: bool
    calling: bool
    seconds: int
    timeout: int
    standing: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A call that is over: when, and what became of it in words."""

    when: str
    words: str


def on(hands: Hands, number: str) -> OnCall | None:
    """The call that is up on a phone; None if there is none. One that only waits to ring is none yet."""
    legs = hands.known.calls.on(number)
    leg = next((one for one in legs if one.status in (State.RINGING, State.IN_PROGRESS)), None)
    if leg is None:
        return None
    waits = leg.status is State.RINGING
    return OnCall(
        line=written(leg.line),
        ringing=waits and not leg.inbound,
        calling=waits and leg.inbound,
        seconds=_seconds(hands, leg),
        timeout=leg.wish.timeout,
        standing=_standing(hands, leg),
        lines=tuple(_line(sound) for sound in leg.sounds[-_LATEST:]),
    )


def past(hands: Hands, number: str) -> tuple[Past, ...]:
    """The latest calls on a phone that are over, newest first."""
    over = [leg for leg in hands.known.calls.of(number) if leg.status in ENDS]
    return tuple(
        Past(said.when(leg.placed, now=hands.clock.now()), _ended(leg)) for leg in over[: -_PAST - 1 : -1]
    )


def _standing(hands: Hands, leg: Leg) -> str:
    """With whom a phone is connected, or why with nobody."""
    room = hands.known.calls.rooms.get(leg.room)
    seat = room.seats.get(leg.sid) if room else None
    if room is None or seat is None or leg.status is not State.IN_PROGRESS:
        return ""
    if seat.hold:
        return "On hold"
    others = [one if other == leg.sid else other for one, other in room.talks if leg.sid in (one, other)]
    numbers = [written(hands.known.calls.legs[one].phone) for one in others]
    muted = ", muted" if seat.muted else ""
    return (f"Connected with {' and '.join(numbers)}" if numbers else "Alone in the conference") + muted


def _seconds(hands: Hands, leg: Leg) -> int:
    """For how long a call has been answered, by the trial's clock."""
    if leg.answered is None:
        return 0
    return max(0, int((hands.clock.now() - leg.answered).total_seconds()))


def _line(sound: Sound) -> Line:
    words = _MINE.get(sound.how, "Said here") if sound.mine else _HOWS.get(sound.how, "Heard")
    return Line(words, sound.body, script(sound.body), sound.mine)


def _ended(leg: Leg) -> str:
    way = "rang callassist" if leg.inbound else "was rung"
    if leg.answered is None:
        return f"{way}: {state(leg.status)}" + (f" ({leg.why})" if leg.why else "")
    return f"{way}: {leg.seconds} s" + (" with a machine" if leg.by_machine else "") + f" ({leg.why})"
