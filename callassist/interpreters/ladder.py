"""What to do, in which order, when the interpreter has not come and the parent is on the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rung(StrEnum):
    """One thing to try; the first that can be done is done."""

    RING = "ring"  # ring who was booked
    COLLEAGUE = "colleague"  # somebody on shift who speaks it and holds the interview herself
    ANOTHER = "another"  # another interpreter of the register, free now
    LINE = "line"  # the on-demand line
    REBOOK = "rebook"  # log that she did not come, and book again with the parent on the line


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: what to do in words, and whether it can be done now (`why_not` says why it cannot)."""

    rung: Rung
    words: str
    why_not: str = ""

    @property
    def possible(self) -> bool:
        """Whether it can be done now."""
        return not self.why_not


def ladder(
    language: str,
    *,
    booked: str = "",
    colleagues: Sequence[str] = (),
    others: Sequence[str] = (),
    line: str = "",
    gender: str = "",
    rebook: str = "",
) -> tuple[Step, ...]:
    """The rungs in their order. `language` as it is called; `booked` who was booked and how she is rung.

    `colleagues` are names of interviewers on shift, `others` what interpreters of the register are called,
    `line` the on-demand line, `gender` a wish such as "a woman", `rebook` what a new booking takes and costs.
    """
    unsure = f" {gender[:1].upper()}{gender[1:]} cannot be promised: ask her first." if gender else ""
    return (
        Step(
            Rung.RING, f"Ring {booked}." if booked else "Ring who was booked.", _none(booked, "none stands")
        ),
        Step(
            Rung.COLLEAGUE,
            f"A colleague who speaks {language}: {', '.join(colleagues)}."
            if colleagues
            else f"A colleague who speaks {language}.",
            _none(colleagues, "nobody on shift"),
        ),
        Step(
            Rung.ANOTHER,
            f"Another interpreter who could come now: {', '.join(others)}."
            if others
            else "Another interpreter of the register.",
            _none(others, "nobody free now"),
        ),
        Step(
            Rung.LINE,
            f"The on-demand line, {line}.{unsure}" if line else "The on-demand line.",
            _none(line, "this study has none"),
        ),
        Step(
            Rung.REBOOK, f"Outcome “interpreter did not come”, and book again with her on the line. {rebook}"
        ),
    )


def _none(found: object, why: str) -> str:
    return "" if found else why
