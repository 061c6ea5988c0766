"""Asking callassist to move the rehearsal clock: ten minutes, an hour, to the next morning, or a week."""

from __future__ import annotations

from enum import StrEnum

from callassist.rehearsal import calling, hooks
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import State


class Step(StrEnum):
    """How far the clock is to go; callassist decides what falls due on the way."""

    MINUTES = "minutes"
    HOUR = "hour"
    MORNING = "morning"
    WEEK = "week"


def move(hands: Hands, step: Step) -> str:
    """Let what rings ring out, and ask for one step; empty if callassist took it on, else why not."""
    if hands.clock.moving:
        return "The clock is moving already."
    terms, form = hands.terms, {"AccountSid": hands.terms.account_sid, "Step": step.value}
    path = "/rehearsal/clock"
    for leg in hands.known.calls.ringing():
        calling.end(hands, leg.sid, State.NO_ANSWER, "it rang out before the clock was moved")
    hands.clock.ask()
    answer = hooks.post(
        terms.hooks_url + path,
        signed_url=terms.hooks_public_url + path,
        token=terms.auth_token,
        form=form,
        key=terms.signing_key,
    )
    hands.note(Kind.STEP, step=step.value, result=answer.result)
    if answer.status is not None and answer.status < 300:
        return ""
    hands.clock.unask()
    if answer.status is None:
        return f"callassist did not answer ({answer.result}). The clock stands. Is it running?"
    return f"callassist did not take it on (it answered {answer.status}). The clock stands."
