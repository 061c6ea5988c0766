"""Scripts made up by chance from a seed: groups, rows, skips, sums, defaults, choices that hang together."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

COLUMNS = (
    "type",
    "name",
    "label::English (en)",
    "label::Urdu (ur)",
    "relevant",
    "calculation",
    "constraint",
    "repeat_count",
    "choice_filter",
    "default",
    "trigger",
    "required",
    "readonly",
    "appearance",
    "parameters",
)
CELLS = COLUMNS[4:]  # what a row may hold besides its type, name and words
HEAD = f"| | {' | '.join(COLUMNS)} |"
CHOICES = """
| choices |
| | list_name | name | label::English (en) | label::Urdu (ur) | kind |
| | fruit | apple | Apple | x | 1 |
| | fruit | pear | Pear | x | 2 |
| | fruit | plum | Plum | | 1 |
| | fruit | fig | Fig | x | 3 |
"""


@dataclass
class Maker:
    """Writes one script; `outside` are names that may be looked at from anywhere so far."""

    chance: Random
    rows: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    picks: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)  # texts that stand in a repeat, to be chosen from later
    repeats: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    made: int = 0

    def name(self) -> str:
        self.made += 1
        return f"q{self.made}"

    def condition(self) -> str:
        choose = self.chance.choice
        options = ["true()", "today() > '2020-01-01'"]
        for name in self.numbers[-6:]:
            options += [f"${{{name}}} > {choose('0123')}", f"${{{name}}} = ''", f"not(${{{name}}} = 2)"]
        for name in self.picks[-4:]:
            options += [f"selected(${{{name}}}, 'apple')", f"count-selected(${{{name}}}) > 1"]
        for name in self.inside[-2:]:
            options += [f"count(${{{name}}}) > 1", f"sum(${{{name}}}) > 3"]
            options.append(f"regex(join('', ${{{name}}}), '^[1-3]+$')")
        first = choose(options)
        return first if self.chance.random() < 0.6 else f"{first} {choose(['and', 'or'])} {choose(options)}"

    def sum(self) -> str:
        choose = self.chance.choice
        names = self.numbers[-6:] or ["q0"]
        options = [f"${{{choose(names)}}} + 1" if self.numbers else "1", "position(..)"]
        if self.numbers:
            options += [
                f"if(${{{choose(names)}}} > 1, 'a', 'b')",
                f"concat(${{{choose(names)}}}, '-')",
                f"once(${{{choose(names)}}})",
                f"coalesce(${{{choose(names)}}}, 4)",
            ]
        if self.inside:
            name = choose(self.inside)
            options += [f"{of}(${{{name}}})" for of in ("sum", "max", "count-non-empty")]
            options.append(f"join(' ', ${{{name}}})")
        if self.repeats:
            options += [f"count(${{{choose(self.repeats)}}})", "position(../..)"]
        if self.picks:
            pick = choose(self.picks)
            options += [f"selected-at(${{{pick}}}, 1)", f"jr:choice-name(${{{pick}}}, '${{{pick}}}')"]
        return choose([*options, "once(random())", "format-date(today(), '%e %b')"])

    def row(self, kind: str, name: str, **cells: str) -> None:
        label = "" if kind.startswith(("calculate", "end")) else f"Q {name}"
        values = [kind, name, label, "", *(cells.get(column, "") for column in CELLS)]
        self.rows.append(f"| | {' | '.join(values)} |")

    def maybe(self, chance: float, text: str) -> str:
        return text if self.chance.random() < chance else ""

    def question(self) -> None:
        name, relevant = self.name(), self.maybe(0.45, self.condition())
        match self.chance.choice(["number", "number", "pick", "pick", "text", "sum", "sum", "day", "set"]):
            case "number":
                self.number(name, relevant)
            case "pick":
                self.pick(name, relevant)
            case "text":
                self.row("text", name, relevant=relevant, default=self.maybe(0.2, "concat('a', 'b')"))
            case "day":
                self.row("date", name, relevant=relevant, constraint=". <= today() + 400")
            case "set" if self.asked:  # put anew whenever another answer changes
                trigger = f"${{{self.chance.choice(self.asked)}}}"
                self.row("calculate", name, calculation=self.sum(), trigger=trigger)
            case _:
                self.row(
                    "calculate", name, calculation=self.sum(), relevant=self.maybe(0.2, self.condition())
                )
                self.numbers.append(name)

    def number(self, name: str, relevant: str) -> None:
        self.row(
            self.chance.choice(["integer", "integer", "decimal"]),
            name,
            relevant=relevant,
            constraint=self.maybe(0.2, ". < 8"),
            default=self.maybe(0.2, self.chance.choice(["2", "1 + 1", "int(random() * 4)"])),
            required=self.maybe(0.2, "yes"),
            readonly=self.maybe(0.1, self.condition()),
        )
        self.numbers.append(name)
        self.asked.append(name)

    def pick(self, name: str, relevant: str) -> None:
        wanted = f"kind != ${{{self.chance.choice(self.numbers)}}}" if self.numbers else ""
        match self.chance.choice(["one", "one", "many", "rank", "other", "mixed", "named"]):
            case "other":
                self.row("select_one fruit or_other", name, relevant=relevant)
            case "mixed":
                self.row("select_one fruit", name, relevant=relevant, parameters="randomize=true")
            case "named" if self.named:
                self.row(f"select_one ${{{self.chance.choice(self.named)}}}", name, relevant=relevant)
            case "many":
                self.row(
                    "select_multiple fruit", name, relevant=relevant, choice_filter=self.maybe(0.5, wanted)
                )
            case "rank":
                self.row("rank fruit", name, relevant=relevant)
            case _:
                self.row("select_one fruit", name, relevant=relevant, choice_filter=self.maybe(0.5, wanted))
        self.picks.append(name)

    def block(self, depth: int) -> None:
        for _ in range(self.chance.randint(2, 5)):
            what = self.chance.random()
            if what < 0.12 and depth < 2:
                name = self.name()
                look = self.maybe(0.3, "field-list")
                self.row("begin group", name, relevant=self.maybe(0.7, self.condition()), appearance=look)
                self.block(depth + 1)
                self.row("end group", "")
            elif what < 0.24 and depth < 2:
                self.repeat(depth)
            else:
                self.question()

    def repeat(self, depth: int) -> None:
        name = self.name()
        count = (
            f"${{{self.chance.choice(self.numbers)}}}" if self.numbers and self.chance.random() < 0.7 else ""
        )
        self.row("begin repeat", name, repeat_count=count, relevant=self.maybe(0.3, self.condition()))
        before, picks = len(self.numbers), len(self.picks)
        known = self.name()
        self.row("text", known)
        self.block(depth + 1)
        self.row("end repeat", "")
        if depth == 0:
            self.named.append(known)
            self.repeats.append(name)
        self.inside += self.numbers[before:]
        del self.numbers[before:], self.picks[picks:]


def random_script(seed: int) -> str:
    """A script as Markdown tables."""
    maker = Maker(Random(seed))
    while len(maker.rows) < 12:
        maker.block(0)
    return "\n".join(["| survey |", HEAD, *maker.rows, CHOICES])
