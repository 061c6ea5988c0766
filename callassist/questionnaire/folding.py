"""An interview folded into rows that exports, reports and later waves read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callassist.questionnaire.entries import Entry, Missing
from callassist.questionnaire.items import PLAIN
from callassist.questionnaire.screens import kind_of
from callassist.questionnaire.state import State

if TYPE_CHECKING:
    from callassist.questionnaire.script import Script


@dataclass(frozen=True, slots=True)
class Folded:
    """One item of one interview. `rows` are the numbers of the repeat rows around it, outermost first.

    kind: as on a Question, or calculate. A value that is not relevant is kept here and left out of exports.
    """

    path: str
    item: str  # the path without row numbers: what a codebook is keyed by
    name: str
    rows: tuple[int, ...]
    kind: str
    value: str
    missing: Missing | None
    relevant: bool
    answered: bool
    identity: bool


def fold(state: State, script: Script) -> tuple[Folded, ...]:
    """Every item that is asked or was answered, in order; rows put away come after those that stand."""
    return tuple(_folded(state, script))


def _folded(state: State, script: Script, under: Entry | None = None) -> Iterator[Folded]:
    entry = under or state.root
    yield from _one(entry, script, relevant=entry.shown, path=entry.path(), rows=entry.rows())
    for child in entry.entries:
        yield from _folded(state, script, child)
    for index in sorted(index for parent, index in state.attic if parent is entry):
        yield from _put_away(entry, index, state.attic[entry, index], state, script)


def _put_away(parent: Entry, index: int, away: list[Entry], state: State, script: Script) -> Iterator[Folded]:
    definition = state.form.definitions[index]
    first = len(parent.named(definition.key)) + 1
    for number, row in enumerate(reversed(away), first):
        stem, rows = f"{parent.path()}/{definition.key}[{number}]", (*parent.rows(), number)
        for entry in state.entries(row):
            inner = entry.path().removeprefix(f"/{definition.key}[1]")
            yield from _one(entry, script, relevant=False, path=stem + inner, rows=rows)


def _one(
    entry: Entry, script: Script, *, relevant: bool, path: str, rows: tuple[int, ...]
) -> Iterator[Folded]:
    definition = entry.definition
    if definition.children or definition.repeated or definition.is_note or definition.preload:
        return
    if not entry.answered and not (relevant and definition.control):
        return
    yield Folded(
        path=path,
        item=definition.path,
        name=definition.name,
        rows=rows,
        kind=kind_of(entry) if definition.control else "calculate",
        value=entry.text,
        missing=entry.missing,
        relevant=relevant,
        answered=entry.answered,
        identity=script.items.get(definition.path, PLAIN).identity,
    )
