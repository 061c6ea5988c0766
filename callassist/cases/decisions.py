"""What a supervisor can decide after an outcome that nobody may act on alone, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from callassist.cases.outcomes import OUTCOMES, Extent


class Decision(StrEnum):
    """What can be decided."""

    RING_AGAIN = "ring_again"
    END_INTERVIEW = "end_interview"
    NO_CALLS = "no_calls"
    NO_TEXTS = "no_texts"
    EVERYTHING = "everything"
    WRONG_NUMBER = "wrong_number"
    NOT_IN_USE = "not_in_use"
    RECYCLED = "recycled"


WORDS: Final[Mapping[Decision, str]] = {
    Decision.RING_AGAIN: "it may be rung again",
    Decision.END_INTERVIEW: "this interview is not asked for any more",
    Decision.NO_CALLS: "no more calls are wanted",
    Decision.NO_TEXTS: "no more texts are wanted",
    Decision.EVERYTHING: "no calls and no texts are wanted",
    Decision.WRONG_NUMBER: "the number is wrong",
    Decision.NOT_IN_USE: "the number is not in use",
    Decision.RECYCLED: "the number is somebody else’s now",
}

_ALWAYS: Final = (Decision.RING_AGAIN, Decision.END_INTERVIEW)
_REFUSED: Final = (*_ALWAYS, Decision.NO_CALLS, Decision.NO_TEXTS, Decision.EVERYTHING)
_NUMBERS: Final = (Decision.WRONG_NUMBER, Decision.NOT_IN_USE, Decision.RECYCLED)
NUMBERS: Final = ("wrong_person", "disconnected", "recycled")
OF_EXTENT: Final[Mapping[Extent, Decision]] = {
    Extent.INTERVIEW: Decision.END_INTERVIEW,
    Extent.CALLS: Decision.NO_CALLS,
    Extent.TEXTS: Decision.NO_TEXTS,
    Extent.EVERYTHING: Decision.EVERYTHING,
}
_OF_NUMBER: Final[Mapping[str, Decision]] = dict(zip(NUMBERS, _NUMBERS, strict=True))


def choices(outcome: str | None) -> tuple[Decision, ...]:
    """What can be decided after an outcome."""
    known = OUTCOMES.get(outcome or "")
    if known is not None and known.asks_extent:
        return _REFUSED
    return (*_ALWAYS, *_NUMBERS) if outcome in NUMBERS else _ALWAYS


def proposed(outcome: str | None, extent: str | None) -> Decision | None:
    """The decision that confirms what was said, or None where nobody said it clearly."""
    if extent in set(Extent):
        return OF_EXTENT.get(Extent(extent))
    return _OF_NUMBER.get(outcome or "")
