"""Random interviews of any script: each thing that was done, told so that another engine can do it, too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from callassist.questionnaire.form import Definition
from callassist.questionnaire.screens import Question
from callassist.questionnaire.script import Script
from callassist.questionnaire.session import Session
from tests.bench.beside import Op, Places
from tests.questionnaire.random_edits import plain

NOW = datetime(2026, 10, 8, 9, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
LOOK_EVERY = 5
MOST_ROWS = 12
MOST_QUESTIONS = 600  # of the first way through
TRIES = 5
WORDS = ("words", "Maya", "12", "a b", "yes")
POINTS = ("51.5 -0.12 0.0 0.0", "51.6 -0.12 0.0 0.0", "51.7 -0.1 0.0 0.0", "51.5 -0.12 0.0 0.0")


@dataclass
class Played:
    """One interview: what was done in order, every place at each look, and what our own rules did besides.

    `cleared`: answers that their choices no longer offered; `revived`: answers in rows that came back with a
    count. Both are told to the other engine as if somebody had done them, since it has no such rules.
    """

    script: Script
    seed: int
    ops: list[Op] = field(default_factory=list)
    looks: list[Places] = field(default_factory=list)
    answers: int = 0
    cleared: int = 0
    revived: int = 0

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.counted = any(d.count is not None for d in self.script.form.definitions)
        self.session = Session.start(self.script, now=NOW, seed=self.seed, zone=ZONE)

    def look(self) -> None:
        """Note every place down."""
        self.ops.append(["state"])
        self.looks.append({e.path(): (e.shown, e.text) for e in self.session._state.entries()})

    def answer(self, question: Question) -> None:
        """Give a random answer that the question takes, if one is found."""
        if question.kind in ("note", "upload") or question.readonly:
            return
        for _ in range(TRIES):
            value = "" if self.chance.random() < 0.05 else answer_to(question, self.chance)
            before = set(self.session.paths()) if self.counted else set()
            verdict = self.session.answer(question.path, value, now=NOW)
            if verdict.accepted:
                self.answers += 1
                self.ops.append(["answer", question.path, self.session.state(question.path).value])
                self.follow(before, verdict.cleared)
                return

    def follow(self, before: set[str], cleared: tuple[str, ...]) -> None:
        """Tell what our rules did besides: answers cleared, and rows brought back with what stood in them."""
        self.cleared += len(cleared)
        self.ops += [["answer", path, ""] for path in cleared]
        for path in self.session.paths() if self.counted else ():
            if path not in before and self.definition(path).control is not None:
                value = self.session.state(path).value
                if value:
                    self.revived += 1
                    self.ops.append(["answer", path, value])

    def shown(self) -> list[str]:
        """The paths that are relevant now."""
        return [entry.path() for entry in self.session._state.entries() if entry.shown]

    def definition(self, path: str) -> Definition:
        """What stands at a path, once for all rows."""
        return self.session.form.by_path[plain(path)]

    def through(self) -> None:
        """Answer every question that is asked, from the first to the last."""
        asked, screen = 0, self.session.next()
        while screen is not None and asked < MOST_QUESTIONS:
            for question in screen.questions:
                if self.session.state(question.path).relevant:
                    self.answer(question)
                    asked += 1
            screen = self.session.next(screen.path)

    def change(self) -> None:
        """Change one thing anywhere: an answer, or a row more or less."""
        repeats = [d for d in self.session.form.definitions if d.repeated and not d.fixed]
        if repeats and self.chance.random() < 0.3:
            self.rows(repeats)
            return
        asked = [path for path in self.shown() if self.definition(path).control is not None]
        if asked:
            path = self.chance.choice(asked)
            for question in self.session.screen(path).questions:
                if question.path == path:
                    self.answer(question)

    def rows(self, repeats: list[Definition]) -> None:
        """A row more or less of an open repeat."""
        shown = self.shown()
        there = [path for path in shown if path.endswith("]") and not self.definition(path).fixed]
        if there and self.chance.random() < 0.4:
            path = self.chance.choice(there)
            self.session.remove_row(path, now=NOW)
            self.ops.append(["remove", path])
            return
        repeat = self.chance.choice(repeats)
        around = [path for path in shown if plain(path) == repeat.path.rpartition("/")[0]]
        if around and len(there) < MOST_ROWS:
            path = f"{self.chance.choice(around)}/{repeat.key}"
            self.session.add_row(path, now=NOW)
            self.ops.append(["add", path])


def played(script: Script, seed: int, *, edits: int) -> Played:
    """An interview from its first question to its last, then changed here and there."""
    one = Played(script, seed)
    one.look()
    one.through()
    one.look()
    for number in range(1, edits + 1):
        one.change()
        if number % LOOK_EVERY == 0:
            one.look()
    return one


def answer_to(question: Question, chance: Random) -> str:
    """A random answer of the question's kind."""
    values = [choice.value for choice in question.choices]
    match question.kind:
        case "select_multiple":
            return " ".join(value for value in values if chance.random() < 0.4)
        case "rank":
            return " ".join(chance.sample(values, len(values)))
        case "select_one":
            return chance.choice(values) if values else ""
        case "integer":
            return str(chance.choice([0, 1, 2, 3, 5, 18, 30, 99]))
        case "decimal":
            return chance.choice(["0", "1.5", "20", "37.5"])
        case "range":
            return _step(question.bounds(), chance)
        case "trigger":
            return "OK"
        case _:
            return _written(question, chance)


def _step(bounds: dict[str, str], chance: Random) -> str:
    low, high, step = (float(bounds.get(name, 0)) for name in ("start", "end", "step"))
    if not step:
        return ""
    value = low + (abs(step) if high > low else -abs(step)) * chance.randint(
        0, int(abs(high - low) / abs(step))
    )
    return f"{value:g}"


def _written(question: Question, chance: Random) -> str:
    moment = NOW + timedelta(hours=chance.randint(-20_000, 8_000))
    kinds = {
        "date": moment.date().isoformat(),
        "time": f"{moment:%H:%M}:00.000+00:00",
        "dateTime": f"{moment:%Y-%m-%dT%H:%M}:00.000+00:00",
        "geopoint": POINTS[0],
        "geotrace": ";".join(POINTS[:2]),
        "geoshape": ";".join(POINTS),
        "string": chance.choice(WORDS),
    }
    return kinds.get(question._entry.definition.type, "")
