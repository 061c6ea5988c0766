"""The words that parents write back, read from the tables beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from callassist.messages.spelling import unstretched, words

Phrase = tuple[str, ...]


class Sense(StrEnum):
    """What a phrase may mean; words.toml says what each is for."""

    STOP = "stop"
    ALONE = "alone"
    SLIPS = "slips"
    DOUBTFUL = "doubtful"
    START = "start"
    YES = "yes"
    NO = "no"
    EITHER = "either"
    COURTESY = "courtesy"
    ABOUT = "about"
    FITS = "fits"


_IN_EVERY_LANGUAGE = frozenset(
    {Sense.STOP, Sense.ALONE, Sense.SLIPS, Sense.DOUBTFUL, Sense.START, Sense.COURTESY, Sense.ABOUT}
)
_ALWAYS_READ = "en"
_SHORTEST_RUN_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases and what they may mean to somebody who is texted in certain languages."""

    senses: Mapping[Phrase, frozenset[Sense]]
    longest: int

    def senses_of(self, text: str) -> Iterator[frozenset[Sense]]:
        """The text from left to right as the longest phrases we know; an empty set for a word we do not."""
        left = words(text)
        while left:
            length = next((n for n in range(self.longest, 0, -1) if self._known(left[:n])), 1)
            yield self._known(left[:length])
            left = left[length:]

    def _known(self, phrase: Phrase) -> frozenset[Sense]:
        found = self.senses.get(phrase)
        if found is None and len(phrase) == 1:
            found = next((self.senses[(w,)] for w in unstretched(phrase[0]) if (w,) in self.senses), None)
        return found or frozenset()


@cache
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The lexicon for somebody texted in these languages.

    STOP and START are heard in every language we know; yes and no only in hers and in English, because the
    same letters answer differently elsewhere. With no language known, in all, so that what differs is doubt.
    """
    hers = {tag.partition("-")[0] for tag in languages} | {_ALWAYS_READ}
    senses: dict[Phrase, frozenset[Sense]] = {}
    for language, sense, phrase in _entries():
        if sense in _IN_EVERY_LANGUAGE or not languages or language in hers:
            senses[phrase] = senses.get(phrase, frozenset()) | {sense}
    return Lexicon(senses, max(map(len, senses)))


@cache
def hints() -> tuple[tuple[str, frozenset[Phrase]], ...]:
    """What a text may be about: name to phrases, the gravest last."""
    table = _table("hints.toml")
    return tuple((name, frozenset(map(words, entry["phrases"]))) for name, entry in table.items())


@cache
def _entries() -> tuple[tuple[str, Sense, Phrase], ...]:
    return tuple(
        (language, Sense(kind), phrase)
        for language, kinds in _table("words.toml").items()
        for kind, texts in kinds.items()
        for text in texts
        for phrase in _spellings(words(text))
    )


def _spellings(phrase: Phrase) -> tuple[Phrase, ...]:
    together = "".join(phrase)
    if len(phrase) > 1 and len(together) >= _SHORTEST_RUN_TOGETHER:
        return phrase, (together,)
    return (phrase,)


def _table(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("callassist.messages").joinpath(name).read_text(encoding="utf-8"))
