"""What lacks in a language, and what came back from a translator: taken only where it fits the source."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from callassist.edition.texts import Words, digest
from callassist.edition.toml import text_of
from callassist.errors import Complaint, Weight
from callassist.messages.template import placeholders

LEDGER = "translated_from.csv"
"""Which source each translation was made from, so that an edit of the source makes it outdated."""

HEAD = ("file", "place", "language", "source", "words")
STATUSES = ("draft", "reviewed")
_FILLED = re.compile(r"\$\{\s*([^}]*?)\s*\}")


class State(StrEnum):
    """How a text stands in a language."""

    WRITTEN = "written"
    MISSING = "missing"
    OUTDATED = "outdated"


Known = Mapping[tuple[str, str, str], tuple[str, str]]
"""(file, place, language) to the digests of source and translation when they last agreed."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A row of a translator's file. `row` counts as the spreadsheet does; `mark` is the source's digest."""

    row: int
    file: str
    place: str
    words: str
    status: str
    mark: str


@dataclass(frozen=True, slots=True)
class Change:
    """A text that is to be written in a language."""

    words: Words
    language: str
    text: str
    status: str


def known(files: Mapping[str, bytes]) -> Known:
    """What the folder remembers of its translations; nothing where it holds no such file."""
    if LEDGER not in files:
        return {}
    rows = csv.DictReader(text_of(files[LEDGER], name=LEDGER).splitlines())
    return {
        (row["file"], row["place"], row["language"]): (row["source"], row["words"])
        for row in rows
        if None not in row.values() and set(HEAD) <= row.keys()
    }


def state(words: Words, language: str, before: Known) -> State:
    """How a text stands in a language. A translation that was changed by hand since counts as looked at."""
    written = words.by_language.get(language, "")
    if not written:
        return State.MISSING
    source, translated = before.get((words.file, words.place, language), ("", ""))
    if source and source != digest(words.source) and translated == digest(written):
        return State.OUTDATED
    return State.WRITTEN


def lacking(texts: Iterable[Words], language: str, before: Known) -> list[Words]:
    """What is to be translated: missing or outdated, wanted in this language, and ours to translate."""
    return [
        one
        for one in texts
        if not one.licensed and one.source and language != one.first
        if language in one.wanted and state(one, language, before) is not State.WRITTEN
    ]


def taken(texts: Sequence[Words], rows: Sequence[Returned], language: str) -> list[Change]:
    """The rows that hold new words, as changes. Call `wrong` first: this trusts them."""
    places = {(one.file, one.place): one for one in texts}
    return [
        Change(places[row.file, row.place], language, row.words.strip(), row.status.strip() or STATUSES[0])
        for row in rows
        if row.words.strip() and places[row.file, row.place].by_language.get(language) != row.words.strip()
    ]


def wrong(texts: Sequence[Words], rows: Sequence[Returned], name: str) -> list[Complaint]:
    """Everything that keeps a translator's file out, each with sheet, row and cure."""
    places, seen = {(one.file, one.place): one for one in texts}, dict[tuple[str, str], int]()
    found: list[Complaint] = []
    for row in rows:
        at, key = f"{name}: sheet words, row {row.row}", (row.file, row.place)
        if not row.words.strip():
            continue
        if key in seen:
            found.append(_error(at, f"this text stands in row {seen[key]} too.", "Keep one of them."))
        seen[key] = row.row
        if key not in places:
            what = f"{row.file} holds no text {row.place}."
            found.append(_error(at, what, "Leave file and place as they were sent out."))
            continue
        found += [_error(at, what, cure) for what, cure in _faults(places[key], row)]
    return found


def _faults(words: Words, row: Returned) -> Iterator[tuple[str, str]]:
    if row.mark.strip() != digest(words.source):
        yield "the source was changed after this was sent out.", "Send it out again, and translate it anew."
    if row.status.strip() not in ("", *STATUSES):
        yield f"“{row.status}” is no status.", f"Write {' or '.join(STATUSES)}, or leave it empty."
    ours, theirs = places_of(words.source, words), places_of(row.words, words)
    for lost in sorted(ours - theirs):
        yield f"{lost} is missing.", "Put it where the answer or name is to be said."
    for new in sorted(theirs - ours):
        yield f"{new} does not stand in the source.", "Write every placeholder as it stands in the source."
    if _loose(row.words, words):
        yield "a brace stands without its fellow.", "Write every placeholder as it stands in the source."


def places_of(text: str, words: Words) -> set[str]:
    """The placeholders of a text as written: ${name} in scripts, {name} in messages."""
    if words.cell is not None:
        return {f"${{{name}}}" for name in _FILLED.findall(text)}
    return {f"{{{name}}}" for name in placeholders(text)}


def _loose(text: str, words: Words) -> bool:
    left = _FILLED.sub("", text) if words.cell is not None else re.sub(r"\{[^{}]*\}", "", text)
    return "{" in left or "}" in left


def remembered(before: Known, texts: Iterable[Words], languages: Iterable[str]) -> Known:
    """The ledger with every one of these texts as it stands now, in these languages."""
    spoken = tuple(languages)
    fresh = {
        (one.file, one.place, language): (digest(one.source), digest(one.by_language[language]))
        for one in texts
        for language in spoken
        if one.by_language.get(language) and language != one.first
    }
    return {**before, **fresh}


def ledger_lines(ledger: Known) -> list[tuple[str, str, str, str, str]]:
    """The ledger as rows in a fixed order, so that two versions of it can be compared line by line."""
    return [(*key, *digests) for key, digests in sorted(ledger.items())]


def _error(at: str, what: str, cure: str) -> Complaint:
    return Complaint(Weight.ERROR, at, what, cure)
