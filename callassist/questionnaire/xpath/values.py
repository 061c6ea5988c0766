"""What an expression gives, and how one kind of value is read as another (XPath 1.0, with ODK's dates)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.dates import Calendar, Moment

Value = bool | float | str | Moment | list[Node]

_NUMBER = re.compile(r"[ \t\r\n]*-?(?:\d+(?:\.\d*)?|\.\d+)[ \t\r\n]*", re.ASCII)


class Host(Protocol):
    """What an expression may ask of the form around it."""

    def instance(self, name: str) -> Node | None:
        """The document node of a secondary instance (choices, enrolment, prior), or None."""

    def text(self, text_id: str) -> str:
        """The form's own text by id in the language being spoken; blank if there is none."""

    def choice_label(self, value: str, path: str) -> str:
        """The label of a choice of the select at `path`; blank if there is none."""

    def draw(self, node: Node) -> float:
        """A number from 0 up to 1 that depends on the seed, the node and how many were drawn for it."""


class Environment:
    """What stands around an expression while it is worked out: calendar, frozen `now`, position, host."""

    __slots__ = ("calendar", "current", "host", "now", "position", "root", "size")

    def __init__(self, *, calendar: Calendar, now: datetime, host: Host) -> None:
        self.calendar = calendar
        self.now = now
        self.host = host
        self.position = 1
        self.size = 1
        self.current: Node | None = None
        self.root: Node | None = None


Thunk = Callable[[Node, Environment], Value]
NumberThunk = Callable[[Node, Environment], float]
TextThunk = Callable[[Node, Environment], str]
TruthThunk = Callable[[Node, Environment], bool]
NodesThunk = Callable[[Node, Environment], list[Node]]


def number_of(text: str) -> float:
    """A text as a number: decimal digits with an optional minus and point; anything else is NaN."""
    try:
        if _NUMBER.fullmatch(text):
            return float(text)
    except ValueError:  # digits of other scripts that look like digits to the pattern
        return math.nan
    return math.nan


def text_of_number(number: float) -> str:
    """A number as XPath writes it: no exponent, no trailing .0, no minus before zero."""
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number)) if abs(number) < 1e17 else format(Decimal(repr(number)), "f")
    return format(Decimal(repr(number)), "f")


def to_text(value: Value) -> str:
    """The string() of a value."""
    if type(value) is str:
        return value
    if isinstance(value, list):
        return value[0].string() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment):
        return value.text
    return text_of_number(float(value)) if not isinstance(value, str) else value


def to_number(value: Value, calendar: Calendar) -> float:
    """The number() of a value; a text that is a date counts in days."""
    if type(value) is float:
        return value
    if isinstance(value, list):
        value = value[0].string() if value else ""
    if isinstance(value, str):
        number = number_of(value)
        if number != number and (moment := calendar.read(value)) is not None:
            return moment.number
        return number
    if isinstance(value, Moment):
        return value.number
    return float(value)


def to_truth(value: Value) -> bool:
    """The boolean() of a value: nodes that exist, a text that is not blank, a number that is not zero."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, str):
        return value != ""
    number = value.number if isinstance(value, Moment) else value
    return number == number and number != 0


def texts(values: Sequence[Value]) -> list[str]:
    """All texts in some arguments: each node of a node-set counts, other values as they are."""
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found.extend(node.string() for node in value)
        else:
            found.append(to_text(value))
    return found
