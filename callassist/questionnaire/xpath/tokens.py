"""Cuts an expression into its smallest parts and says where each part stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 10_000


class XPathError(Exception):
    """An expression that cannot be read: what is wrong, at which character (from 0), and the cure."""

    def __init__(self, what: str, at: int = 0, cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.at = at
        self.cure = cure


class Kind(StrEnum):
    """What sort of part it is."""

    NUMBER = "number"
    LITERAL = "literal"
    NAME = "name"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    VARIABLE = "variable"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One part: its kind, its text (a literal without its quotes), and where it begins."""

    kind: Kind
    text: str
    at: int


_NCNAME = r"[^\W\d][\w.\-·]*"
_PATTERN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<variable>\${_NCNAME}(?::{_NCNAME})?)
    | (?P<name>{_NCNAME}(?::(?:{_NCNAME}|\*)(?!:))?)
    | (?P<operator>!=|<=|>=|//|[/|+\-=<>*])
    | (?P<punctuation>::|\.\.|[()\[\].,@])
    )""",
    re.VERBOSE,
)
_JOINED = re.compile(
    r"\s*(?P<name>and|or|mod|div)(?=\d)"
)  # 1div2: an operator needs no blank before a number
_KINDS = {kind.value: kind for kind in Kind}
_WORDS = frozenset({"and", "or", "mod", "div"})
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ","})


def tokens(text: str) -> list[Token]:
    """The parts of `text`, closed by an END. Raises XPathError for a character that fits nowhere."""
    if len(text) > LONGEST:
        raise XPathError(
            f"the expression is longer than {LONGEST} characters", LONGEST, "Split it over calculates."
        )
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = (_JOINED.match(text, at) if _operand(found) else None) or _PATTERN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        found.append(_token(match, found))
        at = match.end()
    found.append(Token(Kind.END, "", end))
    return found


def _operand(found: list[Token]) -> bool:
    """Whether an operand stands before, so that a name can only be an operator."""
    return bool(found) and found[-1].kind is not Kind.OPERATOR and found[-1].text not in _BEFORE_OPERAND


def _token(match: re.Match[str], found: list[Token]) -> Token:
    group = str(match.lastgroup)
    kind, text, at = _KINDS[group], match.group(group), match.start(group)
    operand_before = _operand(found)
    if kind is Kind.NAME and text in _WORDS and operand_before:
        return Token(Kind.OPERATOR, text, at)
    if kind is Kind.OPERATOR and text == "*" and not operand_before:
        return Token(Kind.NAME, text, at)
    if kind is Kind.LITERAL:
        return Token(kind, text[1:-1], at)
    return Token(kind, text, at)


def _unreadable(text: str, at: int) -> XPathError:
    at += len(text[at:]) - len(text[at:].lstrip())
    if text[at] in "\"'":
        return XPathError("a quote is opened and never closed", at, f"Close it with {text[at]}.")
    if text[at] in "“”‘’":
        return XPathError("a curly quote", at, "Write straight quotes: ' or \".")
    return XPathError(
        f"the character {text[at]!r} has no meaning here", at, "Remove it or put it between quotes."
    )
