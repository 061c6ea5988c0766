"""Whether an answer may stand: its type, its choices, its check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from callassist.questionnaire import choices
from callassist.questionnaire.entries import Entry, Missing
from callassist.questionnaire.form import Control
from callassist.questionnaire.state import State
from callassist.questionnaire.stored import typed
from callassist.questionnaire.xpath.values import number_of

PASSED = "OK"
_WANTED = {
    "int": "Enter a whole number.",
    "decimal": "Enter a number.",
    "date": "Enter a date that exists: day, month, year.",
    "time": "Enter a time, such as 14:30.",
    "dateTime": "Enter a date and time.",
    "boolean": "Enter true or false.",
    "geopoint": "Enter latitude and longitude, such as 51.88 -0.42.",
    "geotrace": "Enter at least two points: latitude and longitude, then a semicolon.",
    "geoshape": "Enter at least three points: latitude and longitude, then a semicolon.",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer as it will be kept, or the violation (by language tag) that keeps it out."""

    text: str = ""
    missing: Missing | None = None
    passed: bool = False
    violation: Mapping[str, str] = field(default_factory=dict)


def judge(entry: Entry, value: str | Missing | None, state: State) -> Judged:
    """What becomes of an answer at an entry."""
    if is_readonly(entry, state) or entry.definition.calculate is not None:
        return _judge_read_out(entry, value, state)
    if isinstance(value, Missing):
        return Judged(missing=value)
    if value is None or value == "":
        return Judged()
    text = typed(_type(entry), value, state.env.calendar)
    if text is None:
        return _refused(state, _WANTED[_type(entry)])
    control = entry.definition.control
    if control is not None and control.element == "select":
        text = in_order(text, entry, state)
    problem = _against_control(control, text, entry, state) if control is not None else ""
    if problem:
        return _refused(state, problem)
    if not holds(entry, text, state):
        return Judged(violation=_constraint_message(entry, state))
    return Judged(text=text)


def stands(entry: Entry, value: str | Missing | None) -> bool:
    """Whether a value stands at an entry already, so that giving it again would change nothing."""
    if isinstance(value, Missing):
        return entry.missing is value
    if value == PASSED and entry.definition.is_note:
        return entry.passed
    standing = entry.text if entry.missing is None else None
    return standing == (value or "") and (entry.answered or not value)


def _judge_read_out(entry: Entry, value: str | Missing | None, state: State) -> Judged:
    """What is only read out keeps its value whatever is pressed; a note may be passed, or not be rendered."""
    if isinstance(value, Missing) and entry.definition.is_note:
        return Judged(missing=value)
    if value is None or value in ("", PASSED):
        return Judged(text=entry.text, passed=value == PASSED)
    return _refused(state, "This is only read out and takes no answer.")


def in_order(text: str, entry: Entry, state: State) -> str:
    """Several chosen answers in the order of the list, so that the same choice is always the same value."""
    offered = {value: at for at, value in enumerate(choices.values(entry.definition, entry, state))}
    return " ".join(sorted(text.split(), key=lambda value: offered.get(value, len(offered))))


def _type(entry: Entry) -> str:
    control = entry.definition.control
    return "string" if control is not None and control.chooses else entry.definition.type


def _against_control(control: Control, text: str, entry: Entry, state: State) -> str:
    if control.chooses:
        chosen = text.split() if control.many else [text]
        offered = choices.values(entry.definition, entry, state)
        if any(value not in offered for value in chosen):
            return "Choose from the answers shown."
        if len(set(chosen)) < len(chosen):
            return "The same answer is chosen twice."
    if control.element == "range":
        number = number_of(text)
        low, high = number_of(control.bounds.get("start", "")), number_of(control.bounds.get("end", ""))
        if number != number or number < min(low, high) or number > max(low, high):
            return f"Enter a number from {control.bounds.get('start')} to {control.bounds.get('end')}."
    return ""


def holds(entry: Entry, text: str, state: State) -> bool:
    """Whether an answer meets its check. A blank one always does."""
    constraint = entry.definition.constraint
    if constraint is None or text == "":
        return True
    before, entry.text = entry.text, text
    shown, entry.shown = entry.shown, True
    try:
        return constraint.truth(entry, state.env)
    finally:
        entry.text, entry.shown = before, shown


def breaks(entry: Entry, state: State) -> bool:
    """Whether the answer that stands breaks its check now."""
    return entry.shown and not holds(entry, entry.text, state)


def is_readonly(entry: Entry, state: State) -> bool:
    """Whether it takes no answer; everything in a read-only group is read-only."""
    place: object = entry
    while isinstance(place, Entry):
        readonly = place.definition.readonly
        if readonly is not None and readonly.truth(place, state.env):
            return True
        place = place.parent
    return False


def is_open(entry: Entry, state: State) -> bool:
    """Whether it is asked, required, and has neither a value nor a typed missing."""
    definition = entry.definition
    if not entry.shown or definition.control is None or definition.required is None or entry.answered:
        return False
    return definition.required.truth(entry, state.env) and not is_readonly(entry, state)


def _refused(state: State, sentence: str) -> Judged:
    return Judged(violation={language.tag: sentence for language in state.form.languages})


def _constraint_message(entry: Entry, state: State) -> dict[str, str]:
    form, wording = state.form, entry.definition.constraint_message
    said = {
        language.tag: wording.render(language.tag, form.default_language, entry, state.env).text
        for language in form.languages
    }
    return {
        tag: text or "This answer does not pass the check of this question." for tag, text in said.items()
    }
