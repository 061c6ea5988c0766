"""What a parent's text means, as far as a program may say: clear words act, a person reads the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from callassist.messages.lexicon import Sense, hints, lexicon
from callassist.messages.spelling import words

_QUESTION_MARKS = frozenset("?？؟⁇⁈⁉")
_PICTURES_THAT_ANSWER = frozenset("👍👎👌🙏✅❌🛑✋🚫")

_A_NUMBER = re.compile(r"(?<!\d)(?:\+|0|٠|۰|০)(?:[ .()-]{0,2}\d){9,14}(?!\d)")
"""What could be a telephone number, in digits of any script."""

Senses = frozenset[Sense]


class Kind(StrEnum):
    """What a text asks for or answers. UNCLEAR: an answer that may be read in two ways. OTHER: none."""

    STOP = "stop"
    START = "start"
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    OTHER = "other"


class Hint(StrEnum):
    """A guess at what a text for the reader is about, for the order of reading only."""

    WRONG_NUMBER = "wrong_number"
    NEW_NUMBER = "new_number"
    LATER = "later"
    CALL_NOW = "call_now"
    COURSE = "course"
    HELP = "help"
    DISTRESS = "distress"


@dataclass(frozen=True, slots=True)
class Understood:
    """A text understood. `clear`: the program may act upon it; a STOP that is not clear pauses texts.

    `why`: one sentence for the reader. `hint`: a guess, None where there is none or nothing to read.
    """

    kind: Kind
    clear: bool
    why: str
    hint: Hint | None = None


def understand(body: str, languages: tuple[str, ...]) -> Understood:
    """Understand a text from a number whose owners are texted in `languages` (tags; empty: not known).

    Give the languages of the people on that number, not the study's: to a family texted in Polish a bare "no"
    is a yes as often as not.

    No opt-out is ever read as an answer: a word for STOP, in any language we know, with anything but courtesy
    beside it, is a STOP in doubt. An answer with anything else beside it is unclear.
    """
    said = tuple(lexicon(languages).senses_of(body))
    if not said:
        return _wordless(body)
    asked = any(mark in body for mark in _QUESTION_MARKS)
    found = _stop(said, asked=asked) or _start(said, asked=asked) or _answer(said, asked=asked)
    if found is not None and found.clear:
        return found
    found = found or Understood(Kind.OTHER, clear=False, why="No word that answers anything: for a person.")
    return Understood(found.kind, found.clear, found.why, _hint(body))


def _wordless(body: str) -> Understood:
    if any(picture in body for picture in _PICTURES_THAT_ANSWER):
        return Understood(Kind.UNCLEAR, clear=False, why="Only a picture, which may be an answer.")
    return Understood(Kind.OTHER, clear=False, why="No words in it.")


def _stop(said: Sequence[Senses], *, asked: bool) -> Understood | None:
    others = _beside(said, Sense.STOP, allowed={Sense.COURTESY, Sense.ABOUT})
    if _any(said, Sense.DOUBTFUL):
        return _doubtful("Sounds like an end to calls or texts, but does not say which.")
    if _any(said, Sense.STOP):
        return _clear_stop() if not others and not asked else _doubtful(_beside_stop(asked=asked))
    if _only(said, Sense.ALONE):
        whole = len(said) == 1 and not asked
        return _clear_stop() if whole else _doubtful("One of the network's own words for STOP, not alone.")
    if _only(said, Sense.SLIPS):
        return _doubtful("May be meant as STOP.")
    return None


def _clear_stop() -> Understood:
    return Understood(Kind.STOP, clear=True, why="STOP, and nothing beside it that changes it.")


def _doubtful(why: str) -> Understood:
    return Understood(Kind.STOP, clear=False, why=why)


def _beside_stop(*, asked: bool) -> str:
    return "STOP, put as a question." if asked else "A word for STOP among others."


def _start(said: Sequence[Senses], *, asked: bool) -> Understood | None:
    if not _any(said, Sense.START):
        return None
    if asked or _beside(said, Sense.START, allowed={Sense.COURTESY, Sense.ABOUT}):
        return Understood(Kind.OTHER, clear=False, why="A word for START among others.")
    return Understood(Kind.START, clear=True, why="START, and nothing beside it that changes it.")


def _answer(said: Sequence[Senses], *, asked: bool) -> Understood | None:
    yes, no, either = (_meaning(said, kind) for kind in (Sense.YES, Sense.NO, Sense.EITHER))
    if not (yes or no or either):
        return None
    why = _why_unclear(said, yes=yes, no=no, either=either, asked=asked)
    if why:
        return Understood(Kind.UNCLEAR, clear=False, why=why)
    kind = Kind.YES if yes else Kind.NO
    return Understood(kind, clear=True, why=f"{kind.upper()}, and nothing beside it that changes it.")


def _why_unclear(said: Sequence[Senses], *, yes: bool, no: bool, either: bool, asked: bool) -> str:
    if either:
        return "A word that could be yes or no from somebody texted in this language."
    if yes and no:
        return "Both a yes and a no."
    if asked:
        return "An answer put as a question."
    sense, allowed = (Sense.YES, {Sense.COURTESY, Sense.FITS}) if yes else (Sense.NO, {Sense.COURTESY})
    return "An answer with something else beside it." if _beside(said, sense, allowed=allowed) else ""


def _meaning(said: Sequence[Senses], sense: Sense) -> bool:
    """Whether a phrase has this meaning; one that means yes to some and no to others counts as either."""
    answers = {Sense.YES, Sense.NO, Sense.EITHER}
    if sense is Sense.EITHER:
        return any(Sense.EITHER in one or {Sense.YES, Sense.NO} <= one for one in said)
    return any(one & answers == {sense} for one in said)


def _any(said: Sequence[Senses], sense: Sense) -> bool:
    return any(sense in one for one in said)


def _only(said: Sequence[Senses], sense: Sense) -> bool:
    """Whether nothing but courtesy stands beside a phrase of this sense."""
    return _any(said, sense) and not _beside(said, sense, allowed={Sense.COURTESY, Sense.ABOUT})


def _beside(said: Sequence[Senses], sense: Sense, *, allowed: set[Sense]) -> bool:
    """Whether anything stands beside the phrases of a sense that changes them."""
    return any(sense not in one and not one & allowed for one in said)


def _hint(body: str) -> Hint | None:
    text = words(body)
    runs = {text[i:j] for i in range(len(text)) for j in range(i + 1, min(i + 5, len(text)) + 1)}
    found = [name for name, phrases in hints() if runs & phrases]
    if Hint.DISTRESS not in found and _A_NUMBER.search(body):
        return Hint.NEW_NUMBER
    return Hint(found[-1]) if found else None
