"""What became of a case, derived from its state and its attempts: AAPOR's final codes, revisable.

The mapping is that for follow-up of named people: she is known to be eligible, so a number that is not in
use or never answered is non-contact (2.21), never unknown eligibility (AAPOR Standard Definitions, 9th ed.).
Somebody who was spoken with and neither refused nor was interviewed is no non-contact (2.20 and what begins
with it) and no refusal: she stands under other (2.30), as miscellaneous (2.36) with a last figure of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from callassist.cases.outcomes import OUTCOMES, REACHED, Outcome
from callassist.cases.states import CaseState

COMPLETE, PARTIAL, DEAD, REFUSED, NEVER_REACHED = "1.1", "1.2", "2.31", "2.112", "2.21"
OTHER = "2.36"
DIED, BEREAVED = "participant_died", ("child_died", "bereaved")  # why everything stopped for a family
UNSIGNED, SIGNED = "2.33", "2.332"

# Of several things that happened, the most telling counts: what she said herself before what a line did.
PRECEDENCE: Final = (
    "2.31",
    "2.112",
    "2.12",
    "2.32",
    SIGNED,
    UNSIGNED,
    "2.333",
    "2.35",
    REACHED,
    "2.34",
    "2.221",
    "2.222",
    "2.21",
    "2.36",
)
WORDS: Final[Mapping[str, str]] = {
    "1.1": "Complete",
    "1.2": "Partial",
    "2.112": "Refused by her",
    "2.12": "Began, and broke off",
    "2.21": "Never reached",
    "2.221": "Voicemail only, message left",
    "2.222": "Voicemail only, none left",
    "2.31": "Died",
    "2.32": "Unwell for the whole window",
    "2.33": "Language: not signed off, so not final",
    "2.332": "Language: no interview in hers, signed off",
    "2.333": "Language: no interpreter came",
    "2.34": "The line was too bad",
    "2.35": "Never safe to talk",
    "2.36": "Other",
    REACHED: "Reached; no interview",
}


def derive(state: CaseState, outcomes: Iterable[str], *, stopped_why: str | None = None) -> str | None:
    """The code of a case with these outcomes of its attempts, or None while nothing can be said yet.

    `outcomes`: codes of attempts that were not corrected away, oldest first; one that is not ours counts for
    nothing.
    `stopped_why`: why everything stopped for the family, if it did. A window that closed and in which nobody
    tried is non-contact as well: she was never reached, and that nobody tried is told by the attempts.
    """
    match state:
        case CaseState.COMPLETE:
            return COMPLETE
        case CaseState.PARTIAL:
            return PARTIAL
        case CaseState.NOT_PLANNED:
            return None
        case _:
            return DEAD if stopped_why == DIED else _most_telling(state, outcomes, stopped_why)


# An interpreter who did not come is telling, although it counts as no attempt; so is that we spoke with her.
# That she asked for another language closes no case by itself: only a supervisor's signature makes it final.
_OF_THE_CASE: Final[Mapping[str, str]] = {
    "interpreter_absent": "2.333",
    "other_language": UNSIGNED,
    "language_final": SIGNED,
    "spoke": REACHED,
    "interviewed": REACHED,  # by an interview that a supervisor opened again and nobody ended
}


def _most_telling(state: CaseState, outcomes: Iterable[str], stopped_why: str | None) -> str | None:
    known = _language_aside([OUTCOMES[code] for code in outcomes if code in OUTCOMES])
    told = {_OF_THE_CASE.get(one.code, one.aapor) for one in known if one.counts or one.code in _OF_THE_CASE}
    if state is CaseState.STOPPED and stopped_why in BEREAVED:
        return REFUSED if REFUSED in told else OTHER  # a death is nobody's refusal, and no line that was busy
    if state is CaseState.STOPPED and SIGNED in told and REFUSED not in told:
        return SIGNED  # a supervisor ended it, and not she
    if state is CaseState.STOPPED:
        return REFUSED  # she takes no more calls, whatever came of those before
    for code in PRECEDENCE:
        if code in told:
            return code
    return NEVER_REACHED if state is CaseState.MISSED else None


def _language_aside(told: list[Outcome]) -> list[Outcome]:
    """What happened, oldest first, without a wish for another language after which she was spoken with."""
    spoke = [count for count, one in enumerate(told) if one.spoke]
    last = spoke[-1] if spoke else -1
    return [one for count, one in enumerate(told) if one.code != "other_language" or count > last]
