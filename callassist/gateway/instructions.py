"""Steps for a phone in Twilio's language, TwiML. Nothing in it is ever recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from callassist.voice.instructions import HangUp, Hear, Join, Recording, Step, TurnAway, Wait

_EVENTS = "start end join leave mute hold"


def document(steps: Sequence[Step]) -> str:
    """The document that has a phone take these steps, one after the other."""
    verbs = "".join(_verb(step) for step in steps)
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'


def _verb(step: Step) -> str:
    match step:
        case Hear(words, language):
            return f"<Say language={quoteattr(language)}>{escape(words)}</Say>"
        case Recording(url):
            return f"<Play>{escape(url)}</Play>"
        case Wait(seconds):
            return f'<Pause length="{seconds}"/>'
        case HangUp():
            return "<Hangup/>"
        case TurnAway():
            return '<Reject reason="busy"/>'
        case Join():
            return f"<Dial>{_conference(step)}</Dial>"
        case _:
            assert_never(step)


def _conference(join: Join) -> str:
    said = {
        "participantLabel": join.label,
        "beep": "false",
        "startConferenceOnEnter": "true" if join.begins else "false",
        "endConferenceOnExit": "false",
        "waitUrl": join.wait_url,
        "waitMethod": "POST",
        "statusCallback": join.room_url,
        "statusCallbackEvent": _EVENTS,
        "statusCallbackMethod": "POST",
    }
    told = " ".join(f"{name}={quoteattr(value)}" for name, value in said.items())
    return f"<Conference {told}>{escape(join.room)}</Conference>"
