"""The functions that JavaRosa's own test suite brings along for its cases; a form has none of them."""

from __future__ import annotations

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.library import FUNCTIONS, Function
from callassist.questionnaire.xpath.values import Environment, Value, number_of, text_of_number, to_text


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return f"Boolean:{str(value).lower()}"
    if isinstance(value, float):
        text = text_of_number(value)
        return f"Double:{text if '.' in text or text == 'NaN' else text + '.0'}"
    text = to_text(value)
    return text[1:-1] if text.startswith("<Custom") else f"String:{text}"


def _listed(node: Node, env: Environment, *values: Value) -> Value:
    return f"[{','.join(_shown(value) for value in values)}]"


def _as_prototyped(node: Node, env: Environment, *values: Value) -> Value:
    """One or two numbers, or a number, a text and a truth."""
    if len(values) == 3:
        first, second, third = values
        return _listed(
            node,
            env,
            number_of(to_text(first)) if not isinstance(first, bool) else float(first),
            to_text(second),
            third,
        )
    return _listed(node, env, *[number_of(to_text(value)) for value in values])


def _raw(node: Node, env: Environment, *values: Value) -> Value:
    if len(values) == 3:
        return _listed(node, env, number_of(to_text(values[0])), to_text(values[1]), bool(values[2]))
    return _listed(node, env, *values)


def _add(node: Node, env: Environment, left: float, right: float) -> Value:
    return left + right


def _custom(node: Node, env: Environment, sub: bool) -> Value:
    return "<CustomSubType:>" if sub else "<CustomType:>"


SUITE = {
    **FUNCTIONS,
    "testfunc": Function("testfunc", "", "truth", "", lambda node, env: True),
    "add": Function("add", "nn", "number", "", _add),
    "proto": Function("proto", "vv?v?", "text", "", _as_prototyped),
    "raw": Function("raw", "v?v?v?", "text", "", _raw),
    "read": Function("read", "", "text", "", lambda node, env: "testing-read"),
    "write": Function("write", "s", "truth", "", lambda node, env, text: True),
    "get-custom": Function("get-custom", "b", "any", "", _custom),
    "check-types": Function("check-types", "vvvvv", "truth", "", lambda node, env, *values: True),
    "foo": Function("foo", "v", "text", "", lambda node, env, value: ""),
    "bar": Function("bar", "v", "any", "", lambda node, env, value: value),
    "$var_float_five": Function("$var_float_five", "", "number", "", lambda node, env: 5.0),
    "$var_string_five": Function("$var_string_five", "", "text", "", lambda node, env: "five"),
    "$var_int_five": Function("$var_int_five", "", "number", "", lambda node, env: 5.0),
    "$var_double_five": Function("$var_double_five", "", "number", "", lambda node, env: 5.0),
}
