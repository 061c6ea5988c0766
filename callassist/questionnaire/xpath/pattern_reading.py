"""Reads a regular expression into its tree, or says at which character it cannot be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_letters, digits

from callassist.questionnaire.xpath.tokens import XPathError

Test = Callable[[str], bool]
MOST_REPEATS = 1_000
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class One:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after the other."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several ways."""

    ways: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """A part that comes `least` to `most` times; None: any number."""

    part: Pattern
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A place between characters: start, end, word (a word's edge), inside (no word's edge)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What must, or must not, come next, without being taken."""

    part: Pattern
    must: bool


Pattern = One | Row | Either | Again | Edge | Ahead

WORD = frozenset(ascii_letters + digits + "_")
_FAMILIES: dict[str, Test] = {
    "d": lambda c: c in digits,
    "w": lambda c: c in WORD,
    "s": str.isspace,
    "D": lambda c: c not in digits,
    "W": lambda c: c not in WORD,
    "S": lambda c: not c.isspace(),
}
_EDGES = {"b": "word", "B": "inside", "A": "start", "z": "end", "Z": "end"}
_SIGNS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_LONG = {"x": 2, "u": 4}


def read_pattern(text: str) -> Pattern:
    """The tree of a pattern. Raises XPathError with the character, counted within the pattern."""
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("(?i)")
        self.blind = text.startswith("(?i)")  # capitals and small letters are the same
        self.at = 0
        self.depth = 0

    def wrong(self, what: str) -> XPathError:
        return XPathError(f"in the pattern {self.text!r}, {what}", self.at, "Write a simpler pattern.")

    def takes(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def sign(self) -> str:
        if self.at >= len(self.text):
            raise self.wrong("something is missing at the end")
        self.at += 1
        return self.text[self.at - 1]

    def whole(self) -> Pattern:
        found = self.either()
        if self.at < len(self.text):
            raise self.wrong("a bracket is closed that was never opened")
        return found

    def either(self) -> Pattern:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong("brackets are nested too deeply")
        ways = [self.row()]
        while self.takes("|"):
            ways.append(self.row())
        self.depth -= 1
        return ways[0] if len(ways) == 1 else Either(tuple(ways))

    def row(self) -> Pattern:
        parts: list[Pattern] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.again(self.part()))
        return Row(tuple(parts))

    def part(self) -> Pattern:
        match self.sign():
            case "(":
                return self.bracket()
            case "[":
                return One(self.family())
            case ".":
                return One(lambda c: c != "\n")
            case "^":
                return Edge("start")
            case "$":
                return Edge("end")
            case "\\":
                return self.escaped()
            case "*" | "+" | "?":
                raise self.wrong("there is nothing to repeat")
            case sign:
                return One(self.same(sign))

    def same(self, sign: str) -> Test:
        if self.blind:
            wanted = sign.casefold()
            return lambda c: c.casefold() == wanted
        return lambda c: c == sign

    def bracket(self) -> Pattern:
        must, looks = True, False
        if self.takes("?"):
            looks = self.text.startswith(("=", "!"), self.at)
            must = not self.takes("!")
            if not (not must or self.takes(":") or self.takes("=") or self.named()):
                raise self.wrong("a bracket begins in a way that is not known here")
        found = self.either()
        if not self.takes(")"):
            raise self.wrong("a bracket is opened and never closed")
        return Ahead(found, must) if looks else found

    def named(self) -> bool:
        self.takes("P")
        end = self.text.find(">", self.at)
        if not self.takes("<") or self.text.startswith(("=", "!"), self.at) or end < 0:
            return False
        self.at = end + 1
        return True

    def escaped(self) -> Pattern:
        sign = self.sign()
        if sign in _EDGES:
            return Edge(_EDGES[sign])
        if sign in "123456789k":
            raise self.wrong("an earlier part is looked back at, which is not known here")
        return One(self.meant(sign))

    def meant(self, sign: str) -> Test:
        """What a backslash and a sign stand for, within and outside square brackets."""
        if sign in _FAMILIES:
            return _FAMILIES[sign]
        if sign in "pP":
            return self.property_of(holds=sign == "p")
        return self.same(self.single(sign))

    def single(self, sign: str) -> str:
        if sign in _LONG:
            number, self.at = self.text[self.at : self.at + _LONG[sign]], self.at + _LONG[sign]
            if len(number) < _LONG[sign] or not all(c in "0123456789abcdefABCDEF" for c in number):
                raise self.wrong("the number of a sign is incomplete")
            return chr(int(number, 16))
        if sign.isalnum() and sign not in _SIGNS:
            raise self.wrong(f"\\{sign} is not known here")
        return _SIGNS.get(sign, sign)

    def property_of(self, *, holds: bool) -> Test:
        end = self.text.find("}", self.at)
        name = self.text[self.at + 1 : end]
        if not self.takes("{") or end < 0 or name[:1] not in {*"LMNPSZC"} or len(name) > 2:
            raise self.wrong("a family of letters is written as \\p{L}, \\p{Lu} or \\p{N}")
        self.at = end + 1
        return lambda c: unicodedata.category(c).startswith(name) is holds

    def family(self) -> Test:
        """What stands between square brackets."""
        inside = not self.takes("^")
        tests: list[Test] = []
        while not self.takes("]"):
            tests.append(self.member())
        return lambda c: any(test(c) for test in tests) is inside

    def member(self) -> Test:
        first = self.sign()
        if first == "\\":
            first = self.sign()
            if first in _FAMILIES or first in "pP":
                return self.meant(first)
            first = "\b" if first == "b" else self.single(first)
        if not self.text.startswith("-", self.at) or self.text.startswith("-]", self.at):
            return self.same(first)
        self.at += 1
        last = self.sign()
        last = self.single(self.sign()) if last == "\\" else last
        if last < first:
            raise self.wrong(f"the range {first}-{last} runs backwards")
        if self.blind:
            return lambda c: first <= c.lower() <= last or first <= c.upper() <= last
        return lambda c: first <= c <= last

    def again(self, part: Pattern) -> Pattern:
        while (bounds := self.bounds()) is not None:
            part = Again(part, *bounds)
            if self.takes("+"):
                raise self.wrong("a repeat that never gives back is not known here")
            self.takes("?")  # few or many: whether there is a match is the same
        return part

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.takes(sign):
                return bounds
        end = self.text.find("}", self.at)
        if not self.text.startswith("{", self.at) or end < 0:
            return None
        least, comma, most = self.text[self.at + 1 : end].partition(",")
        if not least.isdecimal() or not (most.isdecimal() or not most):
            return None  # a curly bracket that counts nothing stands for itself
        self.at = end + 1
        low, high = int(least), int(most) if most else (None if comma else int(least))
        if max(low, high or 0) > MOST_REPEATS or (high is not None and high < low):
            raise self.wrong(f"{{{least}{comma}{most}}} counts more than {MOST_REPEATS}, or backwards")
        return low, high
