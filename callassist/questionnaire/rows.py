"""Rows of a repeat: added, put away without losing anything, and brought back."""

from __future__ import annotations

from callassist.questionnaire.entries import Entry, planted
from callassist.questionnaire.form import Definition
from callassist.questionnaire.state import State
from callassist.questionnaire.tree import Node

MOST = 1_000  # rows of one repeat; a count beyond it is a slip of the keyboard


def stand_in(definition: Definition, parent: Node) -> Entry:
    """A row that is none: where a count is worked out while there is no row yet."""
    row = Entry(definition)
    row.parent = parent
    return row


def revive_or_add(state: State, definition: Definition, parent: Node) -> Entry:
    """The row that was put away last, or a fresh one, as the last row of its repeat."""
    away = state.attic.get((parent, definition.index), []) if isinstance(parent, Entry) else []
    if not away:
        return add_fresh(definition, parent)
    row = away.pop()
    parent.add(row, _end(definition, parent))
    return row


def put_away(state: State, row: Entry) -> None:
    """Take a row out and keep it, so that a corrected count loses nothing."""
    parent = row.parent
    if not isinstance(parent, Entry):
        return
    parent.drop(row)
    state.attic.setdefault((parent, row.definition.index), []).append(row)


def nearest(state: State, definition: Definition, source: Entry) -> list[Entry]:
    """The entries of a definition that share as many rows as they can with `source`."""
    ours, theirs = source.definition.names, definition.names
    shared = 0
    while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
        shared += 1
    above: Node | None = source
    for _ in range(len(ours) - shared):
        above = above.parent if above is not None else None
    return state.instances_of(definition, under=above, names=shared)


def add_fresh(definition: Definition, parent: Node) -> Entry:
    """A new last row, never one that was put away."""
    row = planted(definition, definition.template)
    _drop_counted(row)
    parent.add(row, _end(definition, parent))
    return row


def _drop_counted(entry: Entry) -> None:
    """Rows within a new row that are counted come when their count is known."""
    for child in list(entry.entries):
        if child.definition.count is not None:
            entry.drop(child)
        else:
            _drop_counted(child)


def _end(definition: Definition, parent: Node) -> int:
    there = parent.named(definition.key)
    return parent.children.index(there[-1]) + 1 if there else definition.place_among(parent)
