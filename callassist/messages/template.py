"""The texts of a study as data: what messages.toml may say, and how one text is made for one phone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from unicodedata import normalize

from pydantic import ConfigDict, Field

from callassist.errors import Complaint, Fault, Refusal, Weight
from callassist.messages.segments import Measure, measure
from callassist.study.part import Code, Part, Tag

_PLACE = re.compile(r"\{([^{}]*)\}")
_RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "prs", "ps", "ckb", "pnb", "sd", "ug", "he", "yi", "dv"})
_ISOLATE, _ISOLATE_ENDS = "\u2068", "\u2069"


class Place(StrEnum):
    """What a text may leave open until it is sent."""

    DAY = "day"
    DATE = "date"
    TIME = "time"
    CALLBACK = "callback"
    SENDER = "sender"
    READING = "reading"


class WordsStatus(StrEnum):
    """How far the words have been looked at, as the folder says; who approved them is a row, not a word."""

    DRAFT = "draft"
    READ = "read"
    APPROVED = "approved"


class Template(Part):
    """One text in every language it is written in."""

    purpose: str = Field(min_length=1, description="for the manager: when and why it goes out")
    answer: bool = Field(default=False, description="a reader may send it, to answer a parent's own text")
    place: tuple[Place, ...] = Field(default=(), description="the placeholders it may use")
    text: dict[Tag, str] = Field(min_length=1)
    status: dict[Tag, WordsStatus] = Field(default={}, description="a language not named here is a draft")

    def status_in(self, language: str) -> WordsStatus:
        """How far the words in a language have been looked at."""
        return self.status.get(language, WordsStatus.DRAFT)


class Messages(Part):
    """A whole messages.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    version: int = Field(default=1, ge=1, le=1, alias="schema", description="the version of this file's form")
    template: dict[Code, Template] = Field(min_length=1)

    @classmethod
    def parse(cls, content: Mapping[str, object]) -> Messages:
        """Read what TOML gave. Raises pydantic's ValidationError; edition turns its key paths into lines."""
        return cls.model_validate(content)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it goes out, the language it is really in, and its length on the air."""

    body: str
    language: str
    measure: Measure


def render(template: Template, language: str, values: Mapping[str, str], *, first_language: str) -> Rendered:
    """Make the text for one phone: the language asked for, or the study's first where it is not written.

    `values`: placeholder to words, as `when_words` gives them. In languages written from right to left every
    value stands between isolates (Unicode UAX 9), so that times and numbers keep their order; each isolate
    counts as a character on the air. Raises Refusal when there are no words, Fault when a value is missing.
    """
    spoken = language if language in template.text else first_language
    words = template.text.get(spoken)
    if words is None:
        raise Refusal(
            f"messages.toml: {template.purpose}",
            f"has no words in {language}, nor in {first_language}.",
            "Write them, or take the language out of the study's text_languages.",
        )
    body = _PLACE.sub(lambda found: _value(found[1], values, isolated=is_right_to_left(spoken)), words)
    return Rendered(body, spoken, measure(body))


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left, by its own script or the one its tag names."""
    base, *rest = language.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if script is not None:
        return script.title() in {"Arab", "Hebr", "Thaa", "Rohg"}
    return base in _RIGHT_TO_LEFT


def placeholders(words: str) -> tuple[str, ...]:
    """What stands between braces, each once, in the order it comes."""
    return tuple(dict.fromkeys(_PLACE.findall(words)))


def words_hash(template: Template, language: str) -> str:
    """What an approval is bound to: it changes with the words and with nothing else. Raises KeyError."""
    words = normalize("NFC", template.text[language].strip())
    return sha256(f"{language}\n{words}".encode()).hexdigest()


def check(name: str, template: Template) -> list[Complaint]:
    """What is wrong or doubtful in the placeholders of one text, with key path and cure."""
    complaints = [one for tag, words in template.text.items() for one in _faults(name, tag, words, template)]
    used = {place for words in template.text.values() for place in placeholders(words)}
    return complaints + [_unused(name, place) for place in template.place if place not in used]


def _faults(name: str, tag: str, words: str, template: Template) -> list[Complaint]:
    where = f"messages.toml: template.{name}.text.{tag}"
    if not words.strip():
        return [Complaint(Weight.ERROR, where, "has no words.", "Write them, or take the line out.")]
    found = [_unknown(where, place, template) for place in placeholders(words) if place not in template.place]
    if "{" in (rest := _PLACE.sub("", words)) or "}" in rest:
        found.append(Complaint(Weight.ERROR, where, "has a brace without its fellow.", "Write it as {time}."))
    return found + [
        Complaint(
            Weight.WARNING,
            where,
            f"leaves out {{{place}}}, which other languages say.",
            "Say it here too, or nowhere.",
        )
        for place in template.place
        if place not in placeholders(words) and _said_elsewhere(place, tag, template)
    ]


def _said_elsewhere(place: str, tag: str, template: Template) -> bool:
    return any(place in placeholders(words) for other, words in template.text.items() if other != tag)


def _unknown(where: str, place: str, template: Template) -> Complaint:
    if place in set(Place):
        return Complaint(
            Weight.ERROR,
            where,
            f"uses {{{place}}}, which its place list does not name.",
            f'Add "{place}" to place.',
        )
    allowed = ", ".join(template.place) or "none"
    return Complaint(
        Weight.ERROR, where, f"has an unknown placeholder {{{place}}}.", f"It may use: {allowed}."
    )


def _unused(name: str, place: str) -> Complaint:
    where = f"messages.toml: template.{name}.place"
    return Complaint(Weight.WARNING, where, f"names {place}, which no text uses.", "Take it out, or use it.")


def _value(place: str, values: Mapping[str, str], *, isolated: bool) -> str:
    if place not in values:
        raise Fault(f"a text was to be made without a value for {place}")
    value = values[place]
    return f"{_ISOLATE}{value}{_ISOLATE_ENDS}" if isolated else value
