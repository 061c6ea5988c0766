"""What is fed with odd content: each reader of what people send us, and something to begin from."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from callassist.edition.toml import load_calendars, load_messages, load_protocol
from callassist.errors import Refusal
from callassist.instruments import library
from callassist.questionnaire.script import check, load
from callassist.questionnaire.session import Session
from callassist.questionnaire.xpath.patterns import matches
from callassist.work import translators

TINY = Path("tests/questionnaire/tiny.md")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COLUMNS = ("type", "name", "label", "relevant", "calculation", "constraint", "repeat_count", "choice_filter")
MOST_CELLS = 400


@dataclass(frozen=True, slots=True)
class Target:
    """A reader of what is sent to us, and what it is first given."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]


def refused(target: Target, content: bytes) -> str:
    """Where the content was refused; blank if it was taken. Anything else than a Refusal is raised."""
    try:
        target.read(content)
    except Refusal as refusal:
        if not refusal.where or not refusal.what:
            raise AssertionError(f"a refusal without a place: {refusal}") from refusal
        return refusal.where
    return ""


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _tables(content: bytes) -> object:
    return check(load(_text(content), name="odd.md"))


def _expression(content: bytes) -> object:
    """An expression in each column that holds one, worked out in an interview."""
    cell = _text(content).replace("|", r"\|").replace("\n", " ")
    rows = [
        "| integer | a | A | | | | |",
        "| begin repeat | r | R | | | | ${a} |",
        f"| integer | b | B | {cell} | | {cell} | |",
        "| end repeat | | | | | | |",
        f"| calculate | c | | | {cell} | | |",
    ]
    head = f"| survey |\n| | {' | '.join(COLUMNS[:-1])} |\n"
    script = load(head + "\n".join(f"| {row}" for row in rows), name="odd.md")
    session = Session.start(script, now=NOW, seed=1)
    session.answer("/data/a", "2", now=NOW)
    return session.paths()


def _pattern(content: bytes) -> object:
    pattern, _, value = _text(content).partition("\n")
    return matches(value, pattern)


def _sheet(title: str, content: bytes) -> bytes:
    """A workbook of one sheet: a line a row, a tab between its cells; what looks like a number is one."""
    book, saved = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in _text(content)[: MOST_CELLS * 20].split("\n")[:MOST_CELLS]:
        sheet.append([_typed(cell) for cell in line.split("\t")[:40]])
    book.save(saved)
    return saved.getvalue()


def _typed(cell: str) -> object:
    if cell in ("TRUE", "FALSE"):
        return cell == "TRUE"
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if abs(number) < 1e300 else cell


def _workbook(content: bytes) -> object:
    return load(content, name="odd.xlsx")


def _cells(content: bytes) -> object:
    try:
        workbook = _sheet("survey", content)
    except (IllegalCharacterError, ValueError):
        return None  # no spreadsheet can hold it
    return check(load(workbook, name="odd.xlsx"))


def _toml(content: bytes) -> object:
    refused(Target(partial(load_messages, name="odd.toml"), list), content)
    refused(Target(partial(load_calendars, name="odd.toml"), list), content)
    return load_protocol(content, name="odd.toml")


def _pack(content: bytes) -> object:
    refused(Target(lambda text: library.read_pack(_text(text), name="odd.toml"), list), content)
    return library.read(_text(content), name="odd.toml")


def _translated(content: bytes) -> object:
    try:
        workbook = _sheet("words", content)
    except (IllegalCharacterError, ValueError):
        return None
    return translators.take_in(_files(), workbook, "odd.xlsx", only="tiny.md")


@cache
def _files() -> dict[str, bytes]:
    return {"tiny.md": TINY.read_bytes()}


def _some(*patterns: str) -> list[bytes]:
    return [path.read_bytes() for pattern in patterns for path in sorted(Path().glob(pattern))[:3]]


def _written() -> list[bytes]:
    rows = [
        COLUMNS,
        ("integer", "a", "A"),
        ("note", "b", "${a} + 1", "${a} > 1"),
        ("calculate", "c", "", "", "1.0"),
    ]
    return ["\n".join("\t".join(row) for row in rows).encode()]


def _returned() -> list[bytes]:
    """What a translator was sent, a line a row."""
    content, _ = translators.out(_files(), "ur", only="tiny.md")
    rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    told = [[str(cell or "") for cell in row] for row in rows]
    filled = [told[0], *([*row[:5], f"[{row[3]}]", "draft", *row[7:]] for row in told[1:])]
    return ["\n".join("\t".join(row) for row in filled).encode()]


EXPRESSIONS = [
    b"count(${r}[b > 1]) + sum(${b})",
    b"if(selected(${a}, '2') and regex(., '^[a-z]{1,3}$'), position(..), format-date(today(), '%d'))",
    b"indexed-repeat(${b}, ${r}, 1) div 2 * -3 <= decimal-date-time(now()) or not(once(random()) > 0.5)",
    b"instance('x')/root/item[name = current()/../a]/label | ../descendant::*[last()]",
]
PATTERNS = [
    b"^(a|b)*c?[^d-f]{2,9}$\nababc",
    b"(?=x)\\w+\\b\\d{3}(?!9)\nx123",
    b"(((a+)+)+)+$\naaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
]

TARGETS: Mapping[str, Target] = {
    "workbook": Target(_workbook, lambda: [_sheet("survey", seed) for seed in _written()]),
    "cells": Target(_cells, _written),
    "tables": Target(_tables, lambda: [TINY.read_bytes(), *_some("scripts/questionnaires/*/w*.md")]),
    "expression": Target(_expression, lambda: EXPRESSIONS),
    "pattern": Target(_pattern, lambda: PATTERNS),
    "study": Target(_toml, lambda: _some("scripts/questionnaires/*/*.toml")),
    "pack": Target(_pack, lambda: _some("callassist/instruments/definitions/*.toml")),
    "translated": Target(_translated, _returned),
}
