"""The outcome that stands ready after a call, from what the network saw; the interviewer confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from callassist.voice.legs import Course, is_over

LONG_ENOUGH = timedelta(seconds=15)
"""How long a phone must ring before "no answer" may be said of it (Ofcom, persistent misuse)."""


class Suggested(StrEnum):
    """Outcomes that the network's own notices can suggest; the same codes as the table of outcomes."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CUT_OFF = "cut_off"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Story:
    """What the notices say of the two lines of a call.

    `hers` and `ours`: the courses of the parent's leg and of the interviewer's; None for a leg never asked
    for. `rang`: how long her phone rang. `together`: how long the two could hear each other.
    `ours_first`: the interviewer's line was down before hers.
    """

    hers: Course | None
    ours: Course | None
    rang: timedelta
    together: timedelta
    ours_first: bool


@dataclass(frozen=True, slots=True)
class Prefilled:
    """The outcome that stands ready, None where only the interviewer knows; `silent`: somebody answered and
    heard nobody, so that no software may ring there again and the next call begins with an apology.
    """

    outcome: Suggested | None
    silent: bool = False


def prefilled(story: Story) -> Prefilled:
    """What stands ready when both lines are down, or hers alone; nothing while hers is up."""
    if story.hers is None:
        return Prefilled(None)
    if not is_over(story.hers):
        return Prefilled(None)
    match story.hers:
        case Course.NO_ANSWER:
            return Prefilled(Suggested.NO_ANSWER)
        case Course.BUSY:
            return Prefilled(Suggested.BUSY)
        case Course.FAILED:
            return Prefilled(Suggested.TECHNICAL)
        case Course.GIVEN_UP:
            return Prefilled(Suggested.NO_ANSWER if story.rang >= LONG_ENOUGH else None)
        case _:
            return _after_an_answer(story)


def _after_an_answer(story: Story) -> Prefilled:
    if not story.together:
        return Prefilled(Suggested.TECHNICAL, silent=True)
    return Prefilled(Suggested.CUT_OFF if story.ours_first else None)
