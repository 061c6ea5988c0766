"""How far the words of a text have come in a language: from none, by draft and review, to approved."""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum
from hashlib import sha256
from unicodedata import normalize

from callassist.edition.read import MESSAGES
from callassist.edition.texts import Words
from callassist.edition.translation import Known, State, state

Approved = Container[tuple[str, str, str]]
"""(file, or name of a text; language; mark of the words): each a row with who, capacity and reference."""

_READ = frozenset({"reviewed", "read", "approved"})


class Standing(StrEnum):
    """What may be done with words: approved ones are read aloud; of others the page says what they are."""

    NONE = "none"
    OUTDATED = "outdated"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


def standing(words: Words, language: str, before: Known, approved: Approved) -> Standing:
    """How a text stands in a language. An approval holds for these words alone: an edit makes a draft."""
    if not words.by_language.get(language):
        return Standing.NONE
    if language != words.first and state(words, language, before) is State.OUTDATED:
        return Standing.OUTDATED
    if approval_of(words, language) in approved:
        return Standing.APPROVED
    return Standing.REVIEWED if words.status.get(language) in _READ else Standing.DRAFT


def approval_of(words: Words, language: str) -> tuple[str, str, str]:
    """What an approval of a text in a language is kept under. It changes with the words and nothing else."""
    said = normalize("NFC", words.by_language[language].strip())
    if words.file == MESSAGES:
        return words.place.partition(".")[2], language, sha256(f"{language}\n{said}".encode()).hexdigest()
    mark = sha256(f"{language}\n{words.place}\n{said}".encode()).hexdigest()
    return words.file, language, mark
