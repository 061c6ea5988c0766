"""Functions on texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.compiling_types import Compiling
from callassist.questionnaire.xpath.library import define, define_special
from callassist.questionnaire.xpath.patterns import checked, matches
from callassist.questionnaire.xpath.tokens import XPathError
from callassist.questionnaire.xpath.trees import Call, Literal
from callassist.questionnaire.xpath.values import Environment, Thunk, Value, texts, to_text

_BLANKS = re.compile(r"[ \t\r\n]+")


@define_special("string", "v?", "text", "string(value)")
def _string(compiler: Compiling, call: Call) -> Thunk:
    if not call.arguments:
        return lambda node, _env: node.string()
    return compiler.text(call.arguments[0])


@define("concat", "v*", "text", "concat(text, text …)")
def _concat(_node: Node, _env: Environment, *parts: Value) -> Value:
    return "".join(texts(parts))


@define("join", "sv*", "text", "join(separator, text …)")
def _join(_node: Node, _env: Environment, separator: str, *parts: Value) -> Value:
    return separator.join(texts(parts))


@define("contains", "ss", "truth", "contains(text, part)")
def _contains(_node: Node, _env: Environment, text: str, part: str) -> Value:
    return part in text


@define("starts-with", "ss", "truth", "starts-with(text, part)")
def _starts_with(_node: Node, _env: Environment, text: str, part: str) -> Value:
    return text.startswith(part)


@define("ends-with", "ss", "truth", "ends-with(text, part)")
def _ends_with(_node: Node, _env: Environment, text: str, part: str) -> Value:
    return text.endswith(part)


@define("substring-before", "ss", "text", "substring-before(text, part)")
def _substring_before(_node: Node, _env: Environment, text: str, part: str) -> Value:
    return text.partition(part)[0] if part and part in text else ""


@define("substring-after", "ss", "text", "substring-after(text, part)")
def _substring_after(_node: Node, _env: Environment, text: str, part: str) -> Value:
    return text.partition(part)[2] if part else text


@define("substring", "snn?", "text", "substring(text, from 1, length)")
def _substring(_node: Node, _env: Environment, text: str, start: float, length: float | None = None) -> Value:
    if start != start or (length is not None and length != length):
        return ""
    first = _rounded(start)
    last = float("inf") if length is None else first + _rounded(length)
    return "".join(c for at, c in enumerate(text, 1) if first <= at < last)


def _rounded(number: float) -> float:
    return float((number + 0.5) // 1) if abs(number) != float("inf") else number


@define("substr", "snn?", "text", "substr(text, from 0, to)")
def _substr(_node: Node, _env: Environment, text: str, start: float, end: float | None = None) -> Value:
    first = _index(start, len(text))
    last = len(text) if end is None else _index(end, len(text))
    return text[first:last]


def _index(number: float, length: int) -> int:
    if number != number:
        return 0
    at = int(max(-length, min(length, number)))
    return max(0, at + length) if at < 0 else at


@define_special("string-length", "s?", "number", "string-length(text)")
def _string_length(compiler: Compiling, call: Call) -> Thunk:
    if not call.arguments:
        return lambda node, _env: float(len(node.string()))
    text = compiler.text(call.arguments[0])
    return lambda node, env: float(len(text(node, env)))


@define_special("normalize-space", "s?", "text", "normalize-space(text)")
def _normalize_space(compiler: Compiling, call: Call) -> Thunk:
    if not call.arguments:
        return lambda node, _env: _BLANKS.sub(" ", node.string()).strip(" ")
    text = compiler.text(call.arguments[0])
    return lambda node, env: _BLANKS.sub(" ", text(node, env)).strip(" ")


@define("translate", "sss", "text", "translate(text, from, to)")
def _translate(_node: Node, _env: Environment, text: str, old: str, new: str) -> Value:
    table: dict[int, str] = {}
    for at, letter in enumerate(old):
        table.setdefault(ord(letter), new[at] if at < len(new) else "")
    return text.translate(table)


@define_special("regex", "ss", "truth", "regex(text, pattern)")
def _regex(compiler: Compiling, call: Call) -> Thunk:
    written = call.arguments[1]
    if isinstance(written, Literal):
        try:
            checked(written.value)
        except XPathError as error:
            raise XPathError(error.what, call.at, error.cure) from error
    text, pattern = compiler.text(call.arguments[0]), compiler.text(written)
    return lambda node, env: matches(text(node, env), pattern(node, env))


_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@define("digest", "sss?", "text", "digest(text, 'SHA-256', 'hex')")
def _digest(_node: Node, _env: Environment, text: str, method: str, encoding: str = "base64") -> Value:
    name = _DIGESTS.get(method.upper())
    if name is None:
        return ""
    found = hashlib.new(name, text.encode(), usedforsecurity=False)
    return found.hexdigest() if encoding.lower() == "hex" else base64.b64encode(found.digest()).decode()


@define("base64-decode", "s", "text", "base64-decode(text)")
def _base64_decode(_node: Node, _env: Environment, text: str) -> Value:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


@define("pulldata", "ssss", "text", "pulldata('file', 'wanted column', 'key column', key)")
def _pulldata(_node: Node, env: Environment, name: str, wanted: str, column: str, key: str) -> Value:
    top = env.host.instance(name)
    for row in [r for root in (top.children if top else []) for r in root.children]:
        if any(cell.string() == key for cell in _cells(row, column)):
            return to_text(_cells(row, wanted))
    return ""


def _cells(row: Node, column: str) -> list[Node]:
    """A column of a row: an element, or with @ an attribute."""
    if column.startswith("@"):
        return [cell for cell in row.attributes if cell.name == column[1:]]
    return row.named(column)
