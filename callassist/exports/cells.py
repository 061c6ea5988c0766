"""How a value stands in a cell: codes for what is missing, times in UTC, nothing that would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import StringIO

MISSING = {
    "refused": -9,
    "dont_know": -8,
    "not_applicable": -7,
    "not_asked": -6,
    "break_off": -5,
    "interpreter_problem": -4,
    "missing": -1,
}
"""SPSS and Stata take one range of user-missing values: -9 to -1."""
MISSING_WORDS = {
    "refused": "refused",
    "dont_know": "does not know",
    "not_applicable": "does not apply",
    "not_asked": "not asked",
    "break_off": "broke off before it",
    "interpreter_problem": "the interpreter could not put it",
    "missing": "asked, no answer kept",
}
_RUN = frozenset(("=", "+", "-", "@", "\t", "\r"))
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def cell(value: object) -> str:
    """A value as text. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if type(value) is str:  # nearly every cell: decided by its first letter
        return f"'{value}" if value[:1] in _RUN and not _NUMBER.fullmatch(value) else value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()[:19] + "Z"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text[:1] in _RUN and not _NUMBER.fullmatch(text) else text


def line(cells: Iterable[str]) -> str:
    """A line of CSV, as the csv module writes it."""
    text = StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def begun(cells: Iterable[str]) -> str:
    """The beginning of a line of CSV: `line` of the other cells comes after it."""
    return line((*cells, "")).removesuffix("\r\n")
