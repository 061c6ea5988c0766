"""Hands at a keyboard: they hold an interview by keys alone, and note what they typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from playwright.sync_api import Page, expect

SEEN: Final = """() => {
  const form = document.querySelector("#answer");
  const at = decodeURIComponent(location.pathname.split("/at/")[1]);
  const words = (one) => one.closest("label")?.querySelector("[data-words]")?.textContent.trim() || "";
  const read = (one) => ({ value: one.value, words: words(one), on: one.checked });
  const lines = [...form.querySelectorAll("[data-line]")];
  return {
    item: at, kind: form.dataset.kind, refused: Boolean(document.querySelector(".errors")),
    lines: lines.map((line) => [...line.querySelectorAll("[data-option]")].map(read)),
    options: lines.length ? [] : [...form.querySelectorAll("[data-option]")].map(read),
  };
}"""
"""What an interviewer sees of a question: read from the page alone."""
KEYS: Final[Mapping[str, str]] = {"r": "refused", "d": "dont_know", "n": "not_applicable"}
OPENING: Final[Mapping[str, str]] = {
    "opening/is_it_she": "yes",
    "opening/safe": "yes",
    "opening/overheard": "alone",
    "who_we_are/go_on": "yes",
}
FIGURES: Final = ("2", "4", "1", "6", "0", "16", "35")
DAY: Final = ("14 9 2026", "2026-09-14")
NUMBER: Final = "07700 900377"
WORDS: Final = "ہم ساتھ کہانیاں پڑھتے ہیں۔"


@dataclass
class Hands:
    """Somebody who types. `typed`: item as in the address of its page -> code, or "missing:" and why.

    `names`: group -> the items of the set that it is, in order, as the script has them.
    """

    page: Page
    chance: Random
    names: Mapping[str, list[str]]
    typed: dict[str, str] = field(default_factory=dict)

    def signs_in(self, name: str, password: str) -> None:
        """At the door, which is open before her; the field for the name has the cursor."""
        self._types(name)
        self._press("Tab")
        self._types(password)
        self._goes("Enter")

    def finds(self, number: str) -> None:
        """From any page to a case, its note open."""
        self._goes("/")
        self._types(number)
        self._goes("Enter")
        expect(self.page.locator("#found")).to_be_visible()
        self._press("ArrowDown")
        self._goes("Enter")
        for _ in range(2):  # the case, then its note
            if self.page.locator("[data-key=H]").count() == 0:
                self._goes("o")

    def begins(self) -> None:
        """Dial by hand; she speaks the language herself, so the opening stands there at once."""
        self._goes("h")

    def holds(self, until: str = "", *, back_at: tuple[str, ...] = ()) -> int:
        """Answer page after page, up to an item or the end; twice back and on at `back_at`. How many."""
        pages, left = 0, set(back_at)
        while "/at/" in self.page.url:
            seen = self._seen()
            if until and seen["item"] == until:
                break
            if seen["item"] in left:
                left.discard(seen["item"])
                self._goes("b")
                self._goes("b")
                continue
            self._answers(seen)
            pages += 1
        return pages

    def breaks_off(self) -> None:
        """Away from the question at hand, with the outcome that the page proposes and no time agreed."""
        self._goes("x")
        self._goes("Enter")
        self._goes("g")

    def finishes(self) -> None:
        """At the end."""
        expect(self.page.locator("main")).to_contain_text("by the protocol")
        self._goes("Enter")

    def _answers(self, seen: dict[str, Any]) -> None:
        match seen["kind"]:
            case "note":
                self._goes("Enter")
            case "set":
                self._set(seen)
            case "select_one":
                self._chooses(seen)
            case "select_multiple":
                self._ticks(seen)
            case "text":
                self._writes(seen)
            case _:
                self._figures(seen)

    def _set(self, seen: dict[str, Any]) -> None:
        """A line a key; the first line is corrected afterwards with the arrows."""
        names = self.names[seen["item"].rpartition("/")[2]]
        for number, options in enumerate(seen["lines"]):
            self.typed[f"{seen['item']}/{names[number]}"] = self._line(options)
        last = len(seen["lines"]) - 1
        expect(self.page.locator("[data-saved]:visible")).to_have_count(last + 1)
        for _ in range(last):
            self._press("ArrowUp")
        self.typed[f"{seen['item']}/{names[0]}"] = self._line(seen["lines"][0])
        self.page.wait_for_load_state("networkidle")
        self._goes("Enter")

    def _line(self, options: list[dict[str, str]]) -> str:
        if self.chance.random() < 0.1:
            return self._why_not()
        chosen = self.chance.randrange(len(options))
        self._press(str(chosen + 1))
        return str(options[chosen]["value"])

    def _chooses(self, seen: dict[str, Any]) -> None:
        options, fixed = seen["options"], OPENING.get(seen["item"])
        if fixed is None and self.chance.random() < 0.1:
            self._keeps(seen["item"], self._why_not())
            return
        values = [one["value"] for one in options]
        chosen = values.index(fixed) if fixed else self.chance.randrange(len(options))
        if len(options) > 9:
            self._types(options[chosen]["words"])
        else:
            self._press(str(chosen + 1))
        self._keeps(seen["item"], values[chosen])

    def _ticks(self, seen: dict[str, Any]) -> None:
        """One or two; where that is refused, as “nobody” with others about, another one alone."""
        values = [one["value"] for one in seen["options"]]
        ticked = {number for number, one in enumerate(seen["options"]) if one["on"]}
        wanted = set(self.chance.sample(range(len(values)), min(len(values), self.chance.choice((1, 2)))))
        for other in range(len(values)):
            for one in sorted(ticked ^ wanted):
                self._press(str(one + 1))
            if self._keeps(seen["item"], " ".join(values[one] for one in sorted(wanted))):
                return
            ticked, wanted = wanted, {other}
        raise AssertionError(seen["item"])

    def _figures(self, seen: dict[str, Any]) -> None:
        if self.chance.random() < 0.15:
            self._keeps(seen["item"], self._why_not())
            return
        for figure in FIGURES if seen["kind"] != "date" else DAY[:1]:
            self._press("Control+a")
            self._types(figure)
            if self._keeps(seen["item"], DAY[1] if seen["kind"] == "date" else figure):
                return
        self._press("Control+a")
        self._press("Delete")
        assert self._keeps(seen["item"], self._why_not()), seen["item"]

    def _writes(self, seen: dict[str, Any]) -> None:
        for words in (WORDS, NUMBER):  # where words are refused, a telephone number is wanted
            self._press("Control+a")
            self._types(words)
            if self._keeps(seen["item"], words):
                return
        raise AssertionError(seen["item"])

    def _why_not(self) -> str:
        key = self.chance.choice(list(KEYS))
        self._press(key)
        return f"missing:{KEYS[key]}"

    def _keeps(self, item: str, said: str) -> bool:
        """Enter; False when the page says that it is not saved."""
        self._goes("Enter")
        if "/at/" in self.page.url and self._seen()["refused"]:
            return False
        self.typed[item] = said
        return True

    def _seen(self) -> dict[str, Any]:
        return dict(self.page.evaluate(SEEN))

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def _types(self, words: str) -> None:
        """Into the field that has the cursor, once one has."""
        self.page.wait_for_function("document.activeElement !== document.body")
        self.page.keyboard.type(words)

    def _goes(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self._press(key)
