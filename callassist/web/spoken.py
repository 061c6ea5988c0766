"""What an interviewer says outside the script, in a language in which it may be said, beside English.

A rehearsal says drafts. Once a study of the house is live, a language is said when every live study has
approved the set in it; until then the English is shown, to be rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import g

from callassist.store import studies
from callassist.voice import sayings
from callassist.voice.sayings import ENGLISH
from callassist.web.guard import reading

_digest = cache(sayings.digest)  # asked of every sentence on every page


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in the languages that we have it in."""

    by_language: Mapping[str, str]

    def said(self, tag: str) -> tuple[str, str]:
        """The sentence and the language it is in: hers where it may be said, else English."""
        found = tag if tag in self.by_language and may_be_said(tag) else ENGLISH
        return self.by_language[found], found

    @property
    def english(self) -> str:
        """The sentence in English."""
        return self.by_language[ENGLISH]


def may_be_said(tag: str) -> bool:
    """Whether every live study of this house has approved the set in a language; English always may."""
    if tag == ENGLISH:
        return True
    if "outside_script" not in g:
        with reading() as c:
            g.outside_script = studies.approved_in_live(c, sayings.OUTSIDE)
    return all((tag, _digest(tag)) in approved for approved in g.outside_script.values())


def small_talk(tag: str) -> list[tuple[tuple[str, str], str]]:
    """Small talk for the neutral page: ((words, language), English)."""
    return [(one.said(tag), one.english) for one in (Sentence(talk) for talk in sayings.SMALL_TALK)]


VOICEMAIL = Sentence(sayings.VOICEMAIL)
GOODBYE = Sentence(sayings.GOODBYE)
GOODBYES = {when: Sentence(one) for when, one in sayings.GOODBYES.items()}
DISTRESS = tuple(Sentence(one) for one in sayings.DISTRESS)
