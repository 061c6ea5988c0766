"""The depressive syndromes that PHQ-9 answers suggest by its own algorithm, beside the sum."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

_CORE = ("p1", "p2")
_OTHERS = ("p3", "p4", "p5", "p6", "p7", "p8")
_SELF_HARM = "p9"
_MORE_THAN_HALF, _AT_ALL = 2, 1


class Syndrome(StrEnum):
    """What the algorithm says; never shown to an interviewer, and no diagnosis."""

    MAJOR = "major depressive syndrome"
    OTHER = "other depressive syndrome"
    NONE = "none"


def depressive_syndrome(answers: Mapping[str, int | str]) -> Syndrome | None:
    """The syndrome, or None when an item from p1 to p9 has no code.

    Symptoms count from "more than half the days", item 9 from "several days"; at least one of the first two
    must be among them: five or more are major, two to four are other (Spitzer, Kroenke & Williams 1999).
    """
    codes = {name: answers.get(name) for name in (*_CORE, *_OTHERS, _SELF_HARM)}
    if not all(isinstance(code, int) for code in codes.values()):
        return None
    core = _present(codes, _CORE, _MORE_THAN_HALF)
    symptoms = core + _present(codes, _OTHERS, _MORE_THAN_HALF) + _present(codes, (_SELF_HARM,), _AT_ALL)
    if not core or symptoms < 2:
        return Syndrome.NONE
    return Syndrome.MAJOR if symptoms >= 5 else Syndrome.OTHER


def _present(codes: Mapping[str, int | str | None], names: tuple[str, ...], least: int) -> int:
    return sum(1 for name in names if isinstance(code := codes[name], int) and code >= least)
