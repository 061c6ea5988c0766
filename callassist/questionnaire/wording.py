"""Texts of a script in every language, with places that answers fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.compiling import Compiled
from callassist.questionnaire.xpath.values import Environment

Part = str | Compiled
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is to be said: in which language it is, and whether it stands in for a missing one."""

    text: str
    language: str
    fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text by language tag; the tag "" holds for all languages."""

    by_language: Mapping[str, Parts]

    def parts(self, tag: str, default: str) -> tuple[Parts, str, bool]:
        """The parts in a language, or in the default where it has none: parts, language used, fallback."""
        own = self.by_language.get(tag)
        if own and tag:
            return own, tag, False
        for language in ("", default):
            if self.by_language.get(language):
                used = language or default
                return self.by_language[language], used, language != tag and language != ""
        for language, parts in self.by_language.items():
            if parts:
                return parts, language, True
        return (), tag, False

    def has(self, tag: str) -> bool:
        """Whether there is a text in this language."""
        return bool(self.by_language.get(tag) or self.by_language.get(""))

    @property
    def empty(self) -> bool:
        """Whether no language has a text."""
        return not any(self.by_language.values())

    def render(self, tag: str, default: str, node: Node, env: Environment) -> Text:
        """The text in a language with its places filled from the answers around `node`."""
        parts, used, fallback = self.parts(tag, default)
        if len(parts) == 1 and isinstance(parts[0], str):
            return Text(parts[0], used, fallback)
        filled = "".join(part if isinstance(part, str) else part.text(node, env) for part in parts)
        return Text(filled.strip(), used, fallback)


NOTHING = Wording({})


def plain(text: str) -> Wording:
    """A text that is the same in all languages."""
    return Wording({"": (text,)}) if text else NOTHING


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a script: its tag (en, ur, pa-Guru) and its name as the sheet writes it."""

    tag: str
    name: str


def language_of(heading: str) -> Language:
    """`Urdu (ur)` as tag and name; a bare word is both."""
    name, bracket, tag = heading.rpartition("(")
    if bracket and tag.endswith(")") and tag[:-1].strip():
        return Language(tag[:-1].strip(), name.strip() or tag[:-1].strip())
    return Language(heading.strip(), heading.strip())
