"""Somebody she named who may know how to reach her: rung only while both of them have agreed to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callassist.errors import Refusal


class Says(StrEnum):
    """Whose word it is."""

    PARTICIPANT = "participant"
    CONTACT = "contact"


class How(StrEnum):
    """How it was said."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    WRITTEN = "written"
    THROUGH_HER = "through_her"


HOW_WORDS = {
    How.PHONE: "on the phone",
    How.IN_PERSON: "in person",
    How.WRITTEN: "in writing",
    How.THROUGH_HER: "passed on by the participant",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One dated word: she that we may ring this person, or this person that we may ring; or no more."""

    says: Says
    allowed: bool
    at: datetime


def agreed(words: Iterable[Word], says: Says) -> bool | None:
    """The last word of one of the two; None where nothing was said."""
    said = sorted((one for one in words if one.says is says), key=lambda one: one.at)
    return said[-1].allowed if said else None


def bar(words: Iterable[Word]) -> str:
    """Why this person must not be rung, in words; "" while both have agreed."""
    told = tuple(words)
    hers, theirs = agreed(told, Says.PARTICIPANT), agreed(told, Says.CONTACT)
    if hers is not True:
        return "This was taken back." if hers is False else "Nobody has said that we may ring this person."
    if theirs is None:
        return "This person has not agreed to be rung yet."
    return "" if theirs else "This person does not want to be rung."


def read_how(text: str, says: Says) -> How:
    """How it was said. Raises Refusal for anything else, and for her own word passed on by herself."""
    if text not in set(How) or (says is Says.PARTICIPANT and text == How.THROUGH_HER):
        raise Refusal("How it was said", "nothing was chosen.", "Choose one.")
    return How(text)
