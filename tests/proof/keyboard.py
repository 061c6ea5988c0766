"""An interview held in Urdu by keyboard alone in a browser, broken off, taken up by a colleague, finished."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from playwright.sync_api import Browser, Page

from callassist.web.app import create_app
from tests.browser.desk import CHROMIUM, Desk, chromium, served
from tests.browser.hands import Hands
from tests.proof.breaking import ANSWER_BREAKS
from tests.proof.line import Line
from tests.trial import QUESTIONNAIRES
from tests.work.trials import NASREEN, PASSWORD, open_trial

SEED: Final = 20261008
BREAKS_OFF_AT: Final = "support/talk_to"
BACK_AT: Final = ("home/warm", "child/child_health")
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Held:
    """One interview: what was typed, and where the file that the data manager took differs from it."""

    answers: int
    pages: int
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """What the proof knows of the script: read from its Markdown, by itself."""

    groups: Mapping[str, list[str]]
    kept_back: frozenset[str]
    reckoned: frozenset[str]


def prove(*, quick: bool) -> Line:
    """Hold interviews with seeded hands (quick: one, else three), and compare the file with the typed."""
    if CHROMIUM is None:
        return Line("keyboard", "", 0, "", holds=False, left_out="Chromium is not installed")
    with chromium() as browser:
        held = [hold(browser, SEED + n) for n in range(1 if quick else 3)]
        broken = []
        for how, breaking in ANSWER_BREAKS[: 1 if quick else None]:
            with breaking():
                broken.append((how, bool(hold(browser, SEED).differing)))
    differing = [one for each in held for one in each.differing]
    answers, pages = sum(one.answers for one in held), sum(one.pages for one in held)
    return Line(
        "keyboard",
        "an interview in Urdu in Chromium by keys alone, broken off, taken up by a colleague, finished; "
        f"{answers} answers on {pages} pages compared with the file that a data manager took",
        len(held),
        f"{len(differing)} differ" + (f", first {differing[0]}" if differing else ""),
        holds=not differing,
        seed=SEED,
        broken=tuple(broken),
    )


def hold(browser: Browser, seed: int) -> Held:
    """One interview from the door to the file, on a trial of its own."""
    script = read_script((QUESTIONNAIRES / "together" / "post_programme.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="callassist-keys-") as place:
        trial = open_trial(Path(place))
        together = trial.load("together")
        trial.works_here("Samina Yusuf", together)
        trial.works_here("Tom Field", together)
        trial.works_here("Owen Data", together, "data")
        trial.duty(together)
        trial.enrols(together, NASREEN)
        with served(create_app(trial.house), browser) as desk:
            chance = Random(seed)
            first = Hands(desk.opens("/sign-in"), chance, script.groups)
            pages = _begins(first, "samina", until=BREAKS_OFF_AT)
            first.breaks_off()
            second = Hands(desk.opens("/sign-in"), chance, script.groups, typed=first.typed)
            pages += _begins(second, "tom")
            second.finishes()
            found = _taken(desk, Path(place))
        trial.house.database.close()
    typed = {item: said for item, said in second.typed.items() if _leaf(item) not in script.kept_back}
    return Held(len(typed), pages, tuple(_differing(typed, found, script)))


def _begins(hands: Hands, name: str, until: str = "") -> int:
    hands.signs_in(name, PASSWORD)
    hands.finds(NASREEN["study_number"])
    hands.begins()
    return hands.holds(until, back_at=BACK_AT)


def _taken(desk: Desk, place: Path) -> Mapping[str, Rows]:
    """The data set as a data manager has it made on her page and takes it; read with csv alone."""
    page = desk.signs_in("owen", PASSWORD)
    page.goto(f"{desk.url}/data")
    page.click("text=Make the data set")
    with page.expect_download(timeout=60_000) as taken:
        _take(page)
    target = place / "taken.zip"
    taken.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def _take(page: Page) -> None:
    page.locator("text=Take the file").click(timeout=60_000)


def _differing(typed: Mapping[str, str], found: Mapping[str, Rows], script: Script) -> list[str]:
    """Every item whose row differs from what was typed, is missing, or was typed by nobody."""
    stands = {
        row["path"].strip("/").partition("/")[2]: f"missing:{row['missing']}"
        if row["missing"]
        else row["value"]
        for row in found["answers.csv"]
        if row["kind"] != "note" and row["name"] not in script.reckoned
    }
    [interview] = found["interviews.csv"]
    wrong = [item for item in sorted(typed.keys() | stands.keys()) if typed.get(item) != stands.get(item)]
    if interview["state"] not in ("complete", "partial") or interview["sittings"] != "2":
        wrong.append("the interview's own row")
    return wrong


def read_script(text: str) -> Script:
    """The sets of a script with their items, and the items that do not leave in a blinded file."""
    lines = text.partition("| survey |")[2].partition("| choices |")[0].splitlines()
    table = [[cell.strip() for cell in line.split("|")[2:]] for line in lines if line.count("|") > 3]
    head, groups, kept_back, reckoned = table[0], {}, set(), set()
    inside: list[str] = []
    for row in table[1:]:
        cells = dict(zip(head, row, strict=False))
        kind, name = cells["type"], cells.get("name", "")
        if kind in ("begin group", "begin repeat"):
            inside.append(name)
        elif kind in ("end group", "end repeat"):
            inside.pop()
        elif kind == "calculate":
            reckoned.add(name)
        else:
            groups.setdefault(inside[-1] if inside else "", []).append(name)
            if kind == "text" or cells.get("reveals_arm") or cells.get("identity"):
                kept_back.add(name)
    return Script(groups, frozenset(kept_back), frozenset(reckoned))


def _leaf(item: str) -> str:
    return item.rpartition("/")[2]
