"""Regular expressions with an end: every way is followed at once, and the steps of a match are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from callassist.questionnaire.xpath.pattern_reading import (
    WORD,
    Again,
    Ahead,
    Edge,
    Either,
    One,
    Pattern,
    Row,
    Test,
    read_pattern,
)
from callassist.questionnaire.xpath.tokens import XPathError

LONGEST_TEXT = 2_000
MOST_PLACES = 4_000  # places of one pattern, its counted repeats written out
MOST_STEPS = 200_000  # about a tenth of a second; counted, so that a replayed interview ends the same


class OutOfSteps(Exception):
    """A match took more steps than anything that anybody means."""


@dataclass(slots=True)
class Place:
    """One place in a pattern: what must hold here, and where it leads; without either it is the end."""

    test: Test | None = None
    edge: str = ""
    ahead: tuple[Net, bool] | None = None
    onward: list[int] = field(default_factory=list)
    end: bool = False


@dataclass(slots=True)
class Net:
    """The places of a pattern; the first is the entrance."""

    places: list[Place] = field(default_factory=list)

    def add(self, place: Place) -> int:
        """The number of a new place."""
        if len(self.places) >= MOST_PLACES:
            raise XPathError("the pattern is too large", 0, "Write a simpler pattern.")
        self.places.append(place)
        return len(self.places) - 1


def net(pattern: Pattern) -> Net:
    """A pattern as places. Raises XPathError for one that has too many."""
    made = Net([Place()])
    end = _lay(made, pattern, made.add(Place(end=True)))
    made.places[0].onward.append(end)
    return made


def _lay(made: Net, pattern: Pattern, onward: int) -> int:
    """Lay a pattern before a place; the place at which it begins."""
    match pattern:
        case One(test):
            return made.add(Place(test=test, onward=[onward]))
        case Edge(kind):
            return made.add(Place(edge=kind, onward=[onward]))
        case Ahead(part, must):
            return made.add(Place(ahead=(net(part), must), onward=[onward]))
        case Row(parts):
            for part in reversed(parts):
                onward = _lay(made, part, onward)
            return onward
        case Either(ways):
            return made.add(Place(onward=[_lay(made, way, onward) for way in ways]))
        case Again(part, least, most):
            return _lay_again(made, part, least, most, onward)


def _lay_again(made: Net, part: Pattern, least: int, most: int | None, onward: int) -> int:
    if most is None:
        around = made.add(Place(onward=[onward]))
        made.places[around].onward.append(_lay(made, part, around))
        onward = around
    else:
        leave = onward
        for _ in range(most - least):
            onward = made.add(Place(onward=[leave, _lay(made, part, onward)]))
    for _ in range(least):
        onward = _lay(made, part, onward)
    return onward


@dataclass(slots=True)
class _Match:
    """One text being looked through."""

    text: str
    steps: int = 0

    def found(self, net: Net, start: int, *, anywhere: bool) -> bool:
        """Whether the pattern is found from `start`, or from any place after it."""
        here = self.spread(net, [0], start)
        for at in range(start, len(self.text) + 1):
            if here is None:
                return True
            if at == len(self.text) or not (here or anywhere):
                return False
            sign = self.text[at]
            self.steps += len(here)
            passed = [n for i in here if (t := net.places[i].test) and t(sign) for n in net.places[i].onward]
            here = self.spread(net, [*passed, 0] if anywhere else passed, at + 1)
        return False

    def spread(self, net: Net, begun: Iterable[int], at: int) -> set[int] | None:
        """Every place reached without taking a character, or None if the end is among them."""
        reached: set[int] = set()
        waiting = list(begun)
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise OutOfSteps
            place = net.places[number]
            if place.end:
                return None
            if place.test is None and self.open(place, at):
                waiting.extend(place.onward)
        return reached

    def open(self, place: Place, at: int) -> bool:
        """Whether a place that takes no character may be passed."""
        if place.ahead is not None:
            inner, must = place.ahead
            return self.found(inner, at, anywhere=False) is must
        match place.edge:
            case "start":
                return at == 0
            case "end":
                return at == len(self.text)
            case "word" | "inside":
                before = at > 0 and self.text[at - 1] in WORD
                after = at < len(self.text) and self.text[at] in WORD
                return (before is not after) is (place.edge == "word")
            case _:
                return True


def checked(source: str) -> Net:
    """A pattern ready to be matched. Raises XPathError for one that cannot be."""
    return net(read_pattern(source))


@lru_cache(maxsize=500)
def _known(source: str) -> Net | None:
    try:
        return checked(source)
    except XPathError:
        return None


def matches(text: str, source: str) -> bool:
    """Whether the pattern is found in the text; anchors ^ and $ hold it to the whole.

    A pattern that cannot be read, a text too long and a match of too many steps are no match.
    """
    known = _known(source)
    if known is None or len(text) > LONGEST_TEXT:
        return False
    try:
        return _Match(text).found(known, 0, anywhere=True)
    except OutOfSteps:
        return False
