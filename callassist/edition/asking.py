"""What is wrong or doubtful in a script as part of its study: the opening, blinding, languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from callassist.errors import Complaint, Weight
from callassist.questionnaire.items import Item
from callassist.questionnaire.script import Script
from callassist.study.protocol import Protocol, Strand, Wave

WAYS_OUT = ("/opening/is_it_she", "/opening/safe", "/opening/overheard", "/who_we_are/go_on")
"""Where the interview page looks for a no: each leads to its own goodbye and its own outcome."""

FILLS = {
    "enrolment": frozenset(
        {"caller", "call_her", "child_called", "children", "site", "minutes", "wave_number"}
    ),
    "children": frozenset({"n", "called"}),
}
"""What an interview is told of a family, by instance; anything else would be read out as nothing."""

_FILL = re.compile(r"instance\('(\w+)'\)/root/item(?:\[[^\]]*\])?/(\w+)")
PRIOR, OPENING = "instance('prior')", "opening"
_SILENT = frozenset({"", "note", "calculate", "begin", "end"})
"""Kinds of rows that ask nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A script as a wave of a strand asks it."""

    name: str
    script: Script
    strand: Strand
    waves: tuple[Wave, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The rows in the order in which they stand."""
        return tuple(self.script.items.values())

    def row(self, item: Item) -> str:
        """File, sheet and row of an item."""
        return f"{self.name}: sheet survey, row {item.line}"


def check_asking(protocol: Protocol, asked: Asked) -> Iterator[Complaint]:
    """Everything about one script that its study makes wrong or doubtful, apart from scales."""
    yield from _opening(asked)
    yield from _languages(protocol, asked)
    yield from _fills(asked)
    yield from _told_too_early(asked)
    if asked.strand.blinded:
        yield from _betrayal(asked)
        yield from _primary(protocol, asked)


def _told_too_early(asked: Asked) -> Iterator[Complaint]:
    """Earlier answers in the opening: they would be read out before it is known who listens."""
    rows = asked.script.book.sheets["survey"].rows
    cells = {item.name: " ".join(rows[item.line - 2].values()) for item in asked.items if item.line > 1}
    earlier = {name for name, said in cells.items() if PRIOR in said}
    for item in asked.items:
        said = cells.get(item.name, "")
        told = PRIOR in said or any(f"${{{name}}}" in said for name in earlier)
        if item.section == OPENING and told:
            what = f"“{item.name}” tells of an earlier interview before it is known who listens."
            yield Complaint(Weight.ERROR, asked.row(item), what, "Ask it after the opening.")


def _opening(asked: Asked) -> Iterator[Complaint]:
    for path in WAYS_OUT:
        if f"/{asked.script.form.root.name}{path}" not in asked.script.items:
            what = f"there is no question {path}, so a no has no way out there."
            yield Complaint(Weight.WARNING, asked.name, what, "Open as the other scripts do.")


def _languages(protocol: Protocol, asked: Asked) -> Iterator[Complaint]:
    written = [language.tag for language in asked.script.languages]
    missing = [tag for tag in protocol.study.languages if tag not in written]
    if missing:
        what = f"it has no columns for {', '.join(missing)}."
        cure = "Its families are interviewed through an interpreter until somebody writes them."
        yield Complaint(Weight.WARNING, f"{asked.name}: sheet survey", what, cure)


def _fills(asked: Asked) -> Iterator[Complaint]:
    book = asked.script.book
    for index, row in enumerate(book.sheets["survey"].rows):
        for column, cell in row.items():
            for instance, field in _FILL.findall(cell):
                known = FILLS.get(instance)
                if known is not None and field not in known:
                    what = f"{instance} holds no “{field}”, so nothing would be said there."
                    cure = f"It holds: {', '.join(sorted(known))}."
                    yield Complaint(Weight.ERROR, book.where("survey", index, column), what, cure)


def _betrayal(asked: Asked) -> Iterator[Complaint]:
    """Questions that could tell the group come last; only notes may follow them."""
    telling = False
    for item in asked.items:
        if item.reveals_arm:
            telling = True
        elif telling and item.kind.partition(" ")[0] not in _SILENT:
            what = f"“{item.name}” comes after a question that may tell the group."
            yield Complaint(Weight.ERROR, asked.row(item), what, "Put the questions marked reveals_arm last.")
            return


def _primary(protocol: Protocol, asked: Asked) -> Iterator[Complaint]:
    primary = protocol.completion.primary
    if primary is None:
        return
    items = [item for item in asked.items if item.instrument == primary]
    if not items:
        what = f"it does not ask {primary}, without which no interview is complete."
        yield Complaint(Weight.WARNING, asked.name, what, "Ask it, or mend completion.primary.")
    elif not any(item.salvage for item in items):
        what = f"{primary} is not in the minimum set, and it is the primary outcome."
        yield Complaint(Weight.WARNING, asked.row(items[0]), what, "Mark its items salvage.")
