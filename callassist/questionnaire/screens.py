"""What the page shows: one question or a set of them, with every text in any language of the script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from callassist.questionnaire import answering, choices
from callassist.questionnaire.entries import Entry, Missing
from callassist.questionnaire.items import Item
from callassist.questionnaire.state import State
from callassist.questionnaire.wording import NOTHING, Text, Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the value that is kept, and its words."""

    value: str
    chosen: bool
    _wording: Wording
    _entry: Entry
    _state: State

    def label(self, tag: str) -> Text:
        """Its words in a language; the script's first language stands in where there are none."""
        return _said(self._wording, self._entry, self._state, tag)


@dataclass(frozen=True)  # no slots: its choices are worked out when they are asked for, and kept
class Question:
    """One question as it stands now. Texts are asked for by language tag.

    kind: select_one, select_multiple, rank, range, integer, decimal, text, date, time, datetime, note,
    trigger, upload.
    """

    path: str
    name: str
    kind: str
    value: str
    missing: Missing | None
    required: bool
    readonly: bool
    passed: bool
    answered: bool
    number: int | None
    rows: tuple[int, ...]
    appearance: str
    item: Item
    _entry: Entry
    _state: State

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What may be chosen now, in order; asked for before the next answer changes it."""
        entry, state = self._entry, self._state
        control = entry.definition.control
        chosen = set(entry.text.split()) if control and control.many else {entry.text}
        return tuple(
            Choice(value, value in chosen, wording, entry, state)
            for value, wording, _ in choices.worded(entry.definition, entry, state)
        )

    def label(self, tag: str) -> Text:
        """What is asked or read out."""
        control = self._entry.definition.control
        return _said(control.label if control else NOTHING, self._entry, self._state, tag)

    def hint(self, tag: str) -> Text:
        """The hint under it."""
        control = self._entry.definition.control
        return _said(control.hint if control else NOTHING, self._entry, self._state, tag)

    def instruction(self, tag: str) -> Text:
        """What the interviewer reads to herself."""
        return _said(self.item.instruction, self._entry, self._state, tag)

    def probe(self, tag: str) -> Text:
        """What to say when the answer does not fit."""
        return _said(self.item.probe, self._entry, self._state, tag)

    def why(self, tag: str) -> Text:
        """What to say when asked why we ask."""
        return _said(self.item.why, self._entry, self._state, tag)

    def constraint_message(self, tag: str) -> Text:
        """What is said when the answer breaks its check."""
        return _said(self._entry.definition.constraint_message, self._entry, self._state, tag)

    def required_message(self, tag: str) -> Text:
        """What is said when it is left without an answer."""
        return _said(self._entry.definition.required_message, self._entry, self._state, tag)

    def text(self, column: str, tag: str) -> Text:
        """A text of any other column of ours, such as sms or keypad."""
        return _said(self.item.texts.get(column, NOTHING), self._entry, self._state, tag)

    def bounds(self) -> dict[str, str]:
        """start, end and step of a range, rows of a text."""
        control = self._entry.definition.control
        return dict(control.bounds) if control else {}


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the script: its number among those that are asked, and how much of it is done."""

    number: int
    current: bool
    _wording: Wording
    _entries: tuple[Entry, ...]
    _state: State

    @property
    def total(self) -> int:
        """How many of its questions are asked."""
        return sum(entry.shown for entry in self._entries)

    @property
    def done(self) -> int:
        """How many of these are dealt with."""
        return sum(entry.shown and entry.answered for entry in self._entries)

    def name(self, tag: str) -> Text:
        """Its title."""
        return _said(self._wording, self._state.root, self._state, tag)


@dataclass(frozen=True, slots=True)
class Screen:
    """One question, or all of a set on one scale. `path` is what next() and previous() go on from.

    `section_path` is the path of the titled group that it belongs to; "" for none.
    """

    path: str
    questions: tuple[Question, ...]
    grouped: bool
    section_number: int | None
    section_path: str
    position: int
    total: int
    _title: Wording
    _section: Wording
    _around: Entry
    _state: State

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of its questions."""
        return tuple(question.path for question in self.questions)

    def title(self, tag: str) -> Text:
        """The title of a set of questions; blank for a single one."""
        return _said(self._title, self._around, self._state, tag)

    def section(self, tag: str) -> Text:
        """The title of the section that it belongs to."""
        return _said(self._section, self._around, self._state, tag)


def _said(wording: Wording, entry: Entry, state: State, tag: str) -> Text:
    return wording.render(tag, state.form.default_language, entry, state.env)


KINDS = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "trigger",
    "upload": "upload",
}
_TYPES = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "datetime"}


def kind_of(entry: Entry) -> str:
    """The sort of question, in the sheet's words."""
    definition = entry.definition
    if definition.is_note:
        return "note"
    element = definition.control.element if definition.control else "input"
    return KINDS.get(element) or _TYPES.get(definition.type, "text")


def question(entry: Entry, state: State, *, item: Item, number: int | None) -> Question:
    """A question as it stands now."""
    definition, env = entry.definition, state.env
    return Question(
        path=entry.path(),
        name=definition.name,
        kind=kind_of(entry),
        value=entry.text,
        missing=entry.missing,
        required=definition.required is not None and definition.required.truth(entry, env),
        readonly=answering.is_readonly(entry, state) or definition.calculate is not None,
        passed=entry.passed,
        answered=entry.answered,
        number=number,
        rows=entry.rows(),
        appearance=definition.control.appearance if definition.control else "",
        item=item,
        _entry=entry,
        _state=state,
    )
