"""A row an answer: the code, why there is none, and the words of the chosen codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from callassist.exports.cells import MISSING, cell
from callassist.exports.labels import Variable
from callassist.exports.tally import Tally

COLUMNS = (
    "interview",
    "study_number",
    "wave",
    "path",
    "name",
    "repeat",
    "kind",
    "value",
    "missing_code",
    "missing",
    "label",
    "instrument",
    "rendered",
)
NOT_RELEVANT = "answers to questions that no longer apply"
IDENTIFYING = "answers that may identify somebody"
REVEALS = "answers that may tell the group"
UNKNOWN = "answers to questions that the script does not have"


def answers(row: Any, tally: Tally, *, reveal: bool | None) -> Iterator[list[str]]:
    """The rows of one interview. `reveal`: what may tell the group, what may not, or (None) both.

    An item that the script does not know, or calls identifying, never leaves, whatever was stored.
    """
    for one in row.answers or ():
        key = (row.script, row.script_digest, one["item"])
        variable = tally.variables.get(key)
        why = _left_out(one, variable, reveal=reveal)
        if why is not None or variable is None:
            tally.left_out[why or UNKNOWN] += 1
            continue
        missing = _missing(one)
        tally.count(key, row.wave, missing)
        yield [
            row.id,
            row.number,
            row.wave,
            one["path"],
            one["name"],
            ".".join(str(number) for number in one.get("rows") or ()),
            one["kind"],
            cell(one["value"]) if missing is None else "",
            str(MISSING[missing]) if missing is not None else "",
            missing or "",
            cell(_label(one["value"], variable)) if missing is None else "",
            variable.instrument,
            one.get("rendered") or "",
        ]


def _left_out(one: Any, variable: Variable | None, *, reveal: bool | None) -> str | None:
    if not one.get("relevant", True):
        return NOT_RELEVANT
    if variable is None:
        return UNKNOWN
    if not variable.open_ or one.get("kind") == "text":
        return IDENTIFYING
    return REVEALS if reveal is not None and variable.reveals_arm is not reveal else None


def _missing(one: Any) -> str | None:
    if one.get("missing"):
        return str(one["missing"])
    return None if one.get("value") not in (None, "") else "missing"


def _label(value: str, variable: Variable) -> str:
    """The words of the chosen codes; of several, apart by a semicolon."""
    if not variable.choices:
        return ""
    codes = value.split() if variable.kind in ("select_multiple", "rank") else [value]
    return "; ".join(variable.choices.get(code, "") for code in codes)
