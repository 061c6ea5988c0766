"""The whole state of an interview as JSON, so that resuming need not replay every event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callassist.errors import Fault
from callassist.questionnaire.entries import Entry, Missing
from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.ripple import work_out_all
from callassist.questionnaire.state import State
from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.dates import Calendar

VERSION = 1


def written(state: State, sequence: int) -> bytes:
    """The state as JSON bytes."""
    content = {
        "version": VERSION,
        "language": state.language,
        "seed": state.seed,
        "sequence": sequence,
        "now": state.env.now.isoformat(),
        "answers": _plain(state.root, state),
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(entry: Entry, state: State) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if entry.text:
        found["text"] = entry.text
    if entry.missing:
        found["missing"] = entry.missing.value
    if entry.passed:
        found["passed"] = True
    if entry.touched:
        found["touched"] = True
    below: dict[str, list[dict[str, Any]]] = {}
    for child in entry.entries:
        below.setdefault(child.key, []).append(_plain(child, state))
    if any(each for rows in below.values() for each in rows) or any(
        c.definition.repeated for c in entry.entries
    ):
        found["below"] = below
    elif below:
        found["below"] = {}
    away = {
        str(index): [_plain(row, state) for row in rows]
        for (parent, index), rows in state.attic.items()
        if parent is entry and rows
    }
    if away:
        found["away"] = away
    return found


def read(
    form: Form, content: bytes, *, external: Mapping[str, Node], calendar: Calendar
) -> tuple[State, int]:
    """The state and the number of its last event. Raises Fault for a snapshot of another version."""
    plain = json.loads(content)
    if plain.get("version") != VERSION:
        raise Fault(f"a snapshot of version {plain.get('version')}, expected {VERSION}")
    state = State(
        form,
        calendar=calendar,
        now=datetime.fromisoformat(plain["now"]),
        language=plain["language"],
        seed=plain["seed"],
        external=external,
    )
    state.top.drop(state.root)
    state.root = _entry(form.root, plain["answers"], state)
    state.top.add(state.root)
    state.event = plain["sequence"]
    work_out_all(state)
    return state, plain["sequence"]


def _entry(definition: Definition, plain: dict[str, Any], state: State) -> Entry:
    entry = Entry(definition)
    entry.text = plain.get("text", "")
    entry.missing = Missing(plain["missing"]) if "missing" in plain else None
    entry.passed = plain.get("passed", False)
    entry.touched = plain.get("touched", False)
    below = plain.get("below", {})
    for child in definition.children:
        found = below.get(child.key, [] if child.repeated else [{}])
        for each in found:
            entry.add(_entry(child, each, state))
    for index, rows in plain.get("away", {}).items():
        row = state.form.definitions[int(index)]
        state.attic[entry, int(index)] = [_entry(row, each, state) for each in rows]
    return entry
