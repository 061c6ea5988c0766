"""One place in a running interview where an answer can stand: a light node that also knows its question."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from callassist.questionnaire.tree import ELEMENT, Node

if TYPE_CHECKING:
    from callassist.questionnaire.form import Definition


class Missing(StrEnum):
    """Why there is no answer though the question was asked."""

    REFUSED = "refused"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    INTERPRETER = "interpreter_problem"
    BREAK_OFF = "break_off"


class Entry(Node):
    """A node of the answers. `own` is its own relevance, `shown` also that of all groups around it.

    `passed`: a note was read out, or a row has had its first values. `touched`: a person dealt with it here,
    so that its value is no mere default.
    """

    __slots__ = ("definition", "missing", "own", "passed", "shown", "touched")

    def __init__(self, definition: Definition) -> None:
        super().__init__(ELEMENT, definition.name, space=definition.space, prefix=definition.prefix)
        self.definition = definition
        self.missing: Missing | None = None
        self.own = True
        self.shown = True
        self.passed = False
        self.touched = False

    @property
    def entries(self) -> list[Entry]:
        """The nodes below, all of them entries."""
        return cast("list[Entry]", self.children)

    @property
    def answered(self) -> bool:
        """Whether there is a value, a typed missing, or, for a note, that it was read out."""
        return self.passed or self.missing is not None or self.text != ""

    def path(self) -> str:
        """Where it stands: names from the top, with the row's number in every repeat."""
        parts: list[str] = []
        node: Node | None = self
        while isinstance(node, Entry):
            row = f"[{node.position()}]" if node.definition.repeated else ""
            parts.append(f"{node.key}{row}")
            node = node.parent
        return "/" + "/".join(reversed(parts))

    def rows(self) -> tuple[int, ...]:
        """The row numbers of the repeats it stands in, outermost first."""
        found: list[int] = []
        node: Node | None = self
        while isinstance(node, Entry):
            if node.definition.repeated:
                found.append(node.position())
            node = node.parent
        return tuple(reversed(found))


def planted(definition: Definition, source: Node) -> Entry:
    """An entry and all below it, with values and rows as `source` has them; templates of rows are no rows."""
    entry = Entry(definition)
    if not definition.children:
        entry.text = source.string()
    for attribute in source.attributes:
        if attribute.name != "template":
            entry.set_attribute(
                attribute.name, attribute.text, space=attribute.space, prefix=attribute.prefix
            )
    for child in definition.children:
        found = source.named(child.key)
        if child.repeated:
            written = [row for row in found if row.attribute("template") is None]
            if not written and child.fixed and child.count is None:
                written = [child.template]  # nobody can add a row here, so there is one
            for row in written:
                entry.add(planted(child, row))
        else:
            entry.add(planted(child, found[0] if found else BARE))
    return entry


BARE = Node(ELEMENT)
