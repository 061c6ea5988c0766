"""Checks expressions where they were written, so that an error names sheet, row and column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from callassist.errors import Refusal
from callassist.questionnaire.columns import REFERENCE, base, placed
from callassist.questionnaire.workbook import Row, Workbook
from callassist.questionnaire.xpath.compiling import compiled
from callassist.questionnaire.xpath.tokens import XPathError

EXPRESSIONS = frozenset(
    {
        "relevant",
        "relevance",
        "constraint",
        "required",
        "readonly",
        "read_only",
        "calculation",
        "calculate",
        "choice_filter",
        "repeat_count",
    }
)
_IN_LANGUAGES = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
_CHOOSING = frozenset({"select_one", "select_multiple", "rank"})
_WORDS = frozenset({"yes", "no", "true", "false", "1", "0", ""})
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")  # as the compiler reads what a word processor bent


def refuse_bad_cells(book: Workbook) -> None:
    """Raise Refusal for the first unknown ${name} or expression that cannot be read."""
    _refuse_two_languages(book)
    names = {place.row["name"].strip() for place in placed(book, "data")}
    for index, row in enumerate(book.sheets["survey"].rows):
        for heading, cell in row.items():
            _refuse_unknown(book, index, heading, cell, names)
            if base(heading).replace(" ", "_") in EXPRESSIONS:
                _refuse_unreadable(book, index, heading, cell)
    _refuse_missing_lists(book)
    choices = book.sheets.get("choices")
    for index, row in enumerate(choices.rows if choices else ()):
        for heading, cell in _labels(row):
            _refuse_unknown(book, index, heading, cell, names, sheet="choices")


def _refuse_two_languages(book: Workbook) -> None:
    for sheet in book.sheets.values():
        for heading in sheet.headings:
            if base(heading) in _IN_LANGUAGES and heading.count("::") > 1:
                where = book.where(sheet.name, column=heading)
                raise Refusal(where, "this heading names two languages", "Write a column for each language.")


def _refuse_missing_lists(book: Workbook) -> None:
    choices = book.sheets.get("choices")
    lists = {row.get("list_name") or row.get("list name") for row in choices.rows} if choices else set()
    for index, row in enumerate(book.sheets["survey"].rows):
        words = row.get("type", "").split()
        if len(words) > 1 and words[0] in _CHOOSING and not _elsewhere(words[1]) and words[1] not in lists:
            where = book.where("survey", index, "type")
            what = f"there is no list of choices called {words[1]!r}"
            raise Refusal(where, what, "Write the list in the sheet choices.")


def _elsewhere(name: str) -> bool:
    """Whether choices come from a file or from a repeat."""
    return "." in name or name.startswith("${")


def _labels(row: Row) -> Iterator[tuple[str, str]]:
    return ((heading, cell) for heading, cell in row.items() if base(heading) == "label")


def _refuse_unknown(
    book: Workbook, index: int, heading: str, cell: str, names: set[str], *, sheet: str = "survey"
) -> None:
    for match in REFERENCE.finditer(cell):
        name = match.group(1)
        if name not in names and name != "__entity":
            near = difflib.get_close_matches(name, names, n=1)
            cure = (
                f"Did you mean ${{{near[0]}}}?" if near else "Use the name of a question in the sheet survey."
            )
            raise Refusal(book.where(sheet, index, heading), f"there is no question called {name!r}", cure)


def _refuse_unreadable(book: Workbook, index: int, heading: str, cell: str) -> None:
    if cell.strip().lower() in _WORDS:
        return
    try:
        compiled(REFERENCE.sub(_as_path, cell.translate(_STRAIGHT)))
    except XPathError as error:
        where = book.where("survey", index, heading)
        raise Refusal(where, f"{error.what} (at character {error.at + 1})", error.cure) from error


def _as_path(match: re.Match[str]) -> str:
    """A name as a path of the same length, so that places in the expression stay where they are."""
    return "./" + "x" * (len(match.group(0)) - 3) + " "
