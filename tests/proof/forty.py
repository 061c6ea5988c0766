"""Forty questions without an opening, the answers to them, and a hand that gives them on page and sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from playwright.sync_api import Error, Page

QUESTIONS: Final = 40
SET: Final = range(12, 17)  # these stand on one page, on one scale
KINDS: Final = ("select_one often", "integer", "select_multiple who", "select_one often", "text")
CHOICES: Final = {"often": ("never", "sometimes", "always"), "who": ("a", "b", "c", "d")}
MISSING: Final[Mapping[str, str]] = {"r": "refused", "d": "dont_know", "n": "not_applicable"}
PATIENCE: Final = 600
SEEN: Final = """() => {
  const sheet = document.querySelector("#sheet");
  const form = document.querySelector("#answer");
  const now = sheet?.querySelector(".asked.now");
  const line = form?.querySelector("[data-line].now");
  const one = line ?? form?.querySelector("[data-item][data-index]");
  const over = sheet && !document.querySelector("[data-all-asked]").hidden;
  const where = over ? "over" : sheet ? "sheet" : form ? "page" : location.pathname.split("/").at(-1);
  const lines = [...(form?.querySelectorAll("[data-line]") ?? [])];
  const item = over ? "" : ((sheet ? now : one)?.dataset.item ?? "");
  return { where, item, line: Boolean(line), last: line === lines.at(-1) };
}"""
"""What the interviewer sees: a question's page, the sheet, the sheet's end, or where else she is."""
CURSOR: Final = "() => document.activeElement?.matches('[data-field]') ?? false"
SETTLED: Final = """() => {
  const saved = document.querySelectorAll("[data-saved]:not([hidden])").length === 5;
  const lost = document.querySelector("#lost");
  return saved || Boolean(lost && !lost.hidden);
}"""
"""Whether all lines of a set were saved, or the page says that it cannot."""
SAID: Final = """(given) => [...document.querySelectorAll("#sheet [data-item]")].every(
  (one) => !given.includes(one.dataset.item) || one.hidden || one.querySelector("[data-kept]").textContent)"""
"""Whether each question on the sheet that was answered says so."""
Seen = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What she presses, and how it must stand afterwards: a value, or "missing:" and why."""

    keys: tuple[str, ...]
    stands: str
    typed: bool = False


def kind_of(number: int) -> str:
    return KINDS[0] if number in SET else KINDS[number % len(KINDS)]


def item_of(number: int) -> str:
    return f"{'together/' if number in SET else ''}q{number:02}"


def script() -> str:
    """The script as Markdown."""
    rows = ["| | type | name | label::English (en-GB) | appearance |"]
    for number in range(1, QUESTIONS + 1):
        if number == SET.start:
            rows.append("| | begin group | together | How often is this so? | field-list |")
        rows.append(f"| | {kind_of(number)} | q{number:02} | Question about thing {number}? | |")
        if number == SET.stop - 1:
            rows.append("| | end group | | | |")
    choices = [
        f"| | {name} | {value} | {value} it is |" for name, values in CHOICES.items() for value in values
    ]
    return "\n".join(
        [
            "# Forty questions\n\nMade up for the proof.\n",
            "| survey |",
            *rows,
            "\n| choices |",
            "| | list_name | name | label::English (en-GB) |",
            *choices,
            "\n| settings |",
            "| | form_id | version |",
            "| | forty | 1 |",
            "",
        ]
    )


def plan(chance: Random) -> dict[str, Answer]:
    """What she is told, by item."""
    return {item_of(n): _answer(kind_of(n), n, chance) for n in range(1, QUESTIONS + 1)}


def _answer(kind: str, number: int, chance: Random) -> Answer:
    if kind != "text" and chance.random() < 0.1:
        key = chance.choice(list(MISSING))
        return Answer((key,), f"missing:{MISSING[key]}")
    match kind.split(" "):
        case ["select_one", name]:
            at = chance.randrange(len(CHOICES[name]))
            return Answer((str(at + 1),), CHOICES[name][at])
        case ["select_multiple", name]:
            some = sorted(chance.sample(range(len(CHOICES[name])), 2))
            return Answer(tuple(str(at + 1) for at in some), " ".join(CHOICES[name][at] for at in some))
        case ["integer"]:
            figure = str(chance.randrange(100))
            return Answer(tuple(figure), figure, typed=True)
        case _:
            words = f"words of number {number}"
            return Answer(tuple(words), words, typed=True)


@dataclass
class Hand:
    """Somebody who answers what she sees. `given`: the items in the order in which she answered them."""

    page: Page
    planned: Mapping[str, Answer]
    given: list[str] = field(default_factory=list)
    on_sheet: int = 0

    def seen(self) -> Seen:
        return dict(self.page.evaluate(SEEN))

    def answers(self) -> None:
        """Answer the question at hand, and wait until another one, or the end, is seen."""
        seen = self.seen()
        assert seen["item"] in self.planned, seen
        self.gives(seen)
        if seen["line"] and not seen["last"]:
            return
        if seen["line"]:
            self.until(lambda: self.page.evaluate(SETTLED), "a whole set, or word of the line")
        self.goes_on(seen)

    def gives(self, seen: Seen) -> None:
        """The keys of an answer alone."""
        answer = self.planned[seen["item"]]
        if answer.typed:
            self.until(lambda: self.page.evaluate(CURSOR), "a cursor in its field")
        for key in answer.keys:
            self.page.keyboard.press(key) if not answer.typed else self.page.keyboard.type(key)
        self.given.append(seen["item"])
        self.on_sheet += seen["where"] == "sheet"

    def kept(self) -> bool:
        """Whether the sheet says of each answer on it that it is kept, or saved."""
        return bool(self.page.evaluate(SAID, self.given))

    def ends(self) -> None:
        """From the sheet's end, once the line is back, to the end of the interview."""
        back = self.page.locator("#lost [data-when=back]")
        self.until(back.is_visible, "word that the line is back")
        self.page.keyboard.press("Enter")
        self.until(lambda: self.seen()["where"] == "end", "the end")
        self.page.wait_for_load_state()

    def goes_on(self, before: Seen) -> None:
        self.page.keyboard.press("Enter")
        self.waits(before)

    def waits(self, before: Seen) -> None:
        """Until something else than before is seen, its page loaded."""

        def other() -> bool:
            now = self.seen()
            there = bool(now["item"]) or now["where"] in ("over", "end")
            return there and (now["where"], now["item"]) != (before["where"], before["item"])

        self.until(other, f"anything after {before}")
        self.page.wait_for_load_state()

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Until something holds; between two pages nothing does."""
        for _ in range(PATIENCE):
            with suppress(Error):
                if holds():
                    return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"there never was {what}: {self.page.url}")
