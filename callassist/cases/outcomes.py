"""What can happen on one contact, in the interviewer's words, and what each means for the next try.

Classes are AAPOR's (Standard Definitions, 9th edition, telephone): they belong to the contact, never to the
case, whose disposition is derived apart. Delays are defaults in the shape of public outcome tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What an outcome leads to."""

    INTERVIEW = "interview"
    AGAIN = "again"
    APPOINTMENT = "appointment"
    REFUSAL = "refusal"
    SUPERVISOR = "supervisor"
    TRACING = "tracing"
    NOTE = "note"


class By(StrEnum):
    """Who may set an outcome. A supervisor may set all that an interviewer may."""

    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"  # the end of an interview, a time that went by, a form of its own


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row. `counts`: the protocol counts it as an attempt; `spoke`: with her herself.

    `next_number`: of several numbers the next one is proposed. `asks_extent`: what exactly she refuses is
    asked.
    """

    code: str
    words: str
    kind: Kind
    aapor: str
    wait: timedelta
    counts: bool = True
    spoke: bool = False
    note: bool = False
    next_number: bool = False
    asks_extent: bool = False
    by: By = By.INTERVIEWER


class Extent(StrEnum):
    """What exactly is refused. Until a supervisor has confirmed it, everything is stopped."""

    INTERVIEW = "interview"
    CALLS = "calls"
    TEXTS = "texts"
    EVERYTHING = "everything"
    UNCLEAR = "unclear"


EXTENTS: Final[Mapping[Extent, str]] = {
    Extent.INTERVIEW: "Only this interview",
    Extent.CALLS: "All calls",
    Extent.TEXTS: "All texts",
    Extent.EVERYTHING: "Calls and texts, everything",
    Extent.UNCLEAR: "It was not clear",
}
REACHED = (
    "2.361"  # spoken with, no interview and no refusal: other (2.30), miscellaneous, our own last figure
)
_HOURS = {h: timedelta(hours=h) for h in (0, 1, 3, 24, 72, 168)}


def _traced(code: str, words: str) -> Outcome:
    """What came of asking somebody else: a try of ours, and none of the tries that are owed to her."""
    return Outcome(code, words, Kind.TRACING, "2.21", _HOURS[0], counts=False, by=By.SYSTEM)


_ROWS: Final = (
    Outcome("interviewed", "Interviewed", Kind.INTERVIEW, "1.1", _HOURS[0], spoke=True, by=By.SYSTEM),
    Outcome("broke_off", "Began, and broke off", Kind.AGAIN, "2.12", _HOURS[24], spoke=True),
    Outcome("appointment", "Spoke; made an appointment", Kind.APPOINTMENT, REACHED, _HOURS[0], spoke=True),
    Outcome("call_back", "Spoke; asked to be rung later", Kind.AGAIN, REACHED, _HOURS[24], spoke=True),
    Outcome("not_now", "Spoke; not now", Kind.AGAIN, REACHED, _HOURS[72], spoke=True),
    Outcome("not_safe", "Not safe to talk", Kind.AGAIN, "2.35", _HOURS[24]),
    Outcome("no_answer", "No answer", Kind.AGAIN, "2.21", _HOURS[3], next_number=True),
    Outcome("busy", "Busy", Kind.AGAIN, "2.21", _HOURS[1]),
    Outcome("voicemail_left", "Voicemail, message left", Kind.AGAIN, "2.221", _HOURS[24], next_number=True),
    Outcome("voicemail_none", "Voicemail, nothing left", Kind.AGAIN, "2.222", _HOURS[3], next_number=True),
    Outcome("other_adult", "Another adult answered", Kind.AGAIN, "2.21", _HOURS[3]),
    Outcome("child_answered", "A child answered", Kind.AGAIN, "2.21", _HOURS[3]),
    Outcome("gatekeeper_no", "Somebody else says no for her", Kind.SUPERVISOR, "2.21", _HOURS[72], note=True),
    Outcome("other_language", "Asked for another language", Kind.SUPERVISOR, "2.332", _HOURS[24], note=True),
    Outcome(
        "interpreter_absent", "The interpreter did not come", Kind.AGAIN, "2.333", _HOURS[24], counts=False
    ),
    Outcome("bad_line", "The line was too bad", Kind.AGAIN, "2.34", _HOURS[3]),
    Outcome("cut_off", "Cut off", Kind.AGAIN, "2.34", _HOURS[1]),
    Outcome("unwell", "Unwell or in hospital", Kind.SUPERVISOR, "2.32", _HOURS[168], note=True),
    Outcome(
        "wrong_person",
        "Wrong person; nothing was named",
        Kind.SUPERVISOR,
        "2.21",
        _HOURS[24],
        next_number=True,
    ),
    Outcome("disconnected", "Number not in use", Kind.SUPERVISOR, "2.21", _HOURS[24], next_number=True),
    Outcome(
        "recycled",
        "The number is somebody else’s now",
        Kind.SUPERVISOR,
        "2.21",
        _HOURS[24],
        next_number=True,
    ),
    Outcome("silent", "Answered, and our own line was lost", Kind.AGAIN, "2.36", _HOURS[72], counts=False),
    Outcome("technical", "Technical problem of ours", Kind.AGAIN, "2.36", _HOURS[1], counts=False),
    Outcome("missed_appointment", "Appointment not kept", Kind.AGAIN, "2.21", _HOURS[24]),
    Outcome(
        "refused_wave",
        "Does not want this interview",
        Kind.REFUSAL,
        "2.112",
        _HOURS[168],
        spoke=True,
        note=True,
        asks_extent=True,
    ),
    Outcome(
        "refused_all",
        "Wants no more calls",
        Kind.REFUSAL,
        "2.112",
        _HOURS[168],
        spoke=True,
        note=True,
        asks_extent=True,
    ),
    Outcome("shorter", "Would do a shorter one", Kind.AGAIN, REACHED, _HOURS[24], spoke=True),
    Outcome(
        "distress", "Stopped: upset or not safe", Kind.SUPERVISOR, "2.12", _HOURS[72], spoke=True, note=True
    ),
    Outcome("abusive", "Abusive", Kind.SUPERVISOR, "2.36", _HOURS[168], note=True),
    Outcome("bereaved", "A death in the family", Kind.SUPERVISOR, "2.36", _HOURS[168], note=True),
    Outcome("relay_failed", "The relay service did not connect", Kind.AGAIN, "2.36", _HOURS[3], counts=False),
    Outcome(
        "language_final",
        "No interview in this language; signed off",
        Kind.NOTE,
        "2.332",
        _HOURS[0],
        counts=False,
        note=True,
        by=By.SUPERVISOR,
    ),
    _traced("asked_contact", "Somebody she named was asked; passes it on"),
    _traced("tracing_number", "Somebody she named was asked; gave a number"),
    _traced("tracing_knows_not", "Somebody she named was asked; knows nothing of her"),
    _traced("tracing_no_answer", "Somebody she named was rung; no answer"),
    _traced("tracing_declined", "Somebody she named does not want to be rung"),
    _traced("tracing_rang", "Somebody she named rang; nothing was asked"),
    _traced("tracing_wrong", "Somebody she named was rung; the number is wrong"),
    Outcome("letter", "A letter or e-mail went out", Kind.NOTE, "", _HOURS[0], counts=False),
    Outcome("spoke", "Spoke about something else", Kind.NOTE, REACHED, _HOURS[0], counts=False, spoke=True),
)
OUTCOMES: Final[Mapping[str, Outcome]] = {row.code: row for row in _ROWS}
