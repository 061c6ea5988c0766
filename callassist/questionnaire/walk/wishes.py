"""Which answers lead to a question: read out of the conditions under which it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from callassist.questionnaire.form import Definition, Form
from callassist.questionnaire.xpath.references import references
from callassist.questionnaire.xpath.trees import Binary, Call, Expression, Literal, Negate, Number, Path

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "=": "!=", "!=": "="}


@dataclass(slots=True)
class Wishes:
    """By path of a question: values that lead on, and values that lead away."""

    wanted: dict[str, list[str]] = field(default_factory=dict)
    avoided: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def want(self, path: str, value: str) -> None:
        """Note a value that leads on."""
        if value not in (known := self.wanted.setdefault(path, [])):
            known.append(value)

    def avoid(self, path: str, value: str) -> None:
        """Note a value that leads away."""
        self.avoided.setdefault(path, []).append(value)


def toward(form: Form, target: Definition) -> Wishes:
    """What to answer so that `target` is asked, as far as its conditions tell."""
    wishes = Wishes()
    _ask(form, target, wishes)
    return wishes


def everywhere(form: Form) -> Wishes:
    """Every value that any rule of the form looks for: what is worth trying anywhere."""
    wishes = Wishes()
    for definition in form.definitions:
        for rule in _rules(definition):
            _read(form, definition, rule, True, wishes)
    return wishes


def _rules(definition: Definition) -> Iterator[Expression]:
    itemset = definition.control.itemset if definition.control else None
    rules = (definition.relevant, definition.constraint, definition.calculate, definition.count)
    yield from (rule.tree for rule in rules if rule is not None)
    if itemset is not None:
        yield itemset.nodes.tree


def _ask(form: Form, target: Definition, wishes: Wishes) -> None:
    """Wish for everything that must hold for a place to be shown, and for what that hangs on to be asked."""
    place: Definition | None = target
    while place is not None and place.path not in wishes.seen:
        wishes.seen.add(place.path)
        if place.relevant is not None:
            _read(form, place, place.relevant.tree, True, wishes)
        if place.count is not None:
            for read in references(place.count.tree, place.names):
                for value in ("2", "1"):
                    wishes.want("/" + "/".join(read.names), value)
            _follow(form, place, place.count.tree, wishes)
        place = place.parent


def _follow(form: Form, at: Definition, tree: Expression, wishes: Wishes) -> None:
    """What an expression looks at must be asked itself; what is worked out hangs on more."""
    for read in references(tree, at.names):
        found = form.by_path.get("/" + "/".join(read.names))
        if found is None or found.path in wishes.seen:
            continue
        _ask(form, found, wishes)
        if found.calculate is not None:
            _read(form, found, found.calculate.tree, True, wishes)


def _read(form: Form, at: Definition, tree: Expression, holds: bool, wishes: Wishes) -> None:
    """Read a condition that is to hold, or not to hold."""
    match tree:
        case Binary("and" | "or", left, right):
            _read(form, at, left, holds, wishes)
            _read(form, at, right, holds, wishes)
        case Binary(operator, left, right) if operator in _TURNED:
            _compare(form, at, operator if holds else _OPPOSITE[operator], left, right, wishes)
        case Call("not", (inner,)):
            _read(form, at, inner, not holds, wishes)
        case Call("selected", (Path() as path, Literal(value))):
            _value(form, at, path, "=" if holds else "!=", value, wishes)
        case Call("if", (condition, *others)):
            _read(form, at, condition, holds, wishes)
            for other in others:
                _read(form, at, other, holds, wishes)
        case Call(_, arguments):
            for argument in arguments:
                _read(form, at, argument, holds, wishes)
        case _:
            pass
    _follow(form, at, tree, wishes)


def _compare(
    form: Form, at: Definition, operator: str, left: Expression, right: Expression, wishes: Wishes
) -> None:
    match left, right:
        case Path(), _ if (value := _constant(right)) is not None:
            _value(form, at, left, operator, value, wishes)
        case _, Path() if (value := _constant(left)) is not None:
            _value(form, at, right, _TURNED[operator], value, wishes)
        case _:
            _read(form, at, left, True, wishes)
            _read(form, at, right, True, wishes)


def _value(form: Form, at: Definition, path: Expression, operator: str, value: str, wishes: Wishes) -> None:
    for read in references(path, at.names):
        found = form.by_path.get("/" + "/".join(read.names))
        if found is None:
            continue
        if found.calculate is not None:
            _through(form, found, operator, value, wishes)
        elif operator == "!=":
            wishes.avoid(found.path, value)
        else:
            for tried in _near(operator, value):
                wishes.want(found.path, tried)


def _through(form: Form, worked_out: Definition, operator: str, value: str, wishes: Wishes) -> None:
    """A value that is worked out by a choice of two leads to the condition behind it."""
    tree = worked_out.calculate.tree if worked_out.calculate else None
    match tree:
        case Call("if", (condition, first, second)):
            equal = _constant(first) == value
            other = _constant(second) == value
            if equal != other:
                _read(form, worked_out, condition, equal is (operator != "!="), wishes)
        case _:
            pass


def _near(operator: str, value: str) -> list[str]:
    """Values that meet a comparison, its edge first."""
    try:
        number = float(value)
    except ValueError:
        return [value]
    steps = {"=": (0,), "<": (-1,), "<=": (0, -1), ">": (1,), ">=": (0, 1)}[operator]
    return [_plain(number + step) for step in steps]


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _constant(tree: Expression) -> str | None:
    match tree:
        case Literal(value):
            return value
        case Number(value):
            return _plain(value)
        case Negate(Number(value)):
            return _plain(-value)
        case _:
            return None
