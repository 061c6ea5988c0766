"""The table of functions that an expression may call, each with what it takes and what it gives."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from callassist.questionnaire.xpath.compiling_types import Compiling
from callassist.questionnaire.xpath.trees import Call
from callassist.questionnaire.xpath.values import Thunk, Value

Work = Callable[..., Value]
Special = Callable[[Compiling, Call], Thunk]


@dataclass(frozen=True, slots=True)
class Function:
    """A function. `takes` has a letter an argument: n number, s text, b truth, N nodes, v any value;
    `?` behind a letter lets it be left out, `*` lets it come any number of times. From `pairs_from` on, they
    come two by two."""

    name: str
    takes: str
    gives: str
    usage: str
    work: Work
    special: Special | None = None
    pairs_from: int | None = None

    @property
    def letters(self) -> str:
        """The kinds alone, without marks."""
        return self.takes.replace("?", "").replace("*", "")

    def wants(self, index: int) -> str:
        """The kind of the argument at `index`; a repeated kind goes on."""
        letters = self.letters
        if index < len(letters):
            return letters[index]
        return letters[-1] if self.takes.endswith("*") else "v"

    def wrong_count(self, count: int) -> str:
        """What is wrong with so many arguments; blank if nothing is."""
        least = len(self.letters) - self.takes.count("?") - self.takes.count("*")
        most = None if self.takes.endswith("*") else len(self.letters)
        if count < least:
            return f"{self.name}() has {count} argument{'s' * (count != 1)} and needs at least {least}"
        if most is not None and count > most:
            return f"{self.name}() has {count} argument{'s' * (count != 1)} and takes at most {most}"
        if self.pairs_from is not None and (count - self.pairs_from) % 2:
            return f"{self.name}() has {count} arguments, and those at its end come in pairs"
        return ""


FUNCTIONS: dict[str, Function] = {}


def define(name: str, takes: str, gives: str, usage: str = "") -> Callable[[Work], Work]:
    """Enter a plain function, called with the node, the environment and its arguments."""

    def enter(work: Work) -> Work:
        FUNCTIONS[name] = Function(name, takes, gives, usage or f"{name}()", work)
        return work

    return enter


def define_special(
    name: str, takes: str, gives: str, usage: str, *, pairs_from: int | None = None
) -> Callable[[Special], Special]:
    """Enter a function that sees its arguments unread: it may look at one only after another."""

    def enter(special: Special) -> Special:
        FUNCTIONS[name] = Function(name, takes, gives, usage, _never, special, pairs_from)
        return special

    return enter


def _never(*_: object) -> Value:
    raise AssertionError("a special form is compiled, never called")


def suggestion(name: str) -> str:
    """A cure for an unknown function's name."""
    near = difflib.get_close_matches(name.lower(), FUNCTIONS, n=1)
    return f"Did you mean {near[0]}()?" if near else "See the list of functions in the XLSForm documentation."
