"""A row an answer: the code, why there is none, and the words of the chosen codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from callassist.exports.cells import MISSING, begun, cell, line
from callassist.exports.labels import Variable
from callassist.exports.tally import Tally, Times

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
MOST = 20_000  # answers that differ, kept in cells: about ten megabytes
Shared = tuple[str, str, str, bool | None]  # script, its digest, wave, what may tell the group
Given = tuple[object, ...]  # all that an answer's cells depend on, but for whose it is


@dataclass(slots=True)
class Worded:
    """An answer in cells, all but whose it is; None where it is left out. `times`: how often it was met."""

    cells: str | None
    times: Times


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts answers into rows. What is in a row beside whose it is, many interviews share: it is put once.

    `reveal`: what may tell the group, what may not, or (None) both.
    """

    tally: Tally
    _known: dict[Shared, dict[Given, Worded]] = field(default_factory=dict)

    def rows(self, row: Any, *, reveal: bool | None) -> list[str]:
        """The rows of one interview as lines of CSV, each without the cells of `head`.

        An item that the script does not know, or calls identifying, never leaves, whatever was stored.
        """
        if sum(map(len, self._known.values())) > MOST:
            self._known.clear()
        shared = (row.script, row.script_digest, row.wave, reveal)
        known, told = self._known.setdefault(shared, {}), []
        for one in row.answers or ():
            given = (
                one["path"],
                one["item"],
                one["kind"],
                one["value"],
                one["missing"],
                one.get("relevant", True),
                one.get("rendered"),
            )
            worded = known.get(given)
            if worded is None:
                worded = known[given] = self._worded(one, shared)
            worded.times.n += 1
            if worded.cells is not None:
                told.append(worded.cells)
        return told

    def _worded(self, one: Mapping[str, Any], shared: Shared) -> Worded:
        script, digest, wave, reveal = shared
        variable = self.tally.of_script(script, digest).get(one["item"])
        why = _left_out(one, variable, reveal=reveal)
        if why is not None or variable is None:
            return Worded(None, self.tally.left_out[why or UNKNOWN])
        missing = _missing(one)
        cells = (
            one["path"],
            one["name"],
            ".".join(map(str, one.get("rows") or ())),
            one["kind"],
            *(_said(one["value"], variable) if missing is None else ("", _CODES[missing], missing, "")),
            variable.instrument,
            one.get("rendered") or "",
        )
        return Worded(line(cells), self.tally.seen[(script, digest, one["item"]), wave, missing])


def head(row: Any) -> str:
    """Whose an interview's rows are: the cells that each begins with."""
    return begun(map(cell, (row.id, row.number, row.wave)))


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
