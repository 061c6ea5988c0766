"""Which questions an expression looks at, found by reading it once: this decides what is worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeGuard

from callassist.questionnaire.xpath.grammar import parse
from callassist.questionnaire.xpath.library import FUNCTIONS
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.trees import (
    Binary,
    Call,
    Expression,
    Filtered,
    KindTest,
    Literal,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
)

Names = tuple[str, ...]
CLOCKED = frozenset({"now", "today"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A place looked at: its names from the top, how many are the looker's own rows, it alone or all below.

    `rows`: only whether and where it stands is asked, as position() does, never what is in it.
    """

    names: Names
    shared: int
    below: bool = False
    rows: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step stands: None names means outside the answers (choices, enrolment)."""

    names: Names | None
    shared: int
    below: bool = False


_OUTSIDE = _Place(None, 0)


def references(tree: Expression, context: Names) -> list[Reference]:
    """Every place that the expression looks at when it is worked out at `context`."""
    return list(_Looker(context).walk(tree, _Place(context, len(context))))


def uses_clock(tree: Expression) -> bool:
    """Whether it asks for today or now."""
    return any(isinstance(part, Call) and part.name in CLOCKED for part in parts_of(tree))


def calls(tree: Expression) -> set[str]:
    """The names of all functions that it calls."""
    return {part.name for part in parts_of(tree) if isinstance(part, Call)}


def parts_of(tree: Expression) -> Iterator[Expression]:
    """The tree and everything within it."""
    yield tree
    match tree:
        case Binary(_, left, right):
            inner: tuple[Expression, ...] = (left, right)
        case Negate(operand):
            inner = (operand,)
        case Call(_, arguments):
            inner = arguments
        case Filtered(base, predicates):
            inner = (base, *predicates)
        case Path(_, steps, start):
            inner = tuple(p for step in steps for p in step.predicates) + ((start,) if start else ())
        case Number() | Literal():
            inner = ()
    for part in inner:
        yield from parts_of(part)


def lone_values(tree: Expression) -> Iterator[Path]:
    """The paths of which only one value is taken: the whole, operands of reckoning, texts and numbers."""
    if _loose(tree):
        yield tree
    for part in parts_of(tree):
        match part:
            case Binary(operator, left, right) if operator in _RECKONING:
                yield from (side for side in (left, right) if _loose(side))
            case Call(name, arguments) if name in FUNCTIONS:
                for index, argument in enumerate(arguments):
                    if FUNCTIONS[name].wants(index) in ("n", "s") and _loose(argument):
                        yield argument


def compared_values(tree: Expression) -> Iterator[Path]:
    """The paths that are compared: of several values, any may fit."""
    for part in parts_of(tree):
        match part:
            case Binary(operator, left, right) if operator in _COMPARING:
                yield from (side for side in (left, right) if _loose(side))


_RECKONING = frozenset({"+", "-", "*", "div", "mod"})
_COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">="})


def _loose(tree: Expression) -> TypeGuard[Path]:
    """A path without brackets: one with them may well have picked one row."""
    return isinstance(tree, Path) and tree.start is None and not any(step.predicates for step in tree.steps)


class _Looker:
    def __init__(self, context: Names) -> None:
        self.context = context

    def walk(self, tree: Expression, place: _Place) -> Iterator[Reference]:
        match tree:
            case Path():
                _, seen = self.path(tree, place)
                yield from seen
            case Filtered(base, predicates):
                at, seen = self.base(base, place)
                yield from seen
                for predicate in predicates:
                    yield from self.walk(predicate, at)
            case Binary(_, left, right):
                yield from self.walk(left, place)
                yield from self.walk(right, place)
            case Negate(operand):
                yield from self.walk(operand, place)
            case Call():
                yield from self.call(tree, place)
            case Number() | Literal():
                return

    def call(self, call: Call, place: _Place) -> Iterator[Reference]:
        if call.name in ("string", "number", "string-length", "normalize-space") and not call.arguments:
            yield from _seen(place)
        if call.name == "jr:choice-name" and len(call.arguments) > 1:
            yield from self.quoted(call.arguments[1], place)
        for argument in call.arguments:
            if call.name == "indexed-repeat" and isinstance(argument, Path):
                end, _ = self.path(argument, place)
                yield from _seen(_Place(end.names, 0, end.below))
            elif call.name == "position" and isinstance(argument, Path):
                yield from (replace(read, rows=True) for read in self.walk(argument, place))
            else:
                yield from self.walk(argument, place)

    def quoted(self, tree: Expression, place: _Place) -> Iterator[Reference]:
        """The question that stands between quotes, as in jr:choice-name(…, '../who')."""
        if isinstance(tree, Literal):
            with suppress(XPathError):
                yield from self.walk(parse(tree.value), place)

    def base(self, tree: Expression, place: _Place) -> tuple[_Place, list[Reference]]:
        """Where an expression before a bracket or a slash leads, and what it looks at on the way."""
        match tree:
            case Path():
                return self.path(tree, place)
            case Call("current"):
                return _Place(self.context, len(self.context)), []
            case Call("instance"):
                return _OUTSIDE, list(self.walk(tree, place))
            case Call("randomize", arguments) if arguments:
                return self.base(arguments[0], place)
            case _:
                return _Place((), 0, below=True), [*self.walk(tree, place), Reference((), 0, below=True)]

    def path(self, path: Path, place: _Place) -> tuple[_Place, list[Reference]]:
        seen: list[Reference] = []
        if path.start is not None:
            at, seen = self.base(path.start, place)
        else:
            at = _Place((), 0) if path.absolute else place
        for step in path.steps:
            at = _stepped(at, step)
            for predicate in step.predicates:
                seen.extend(self.walk(predicate, at))
        return at, [*seen, *_seen(at)]


def _seen(place: _Place) -> list[Reference]:
    if place.names is None:
        return []
    return [Reference(place.names, min(place.shared, len(place.names)), place.below)]


def _stepped(at: _Place, step: Step) -> _Place:
    if at.names is None:
        return at
    if at.below:
        return _Place(at.names, at.shared, below=True)
    match step.axis, step.test:
        case "self", KindTest("node"):
            return at
        case "parent", _:
            names = at.names[:-1]
            return _Place(names, min(at.shared, len(names)))
        case "child", NameTest(prefix, name) if name != "*":
            return _Place((*at.names, f"{prefix}:{name}" if prefix else name), at.shared)
        case "child" | "attribute" | "descendant" | "descendant-or-self", _:
            return _Place(at.names, at.shared, below=True)
        case _:
            return _Place((), 0, below=True)
