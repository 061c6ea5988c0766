"""What is heard on a phone during a call: words, recordings, music, a beep, and what the others say."""

from __future__ import annotations

from typing import Any

from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg

MUSIC = "music, as the network plays it to those who wait"
GREETING = "This is an answering machine. Please speak after the tone."
BEEP = "beep"
WENT_WRONG = "We are sorry, an application error has occurred. Goodbye."


def hear(hands: Hands, leg: Leg, how: str, body: str, *, lang: str = "", sha256: str = "") -> None:
    """Let one phone hear something; of a recording `sha256` says which bytes."""
    which: dict[str, Any] = {"sha256": sha256} if sha256 else {}
    hands.note(Kind.HEARD, sid=leg.sid, number=leg.phone, how=how, body=body, lang=lang, **which)


def speak(hands: Hands, leg: Leg, body: str, *, how: str = "voice") -> None:
    """Let a phone say something; those who are connected with it hear it, unless it is muted."""
    with hands.lock:
        hands.note(Kind.SPOKE, sid=leg.sid, number=leg.phone, how=how, body=body)
        room = hands.known.calls.rooms.get(leg.room)
        if room is None or (leg.sid in room.seats and room.seats[leg.sid].muted):
            return
        for pair in sorted(room.talks):
            if leg.sid in pair:
                other = pair[0] if pair[1] == leg.sid else pair[1]
                hear(hands, hands.known.calls.legs[other], how, body)
