"""A condition in words, for paper and for people who do not read formulas: “question 4 is ‘Yes’”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.xpath.references import references
from callassist.questionnaire.xpath.trees import Binary, Call, Expression, Literal, Negate, Number, Path

_COMPARED = {"<": "is less than", ">": "is more than", "<=": "is at most", ">=": "is at least"}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A form with a number for every question, and the words of its answers by question and value."""

    form: Form
    numbers: Mapping[str, int]
    answers: Mapping[tuple[str, str], str]

    def name(self, definition: Definition) -> str:
        """How a place is spoken of: by its number, else by its name."""
        number = self.numbers.get(definition.path)
        return f"question {number}" if number is not None else f"“{definition.name.replace('_', ' ')}”"


def in_words(numbered: Numbered, at: Definition, tree: Expression, *, holds: bool = True) -> str:
    """A condition in English, or the condition that it does not hold."""
    match tree:
        case Binary("and" | "or" as joint, left, right):
            word = joint if holds else ("or" if joint == "and" else "and")
            sides = [in_words(numbered, at, side, holds=holds) for side in (left, right)]
            inner = [
                f"({said})" if _mixed(side, joint) else said
                for side, said in zip((left, right), sides, strict=True)
            ]
            return f" {word} ".join(inner)
        case Binary(operator, left, right) if operator in _TURNED:
            return _compared(numbered, at, operator if holds else _OPPOSITE[operator], left, right)
        case Call("not", (inner_tree,)):
            return in_words(numbered, at, inner_tree, holds=not holds)
        case Call("selected", (Path() as path, Literal(value))):
            return _includes(numbered, at, path, value, holds=holds)
        case Call("true" | "false" as said, ()):
            return "always" if (said == "true") is holds else "never"
        case _:
            return f"{'' if holds else 'not: '}{_thing(numbered, at, tree)}"


def _mixed(side: Expression, joint: str) -> bool:
    return isinstance(side, Binary) and side.operator in ("and", "or") and side.operator != joint


def _compared(numbered: Numbered, at: Definition, operator: str, left: Expression, right: Expression) -> str:
    value = _constant(right)
    if value is None and (turned := _constant(left)) is not None:
        left, value, operator = right, turned, _TURNED[operator]
    definition = _place(numbered, at, left)
    if definition is not None and definition.calculate is not None and value is not None:
        behind = _behind(numbered, definition, operator, value)
        if behind:
            return behind
    said = numbered.name(definition) if definition is not None else _thing(numbered, at, left)
    if value == "" and operator in ("=", "!="):
        return f"{said} has {'no' if operator == '=' else 'an'} answer"
    other = _answer(numbered, definition, value) if value is not None else _thing(numbered, at, right)
    return f"{said} {_COMPARED.get(operator, 'is' if operator == '=' else 'is not')} {other}"


def _behind(numbered: Numbered, worked_out: Definition, operator: str, value: str) -> str:
    """A value that is worked out by a choice of two is told by the condition behind it."""
    match worked_out.calculate.tree if worked_out.calculate else None:
        case Call("if", (condition, first, second)) if operator in ("=", "!="):
            equal, other = _constant(first) == value, _constant(second) == value
            if equal != other:
                return in_words(numbered, worked_out, condition, holds=equal is (operator == "="))
        case _:
            pass
    return ""


def _includes(numbered: Numbered, at: Definition, path: Path, value: str, *, holds: bool) -> str:
    definition = _place(numbered, at, path)
    said = numbered.name(definition) if definition is not None else _thing(numbered, at, path)
    return f"{said} {'includes' if holds else 'does not include'} {_answer(numbered, definition, value)}"


def _answer(numbered: Numbered, definition: Definition | None, value: str) -> str:
    words = numbered.answers.get((definition.path, value)) if definition is not None else None
    return (
        f"“{words}”" if words else (value if value.lstrip("-").replace(".", "").isdigit() else f"“{value}”")
    )


def _thing(numbered: Numbered, at: Definition, tree: Expression) -> str:
    """Anything else, as plainly as it can be said."""
    constant = _constant(tree)
    if constant is not None:
        return f"“{constant}”" if not constant.replace(".", "").isdigit() else constant
    match tree:
        case Path():
            definition = _place(numbered, at, tree)
            return numbered.name(definition) if definition is not None else "what is known of the family"
        case Binary(operator, left, right):
            return f"{_thing(numbered, at, left)} {operator} {_thing(numbered, at, right)}"
        case Call("if", (condition, first, second)):
            yes, no = (_thing(numbered, at, one) for one in (first, second))
            return f"{yes} if {in_words(numbered, at, condition)}, else {no}"
        case Call("coalesce", (first, second)):
            return f"{_thing(numbered, at, first)}, or without it {_thing(numbered, at, second)}"
        case Call("today", ()):
            return "today"
        case Call("count-selected", (inner,)):
            return f"the number of answers to {_thing(numbered, at, inner)}"
        case Call(name, arguments):
            return f"{name}({', '.join(_thing(numbered, at, one) for one in arguments)})"
        case _:
            return "what is known of the family"


def _place(numbered: Numbered, at: Definition, tree: Expression) -> Definition | None:
    if not isinstance(tree, Path):
        return None
    found = [numbered.form.by_path.get("/" + "/".join(read.names)) for read in references(tree, at.names)]
    return next((one for one in reversed(found) if one is not None), None)


def _constant(tree: Expression) -> str | None:
    match tree:
        case Literal(value):
            return value
        case Number(value):
            return str(int(value)) if value == int(value) else str(value)
        case Negate(Number(value)):
            return f"-{int(value) if value == int(value) else value}"
        case _:
            return None
