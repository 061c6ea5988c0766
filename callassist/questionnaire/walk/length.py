"""How long an interview takes by language: words read aloud at an interviewer's pace, and time to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from callassist.questionnaire.wording import Language

ENGLISH_WORDS_A_MINUTE = 120
"""Interviewers are trained to read two words a second (A. N. Phillips, University of Nebraska, 2020)."""

WORDS_READ_A_MINUTE: Mapping[str, int] = {
    "en": 228,
    "ar": 138,
    "de": 179,
    "es": 218,
    "fr": 195,
    "it": 188,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "tr": 166,
}
"""Equal texts read aloud (Trauzettel-Klosinski and Dietz, IOVS 2012;53:5452, table of 17 languages)."""

MEAN_OF_ALL = 184  # of the same 17 languages: what stands for one that they do not have

SECONDS_TO_ANSWER: Mapping[str, float] = {
    "note": 1,
    "trigger": 2,
    "select_one": 4,
    "select_multiple": 8,
    "rank": 12,
    "range": 4,
    "integer": 5,
    "decimal": 6,
    "date": 8,
    "time": 6,
    "datetime": 10,
    "text": 20,
}
"""Ours, until interviews of the study's own give better ones."""


@dataclass(frozen=True, slots=True)
class Length:
    """Minutes of the middle and of the longest route in one language. `interpreted`: with an interpreter."""

    language: Language
    interpreted: bool
    middle: float
    longest: float


def pace(tag: str) -> float:
    """Words a minute at which an interviewer reads a language: as English, in proportion to its words."""
    read = WORDS_READ_A_MINUTE.get(tag.partition("-")[0], MEAN_OF_ALL)
    return ENGLISH_WORDS_A_MINUTE * read / WORDS_READ_A_MINUTE["en"]


def words(text: str) -> int:
    """How many words a text has; of a language written without spaces, a word for every two characters."""
    spaced = text.split()
    return sum(max(1, _unspaced(word)) for word in spaced)


def _unspaced(word: str) -> int:
    return sum(0x3040 <= ord(letter) <= 0x9FFF for letter in word) // 2


def seconds(kind: str, spoken: int, tag: str) -> float:
    """How long one question takes: `spoken` words read aloud in a language, then the answer."""
    return spoken * 60 / pace(tag) + SECONDS_TO_ANSWER.get(kind, SECONDS_TO_ANSWER["text"])


def middle(minutes: Iterable[float]) -> float:
    """The middle one of several lengths; 0 of none."""
    ordered = sorted(minutes)
    return ordered[len(ordered) // 2] if ordered else 0.0
