"""Comparing and reckoning: = != < <= > >= + - * div mod, with texts that are dates read as dates."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from callassist.questionnaire.xpath.dates import Calendar, Moment
from callassist.questionnaire.xpath.values import Value, to_number, to_text, to_truth

ORDERED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value, calendar: Calendar, *, differ: bool = False) -> bool:
    """Whether left = right, with `differ` left != right. A node-set asks whether any of its nodes does."""
    if isinstance(left, list) or isinstance(right, list):
        if isinstance(left, bool) or isinstance(right, bool):
            return (to_truth(left) == to_truth(right)) is not differ
        ours, theirs = _each(left), _each(right)
        return any(_same(a, b, calendar) is not differ for a in ours for b in theirs)
    return _same(left, right, calendar) is not differ


def ordered(sign: str, left: Value, right: Value, calendar: Calendar) -> bool:
    """Whether left < right (or <=, >, >=), as numbers or days. Of a node-set, whether any node is."""
    holds = ORDERED[sign]
    if isinstance(left, bool) or isinstance(right, bool):
        left, right = _truth_if_nodes(left), _truth_if_nodes(right)
    if isinstance(left, list) or isinstance(right, list):
        ours = [to_number(a, calendar) for a in _each(left)]
        theirs = [to_number(b, calendar) for b in _each(right)]
        return any(holds(a, b) for a in ours for b in theirs)
    return holds(to_number(left, calendar), to_number(right, calendar))


def _truth_if_nodes(value: Value) -> Value:
    return bool(value) if isinstance(value, list) else value


def _each(value: Value) -> list[Any]:
    return [node.string() for node in value] if isinstance(value, list) else [value]


def _same(left: Value, right: Value, calendar: Calendar) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    if isinstance(left, (float, Moment)) or isinstance(right, (float, Moment)):
        return to_number(left, calendar) == to_number(right, calendar)
    return to_text(left) == to_text(right)


def divide(left: float, right: float) -> float:
    """IEEE division: by zero gives an infinity, zero by zero NaN."""
    if right:
        return left / right
    if left != left or right != right or left == 0:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """What is left after division, with the sign of `left`."""
    if right == 0 or math.isinf(left) or left != left or right != right:
        return math.nan
    return math.fmod(left, right)


def times(left: float, right: float) -> float:
    """IEEE product."""
    return left * right


RECKONING: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": times,
    "div": divide,
    "mod": remainder,
}
