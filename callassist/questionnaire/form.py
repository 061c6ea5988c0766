"""A script's skeleton after compilation: its questions, the rules that hang on them, and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from callassist.questionnaire.entries import BARE
from callassist.questionnaire.tree import Node
from callassist.questionnaire.wording import NOTHING, Language, Wording
from callassist.questionnaire.xpath.compiling import Compiled

if TYPE_CHECKING:
    from callassist.questionnaire.rules import Rules


class Shape(StrEnum):
    """What a place in the form is for."""

    ROOT = "root"
    GROUP = "group"
    REPEAT = "repeat"
    QUESTION = "question"
    VALUE = "value"  # worked out or carried, never asked


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice written into the question itself."""

    value: str
    label: Wording


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices from a list: where they are, and which columns hold value and label.

    `label_text_id` gives the id of a translated text; `label` a column or expression of its own.
    """

    nodes: Compiled
    value: Compiled
    label: Compiled | None
    label_text_id: Compiled | None
    filtered: bool


@dataclass(frozen=True, slots=True)
class Control:
    """How a question is put: the element's name (input, select1 …), looks, texts and choices."""

    element: str
    appearance: str = ""
    label: Wording = NOTHING
    hint: Wording = NOTHING
    guidance: Wording = NOTHING
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    bounds: Mapping[str, str] = field(default_factory=dict)  # start, end, step of a range; rows of a text

    @property
    def chooses(self) -> bool:
        """Whether the answer is picked from choices."""
        return self.element in ("select", "select1", "rank")

    @property
    def many(self) -> bool:
        """Whether several choices may be picked."""
        return self.element in ("select", "rank")


@dataclass(frozen=True, slots=True)
class Action:
    """A value that is put somewhere when something happens (XForms setvalue)."""

    target: str  # path without row numbers
    events: frozenset[str]
    value: Compiled | None
    text: str = ""
    exact: Compiled | None = None  # the target as written, where brackets name a row


@dataclass(slots=True)
class Definition:
    """One place of the form, once for all its rows. Built by the reader, unchanged afterwards."""

    path: str
    name: str
    shape: Shape
    index: int
    parent: Definition | None
    type: str = "string"
    prefix: str = ""
    space: str = ""
    children: list[Definition] = field(default_factory=list)
    control: Control | None = None
    relevant: Compiled | None = None
    required: Compiled | None = None
    readonly: Compiled | None = None
    constraint: Compiled | None = None
    calculate: Compiled | None = None
    constraint_message: Wording = NOTHING
    required_message: Wording = NOTHING
    preload: tuple[str, str] | None = None
    repeated: bool = False
    count: Compiled | None = None
    fixed: bool = False  # rows may not be added or removed by hand
    template: Node = field(default_factory=lambda: BARE)
    on_change: list[Action] = field(default_factory=list)
    on_new_row: list[Action] = field(default_factory=list)
    names: tuple[str, ...] = ()  # from the top of the form down to here
    is_note: bool = False  # read out, and wants no answer

    def __post_init__(self) -> None:
        self.names = tuple(self.path.split("/")[1:])

    @property
    def key(self) -> str:
        """The name as written, with its prefix."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name

    def place_among(self, parent: Node) -> int:
        """At which place below `parent` the first row of this repeat belongs."""
        before = set()
        for sibling in self.parent.children if self.parent else []:
            if sibling is self:
                break
            before.add(sibling.key)
        at = 0
        for place, child in enumerate(parent.children, 1):
            if child.key in before:
                at = place
        return at


@dataclass(slots=True)
class Body:
    """What is shown, in the order in which it is shown: questions, groups and repeats."""

    definition: Definition | None
    label: Wording = NOTHING
    appearance: str = ""
    shape: Shape = Shape.QUESTION
    children: list[Body] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A whole form, ready to be run by any number of interviews at once."""

    title: str
    form_id: str
    version: str
    root: Definition
    primary: Node
    definitions: list[Definition]
    by_path: dict[str, Definition]
    body: list[Body]
    instances: dict[str, Node]
    external: dict[str, str]
    languages: tuple[Language, ...]
    default_language: str
    texts: dict[str, Wording]
    on_load: list[Action]
    namespaces: dict[str, str]
    rules: Rules
    lists: dict[int, list[tuple[str, Wording]]] = field(default_factory=dict)  # choices read once
