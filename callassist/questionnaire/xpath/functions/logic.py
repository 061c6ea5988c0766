"""Functions that decide: if, coalesce, once, not, and the check-lists."""

from __future__ import annotations

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.compiling_types import Compiling
from callassist.questionnaire.xpath.library import define, define_special
from callassist.questionnaire.xpath.trees import Call
from callassist.questionnaire.xpath.values import Environment, Thunk, Value, number_of, to_text, to_truth


@define("true", "", "truth", "true()")
def _true(_node: Node, _env: Environment) -> Value:
    return True


@define("false", "", "truth", "false()")
def _false(_node: Node, _env: Environment) -> Value:
    return False


@define("not", "b", "truth", "not(condition)")
def _not(_node: Node, _env: Environment, condition: bool) -> Value:
    return not condition


@define("boolean", "b", "truth", "boolean(value)")
def _boolean(_node: Node, _env: Environment, value: bool) -> Value:
    return value


@define("boolean-from-string", "v", "truth", "boolean-from-string(text)")
def _boolean_from_string(_node: Node, _env: Environment, value: Value) -> Value:
    return to_text(value) in ("true", "1")


@define_special("if", "bvv", "any", "if(condition, then, otherwise)")
def _if(compiler: Compiling, call: Call) -> Thunk:
    condition = compiler.truth(call.arguments[0])
    then, otherwise = compiler.value(call.arguments[1]), compiler.value(call.arguments[2])
    return lambda node, env: then(node, env) if condition(node, env) else otherwise(node, env)


@define_special("coalesce", "vv*", "any", "coalesce(first, second)")
def _coalesce(compiler: Compiling, call: Call) -> Thunk:
    options = [compiler.value(argument) for argument in call.arguments]

    def first_filled(node: Node, env: Environment) -> Value:
        for option in options:
            value = option(node, env)
            if value == value and to_text(value) != "":  # a number that is none counts as blank
                return value
        return ""

    return first_filled


@define_special("once", "v", "any", "once(value)")
def _once(compiler: Compiling, call: Call) -> Thunk:
    fresh = compiler.value(call.arguments[0])

    def once(node: Node, env: Environment) -> Value:
        return node.string() or fresh(node, env)

    return once


def _held(value: Value) -> bool:
    """A check-list counts what is true, a number that is not zero, or a text that is not blank."""
    return to_truth(to_text(value) if isinstance(value, list) else value)


@define("checklist", "nnv*", "truth", "checklist(least, most, item, item …)")
def _checklist(_node: Node, _env: Environment, least: float, most: float, *items: Value) -> Value:
    held = 0
    for item in items:
        each = [n.string() for n in item] if isinstance(item, list) else [item]
        held += sum(_held(value) for value in each)
    return (least < 0 or held >= least) and (most < 0 or held <= most)


@define_special(
    "weighted-checklist", "nnv*", "truth", "weighted-checklist(least, most, item, weight …)", pairs_from=2
)
def _weighted_checklist(compiler: Compiling, call: Call) -> Thunk:
    least, most = compiler.number(call.arguments[0]), compiler.number(call.arguments[1])
    rest = [compiler.value(argument) for argument in call.arguments[2:]]

    def weighed(node: Node, env: Environment) -> Value:
        spread = [_spread(thunk(node, env)) for thunk in rest]
        pairs = [
            p
            for items, weights in zip(spread[::2], spread[1::2], strict=False)
            for p in zip(items, weights, strict=False)
        ]
        held = sum(number_of(to_text(weight)) for item, weight in pairs if _held(item))
        low, high = least(node, env), most(node, env)
        return (low < 0 or held >= low) and (high < 0 or held <= high)

    return weighed


def _spread(value: Value) -> list[Value]:
    return [n.string() for n in value] if isinstance(value, list) else [value]
