"""What became of an appointment's question, as a sign, a word and a line; and the sentence above a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.web import words
from callassist.web.person import Person


@dataclass(frozen=True, slots=True)
class State:
    """A state as it is shown: sign, word, mood (good, wait, stop or none), and a second line."""

    sign: str
    word: str
    mood: str = ""
    more: str = ""


def answer(appointment: Any, *, reads: bool, shared: bool, now: datetime, zone: str) -> State:
    """The answer to an appointment as a list shows it."""
    at = words.when(appointment.answered_at, now, zone) if appointment.answered_at else ""
    match appointment.state:
        case "confirmed":
            return State("✓", "Confirmed", "good", f"by text, {_today(at)}" if at else "by telephone")
        case "declined":
            return State("✕", "Declined", "stop", f"by text, {_today(at)}" if at else "")
        case "unclear":
            said = "an answer came from the shared phone" if shared else f"answered {_today(at)}"
            return State("?", "Unclear", "wait", said if at or shared else "")
        case "missed":
            return State("▲", "Went by", "wait", "nothing was logged")
        case _:
            return State(
                "○", "Not asked" if not reads else "No answer yet", "", "" if reads else "reads nothing"
            )


def _today(at: str) -> str:
    return at if " " in at else f"today {at}"


def sentence(appointment: Any | None, who: Person, *, now: datetime, zone: str, unasked: str = "") -> str:
    """The sentence at the head of a case: the appointment and what was answered; "" without one.

    `unasked`: why no text asks for an answer, if none does.
    """
    if appointment is None:
        return ""
    said = f"Appointment {words.in_words(appointment.starts_at, now, zone)}."
    return f"{said} {answered(appointment, who, now=now, zone=zone, unasked=unasked)}".strip()


def answered(appointment: Any, who: Person, *, now: datetime, zone: str, unasked: str = "") -> str:
    """What was answered, as a sentence."""
    at = words.in_words(appointment.answered_at, now, zone) if appointment.answered_at else ""
    she = words.capital(who.she)
    match appointment.state:
        case "confirmed":
            return f"{she} answered YES {at}.".replace(" .", ".")
        case "declined":
            return f"{she} answered NO {at}. Do not ring at that hour; a new time is being found.".replace(
                "  ", " "
            )
        case "unclear":
            return "An answer came that may be yes or no. A reader decides."
        case "missed":
            return "It went by and nothing was logged."
        case _:
            return f"No text asks about it: {unasked}." if unasked else "No answer yet."
