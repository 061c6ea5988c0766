"""The cells of one row as people and spreadsheets leave them: text, yes or no, a date, a word of a list."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from callassist.errors import Refusal

LONGEST = 500
GUARDED = ("=", "+", "-", "@")  # a spreadsheet would run these: an apostrophe in front makes them text
YES = frozenset({"yes", "y", "true", "1", "x", "✓"})
NO = frozenset({"no", "n", "false", "0", "-", "✕"})

Read = TypeVar("Read")
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong with one cell: the row as the spreadsheet counts it (the header is 1), and the cure."""

    row: int
    column: str
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.what}" + (f" {self.cure}" if self.cure else "")


def cell_text(cell: object) -> str:
    """A cell as text: what a spreadsheet made of it (1.0, TRUE, a moment) is put back as it was meant."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return _tidy(str(cell))


def _tidy(text: str) -> str:
    """One form of Unicode, no control characters but line ends, no spaces around."""
    if text[:1] == "'" and text[1:2] in GUARDED:
        text = text[1:]
    kept = (c for c in unicodedata.normalize("NFC", text) if c in "\n\t" or unicodedata.category(c) != "Cc")
    return "".join(kept).replace("\ufeff", "").replace("\u00a0", " ").strip()


@dataclass(slots=True)
class Cells:
    """One row being read: what is wrong is collected, so that a row is told everything at once."""

    row: int
    cells: Mapping[str, object]
    bad: list[BadRow] = field(default_factory=list)

    def text(self, column: str, default: str = "") -> str:
        """A cell's text, or the default where it is empty."""
        found = cell_text(self.cells.get(column))
        if len(found) > LONGEST:
            self.complain(column, f"is longer than {LONGEST} characters.", "Shorten it.")
            return default
        return found or default

    def needed(self, column: str) -> str:
        """A cell that must not be empty."""
        found = self.text(column)
        if not found:
            self.complain(column, "is empty.", "This column must be filled in every row.")
        return found

    def yes(self, column: str, *, default: bool) -> bool:
        """Yes or no."""
        found = self.text(column).lower()
        if not found:
            return default
        if found not in YES | NO:
            self.complain(column, f"“{found[:40]}” is neither yes nor no.", "Write yes or no.")
        return found in YES

    def word(self, column: str, words: type[Word], default: Word) -> Word:
        """A word of one of our lists."""
        found = self.text(column).lower().replace(" ", "_")
        if not found:
            return default
        if found in {word.value for word in words}:
            return words(found)
        self.complain(column, f"we do not know “{found[:40]}”.", f"Write {' or '.join(words)}.")
        return default

    def code(self, column: str, known: Collection[str], default: str = "") -> str:
        """A code of the study's own; an unknown one is complained of with the choices."""
        found = self.text(column, default)
        if found and found not in known:
            choices = ", ".join(sorted(known)) or "none"
            self.complain(column, f"the study has no {column} “{found[:40]}”.", f"It has: {choices}.")
        return found

    def read(self, column: str, reader: Callable[[str], Read]) -> Read | None:
        """A cell through a reader that may refuse; None where it is empty or refused."""
        found = self.text(column)
        if not found:
            return None
        try:
            return reader(found)
        except Refusal as refused:
            self.complain(column, refused.what, refused.cure)
            return None

    def several(self, column: str, apart: str = ";") -> tuple[str, ...]:
        """A cell with several things in it."""
        return tuple(part for part in map(_tidy, self.text(column).replace("\n", apart).split(apart)) if part)

    def complain(self, column: str, what: str, cure: str = "") -> None:
        """Say what is wrong with a cell, once."""
        said = BadRow(self.row, column, what, cure)
        if said not in self.bad:
            self.bad.append(said)
