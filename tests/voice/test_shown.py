"""The strip of a call that waits for an interpreter says what is next, and never rings by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState
from callassist.voice.shown import UNTOLD_AFTER, CallShown, LineShown, shown

NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
THERE = LineShown(LegState.ACCEPTED, Course.ANSWERED, joined_at=NOON)
RINGS = LineShown(LegState.ACCEPTED, Course.RINGING)
GONE = replace(THERE, course=Course.OVER, left_at=NOON)


def strip(**lines: LineShown) -> CallShown:
    return shown(
        {Part(part): (line,) for part, line in lines.items()}, over=False, now=NOON, interpreter_first=True
    )


@pytest.mark.parametrize(
    ("lines", "words", "acts"),
    [
        ({}, "You are connected. Add the interpreter first", "mute add ring end"),
        ({"interpreter": RINGS}, "The interpreter’s phone rings", "mute drop ring end"),
        ({"interpreter": THERE}, "The interpreter’s line is there", "mute drop ring end"),
        (
            {"interpreter": GONE},
            "You are connected. Add the interpreter first",
            "mute add ring end",
        ),
        ({"interpreter": THERE, "parent": RINGS}, "That phone is ringing", "mute drop end"),
        (
            {"interpreter": THERE, "parent": THERE},
            "Talking, interpreter there",
            "hold mute drop end",
        ),
        (
            {"interpreter": GONE, "parent": THERE},
            "The interpreter’s line is down",
            "hold mute add end",
        ),
    ],
)
def test_the_interpreter_comes_first_and_is_missed_at_once(
    lines: dict[str, LineShown], words: str, acts: str
) -> None:
    found = strip(interviewer=THERE, **lines)
    assert found.words.startswith(words)
    assert " ".join(found.acts) == acts


def test_on_hold_because_the_interpreter_is_gone_says_so() -> None:
    held = replace(THERE, held=True)
    assert strip(interviewer=THERE, interpreter=GONE, parent=held).words.startswith("The interpreter’s line")
    assert strip(interviewer=THERE, interpreter=THERE, parent=held).words == "On hold."


def test_a_mother_whose_language_she_speaks_is_rung_next() -> None:
    found = shown({Part.INTERVIEWER: (THERE,)}, over=False, now=NOON)
    assert (found.words, "ring" in found.acts) == ("You are connected. The other phone rings next.", False)


@pytest.mark.parametrize(
    ("hers", "words"),
    [(THERE, "Talking"), (replace(THERE, end_at=NOON), "Ending."), (GONE, "Ending.")],
)
def test_a_call_is_ending_once_all_of_it_was_asked_to_end(hers: LineShown, words: str) -> None:
    lines = {Part.INTERVIEWER: (replace(THERE, end_at=NOON),), Part.PARENT: (hers,)}
    assert shown(lines, over=False, now=NOON).words.startswith(words)
    late = shown(lines, over=False, now=NOON + UNTOLD_AFTER)
    assert late.words.startswith("The network cannot be reached" if words == "Ending." else words)
    assert not shown(lines, over=True, now=NOON + UNTOLD_AFTER).acts
