"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.compiling_types import Compiling
from callassist.questionnaire.xpath.library import define, define_special
from callassist.questionnaire.xpath.trees import Call
from callassist.questionnaire.xpath.values import Environment, Thunk, Value, number_of, to_number


@define_special("number", "v?", "number", "number(value)")
def _number(compiler: Compiling, call: Call) -> Thunk:
    if not call.arguments:
        return lambda node, env: to_number(node.string(), env.calendar)
    return compiler.number(call.arguments[0])


@define("int", "n", "number", "int(number)")
def _int(_node: Node, _env: Environment, number: float) -> Value:
    return float(math.trunc(number)) if math.isfinite(number) else number


@define("abs", "n", "number", "abs(number)")
def _abs(_node: Node, _env: Environment, number: float) -> Value:
    return abs(number)


@define("floor", "n", "number", "floor(number)")
def _floor(_node: Node, _env: Environment, number: float) -> Value:
    return _with_sign(number, math.floor(number)) if math.isfinite(number) else number


@define("ceiling", "n", "number", "ceiling(number)")
def _ceiling(_node: Node, _env: Environment, number: float) -> Value:
    return _with_sign(number, math.ceil(number)) if math.isfinite(number) else number


def _with_sign(before: float, after: int) -> float:
    return math.copysign(float(after), before) if after == 0 else float(after)


@define("round", "nn?", "number", "round(number, places)")
def _round(_node: Node, _env: Environment, number: float, places: float = 0.0) -> Value:
    if not math.isfinite(number) or not math.isfinite(places):
        return number if math.isfinite(places) else math.nan
    step = Decimal(1).scaleb(-max(-300, min(300, int(places))))
    half_up = (Decimal(repr(number)) / step + Decimal("0.5")).to_integral_value("ROUND_FLOOR") * step
    return math.copysign(float(half_up), number) if half_up == 0 else float(half_up)


@define("pow", "nn", "number", "pow(number, power)")
def _pow(_node: Node, _env: Environment, number: float, power: float) -> Value:
    return _safely(lambda: math.pow(number, power))


@define("sqrt", "n", "number", "sqrt(number)")
def _sqrt(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.sqrt(number))


@define("exp", "n", "number", "exp(number)")
def _exp(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.exp(number))


@define("exp10", "n", "number", "exp10(number)")
def _exp10(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.pow(10, number))


@define("log", "n", "number", "log(number)")
def _log(_node: Node, _env: Environment, number: float) -> Value:
    return -math.inf if number == 0 else _safely(lambda: math.log(number))


@define("log10", "n", "number", "log10(number)")
def _log10(_node: Node, _env: Environment, number: float) -> Value:
    return -math.inf if number == 0 else _safely(lambda: math.log10(number))


@define("pi", "", "number", "pi()")
def _pi(_node: Node, _env: Environment) -> Value:
    return math.pi


@define("sin", "n", "number", "sin(radians)")
def _sin(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.sin(number))


@define("cos", "n", "number", "cos(radians)")
def _cos(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.cos(number))


@define("tan", "n", "number", "tan(radians)")
def _tan(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.tan(number))


@define("asin", "n", "number", "asin(number)")
def _asin(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.asin(number))


@define("acos", "n", "number", "acos(number)")
def _acos(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.acos(number))


@define("atan", "n", "number", "atan(number)")
def _atan(_node: Node, _env: Environment, number: float) -> Value:
    return _safely(lambda: math.atan(number))


@define("atan2", "nn", "number", "atan2(y, x)")
def _atan2(_node: Node, _env: Environment, y: float, x: float) -> Value:
    return _safely(lambda: math.atan2(y, x))


def _safely(work: Callable[[], float]) -> float:
    try:
        return float(work())
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _each_number(values: tuple[Value, ...], env: Environment) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found.extend(to_number(node.string(), env.calendar) for node in value)
        else:
            found.append(to_number(value, env.calendar))
    return found


@define("sum", "N", "number", "sum(questions)")
def _sum(_node: Node, _env: Environment, nodes: list[Node]) -> Value:
    return float(sum(number_of(n.string()) for n in nodes if n.string() != ""))


@define("min", "vv*", "number", "min(questions)")
def _min(_node: Node, env: Environment, *values: Value) -> Value:
    return _extreme(min, values, env)


@define("max", "vv*", "number", "max(questions)")
def _max(_node: Node, env: Environment, *values: Value) -> Value:
    return _extreme(max, values, env)


def _extreme(choose: Callable[[list[float]], float], values: tuple[Value, ...], env: Environment) -> float:
    numbers = _each_number(values, env)
    if not numbers or any(n != n for n in numbers):
        return math.nan
    return choose(numbers)
