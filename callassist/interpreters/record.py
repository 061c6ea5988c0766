"""How questions came across in another language: what is recorded, and the codes that data sets use.

`lieng`, `litrans`, `lioth`, `liwho` and `lihow` are the variables of the UK Household Longitudinal Study
(Understanding Society, file indintro), so that analyses written for it can read ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Put(StrEnum):
    """How the words of a section or a question were put to her."""

    AS_WRITTEN = "as_written"
    RENDERED = "rendered"
    CLARIFIED = "clarified"
    COULD_NOT = "could_not"


class Spoke(StrEnum):
    """Who put them to her."""

    INTERVIEWER = "interviewer"
    INTERPRETER = "interpreter"
    RELATIVE = "relative"


class Grain(StrEnum):
    """What one record is about."""

    SECTION = "section"
    ITEM = "item"


PUT_CODES: Mapping[Put, int] = {Put.AS_WRITTEN: 1, Put.RENDERED: 2, Put.CLARIFIED: 3, Put.COULD_NOT: 4}
"""1 and 2 are lihow's: the standard translated questionnaire, question by question. 3 and 4 are ours."""
SPOKE_CODES: Mapping[Spoke, int] = {Spoke.INTERVIEWER: 1, Spoke.INTERPRETER: 2, Spoke.RELATIVE: 3}
"""liwho's: accredited bilingual interviewer, agency translator, someone else."""
OTHER = 97
_LITRANS: Mapping[str, int] = {
    "en": 0,
    "ar": 1,
    "bn": 2,
    "yue": 3,
    "gu": 4,
    "pa": 5,
    "pa-Guru": 5,
    "pnb": 6,
    "so": 7,
    "ur": 8,
    "cy": 9,
    "pl": 10,
    "pt": 11,
    "tr": 12,
}


def litrans(tag: str) -> int:
    """The code of a language by its tag; 97 for one that the list does not have."""
    known = _LITRANS.get(tag)
    return known if known is not None else _LITRANS.get(tag.split("-")[0], OTHER)


def usual_speaker(how: str) -> Spoke:
    """Who speaks in a sitting held like this: self, booked, on_demand, relative."""
    match how:
        case "self":
            return Spoke.INTERVIEWER
        case "relative":
            return Spoke.RELATIVE
        case _:
            return Spoke.INTERPRETER
