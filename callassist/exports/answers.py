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
_CODES = {why: str(code) for why, code in MISSING.items()}
NOT_RELEVANT = "answers to questions that no longer apply"
IDENTIFYING = "answers that may identify somebody"
REVEALS = "answers that may tell the group"
UNKNOWN = "answers to questions that the script does not have"


def answers(row: Any, tally: Tally, *, reveal: bool | None) -> Iterator[list[str]]:
    """The rows of one interview. `reveal`: what may tell the group, what may not, or (None) both.

    An item that the script does not know, or calls identifying, never leaves, whatever was stored.
    """
    script, digest, wave = row.script, row.script_digest, row.wave
    variables, seen = tally.of_script(script, digest), tally.seen
    for one in row.answers or ():
        variable = variables.get(one["item"])
        why = _left_out(one, variable, reveal=reveal)
        if why is not None or variable is None:
            tally.left_out[why or UNKNOWN] += 1
            continue
        missing = _missing(one)
        seen[(script, digest, one["item"]), wave, missing] += 1
        rows = one.get("rows")
        yield [
            row.id,
            row.number,
            wave,
            one["path"],
            one["name"],
            ".".join(map(str, rows)) if rows else "",
            one["kind"],
            *(_said(one["value"], variable) if missing is None else ("", _CODES[missing], missing, "")),
            variable.instrument,
            one.get("rendered") or "",
        ]


def _said(value: str, variable: Variable) -> tuple[str, str, str, str]:
    """The cells of an answer from its value to the words of its codes."""
    return cell(value), "", "", cell(_label(value, variable)) if variable.choices else ""


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
    if variable.kind not in ("select_multiple", "rank"):
        return variable.choices.get(value, "")
    codes = value.split()
    return "; ".join(variable.choices.get(code, "") for code in codes)
