"""Many walks through one script: the routes there are, questions never reached, loops without an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from callassist.questionnaire.form import Definition, Shape
from callassist.questionnaire.script import Script
from callassist.questionnaire.walk.brought import Fields, invented
from callassist.questionnaire.walk.chance import Chance
from callassist.questionnaire.walk.length import Length, middle, seconds
from callassist.questionnaire.walk.route import Route, Walker
from callassist.questionnaire.walk.wishes import Wishes, everywhere, toward

AIMED = 12  # walks that make straight for a question which no other walk reached


@dataclass(frozen=True, slots=True)
class Kind:
    """Routes through the same sections: how many walks took one, and how many questions they asked."""

    sections: tuple[str, ...]
    walks: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """A question that no walk reached: its row in the sheet, and the conditions above it as written."""

    name: str
    line: int
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """A repeat that feeds itself: how many walks were still in it after many rows, of those that entered."""

    name: str
    stuck: int
    entered: int


@dataclass(slots=True)
class Survey:
    """What walks through a script have shown so far."""

    script: Script
    routes: list[Route] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    def add(self, route: Route, *, counted: bool = True) -> None:
        """Take a walk in; one that was aimed counts for what it reached, not among the routes."""
        if counted:
            self.routes.append(route)
        self.reached.update(one.item for one in route.asked)

    def kinds(self) -> list[Kind]:
        """The routes by the sections they go through, the most walked first."""
        grouped: dict[tuple[str, ...], list[int]] = {}
        for route in self.routes:
            asked = sum(one.kind != "note" for one in route.asked)
            grouped.setdefault(route.sections, []).append(asked)
        found = [Kind(name, len(sizes), min(sizes), max(sizes)) for name, sizes in grouped.items()]
        return sorted(found, key=lambda kind: -kind.walks)

    def unreached(self) -> list[Unreached]:
        """The questions that no walk reached, in the order of the sheet."""
        return [_unreached(self.script, one) for one in _asked(self.script) if one.path not in self.reached]

    def endless(self) -> list[Loop]:
        """The repeats that most walks which went into them did not come out of."""
        found = []
        for at in sorted({route.stuck for route in self.routes if route.stuck}):
            entered = [r for r in self.routes if any(one.item.startswith(f"{at}/") for one in r.asked)]
            stuck = sum(route.stuck == at for route in entered)
            if stuck * 2 >= len(entered):
                found.append(Loop(at.rpartition("/")[2], stuck, len(entered)))
        return found

    def lengths(self, factor: float) -> list[Length]:
        """Minutes by language, then interpreted from the first language, `factor` times as long."""
        found = []
        for language in self.script.languages:
            minutes = self._minutes(language.tag)
            found.append(Length(language, False, middle(minutes), max(minutes, default=0.0)))
        first = next(one for one in found if one.language.tag == self.script.default_language)
        return [*found, Length(first.language, True, first.middle * factor, first.longest * factor)]

    def _minutes(self, tag: str) -> list[float]:
        """The minutes of every route in a language, those alone that were not broken off early."""
        whole = [sum(seconds(a.kind, a.spoken[tag], tag) for a in r.asked) / 60 for r in self.routes]
        most = max(whole, default=0.0)
        return [one for one in whole if one >= most / 3]


def survey(script: Script, *, now: datetime, seed: int, walks: int) -> Survey:
    """Walk a script `walks` times by chance, then make for every question that was not reached."""
    found = Survey(script)
    hints = everywhere(script.form)
    for number in range(walks):
        found.add(_walked(script, now, f"{seed}/{number}", seed, Wishes(_some(hints, seed, number))))
    for definition in _asked(script):
        wishes = toward(script.form, definition)
        for number in range(AIMED):
            if definition.path in found.reached:
                break
            found.add(_walked(script, now, f"{seed}/{definition.path}/{number}", seed, wishes), counted=False)
    return found


def given(
    script: Script, answers: Mapping[str, str], *, now: datetime, seed: int, instances: Mapping[str, Fields]
) -> Route:
    """One walk with these answers, by name or path of the question; what they leave open is made up."""
    chance = Chance(seed, "given")
    brought: dict[str, Fields | Sequence[Fields]] = {**invented(script, chance), **instances}
    return Walker(script, chance, everywhere(script.form), brought, now, seed, answers).walk()


def _walked(script: Script, now: datetime, purpose: str, seed: int, wishes: Wishes) -> Route:
    chance = Chance(seed, purpose)
    return Walker(script, chance, wishes, invented(script, chance), now, seed).walk()


def _some(hints: Wishes, seed: int, number: int) -> dict[str, list[str]]:
    """In every third walk all that rules look for, in every third some of it, in every third anything."""
    chance, share = Chance(seed, f"hints/{number}"), (1.0, 0.6, 0.0)[number % 3]
    return {path: values for path, values in hints.wanted.items() if chance.share() < share}


def _asked(script: Script) -> list[Definition]:
    return [one for one in script.form.definitions if one.shape is Shape.QUESTION]


def _unreached(script: Script, definition: Definition) -> Unreached:
    rows, conditions = script.book.sheets["survey"].rows, list[str]()
    place: Definition | None = definition
    while place is not None:
        item = script.items.get(place.path)
        if place.relevant is not None and item is not None:
            conditions.insert(0, rows[item.line - 2].get("relevant", ""))
        place = place.parent
    own = script.items.get(definition.path)
    return Unreached(definition.name, own.line if own else 0, tuple(conditions))
