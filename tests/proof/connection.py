"""The connection cut before send, after send, while a page comes, in a reload and across sign-out."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from playwright.sync_api import Browser, Error, Page, expect

from callassist.privacy.sealing import place
from callassist.web.app import create_app
from callassist.work.studies import load
from tests.browser.desk import CHROMIUM, Desk, chromium, served
from tests.proof.breaking import CONNECTION_BREAKS
from tests.proof.forty import SETTLED, Hand, plan, script
from tests.proof.line import Line as Said
from tests.proof.wire import Line, Wire, wired
from tests.trial import folder
from tests.work.trials import PASSWORD, Trial, open_trial

SEED: Final = 20261122
STUDY: Final = Path(__file__).parent / "fault_study"
CUTS: Final = ("before", "after", "reload", "page", "sign-out")
FAMILY: Final = {
    "study_number": "L-101",
    "full_name": "Hannah Clark",
    "role": "mother",
    "site": "north_quay",
    "strand": "service",
    "cohort": "autumn",
    "phone": "07700 900301",
    "spoken": "en-GB",
    "reads": "en-GB",
    "texts_in": "en-GB",
    "consent_version": "agreed_2",
    "consent_on": "2026-10-01",
}
KEPT: Final = """async () => {
  const wanted = indexedDB.open("callassist-waits", 1);
  const database = await new Promise((done) => { wanted.onsuccess = () => done(wanted.result); });
  const all = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const rows = [...(await all("answers")), ...(await all("copies"))];
  const text = (one) => (one instanceof ArrayBuffer ? new TextDecoder("latin1").decode(one) : String(one));
  const words = (row) => Object.values(row).map(text).join(" ");
  return { answers: (await all("answers")).length, words: rows.map(words).join(" "), rows: rows.length };
}"""
"""What lies in the browser: how many answers, and all of it as text."""


@dataclass
class Held:
    """One interview over a bad line: what was wrong with it, and what was tried."""

    wrong: list[str] = field(default_factory=list)
    answers: int = 0
    on_sheet: int = 0
    cuts: list[str] = field(default_factory=list)


def prove(*, quick: bool) -> Said:
    """Hold interviews of forty answers over a line that is cut (quick: one, else eight)."""
    if CHROMIUM is None:
        return Said("connection", "", 0, "", holds=False, left_out="Chromium is not installed")
    with chromium() as browser:
        held = [hold(browser, SEED + n) for n in range(1 if quick else 8)]
        broken = []
        for how, breaking in CONNECTION_BREAKS[: 1 if quick else None]:
            with breaking():
                broken.append((how, bool(hold(browser, SEED, most=14).wrong)))
    wrong = [one for each in held for one in each.wrong]
    cuts = [one for each in held for one in each.cuts]
    counted = ", ".join(f"{cuts.count(one)} {one}" for one in CUTS)
    return Said(
        "connection",
        f"{sum(one.answers for one in held)} answers in Chromium, the line cut {len(cuts)} times: {counted}; "
        f"{sum(one.on_sheet for one in held)} of them given without a line; each stored once and in order",
        len(held),
        f"{len(wrong)} wrong" + (f", first {wrong[0]}" if wrong else ""),
        holds=not wrong and all(set(one.cuts) == set(CUTS) for one in held),
        seed=SEED,
        broken=tuple(broken),
    )


def hold(browser: Browser, seed: int, most: int = 0) -> Held:
    """One interview, cut in every way at places of the seed's choice; with `most`, its first answers only."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory(prefix="callassist-line-") as where:
        trial = open_trial(Path(where))
        case = _begun(trial)
        with (
            served(create_app(trial.house), browser) as desk,
            wired(int(desk.url.rpartition(":")[2])) as wire,
        ):
            call = Call(Desk(f"http://127.0.0.1:{wire.port}", browser), wire, chance, case)
            held = call.held(most)
        held.wrong += _compared(trial, call.hand, Path(where))
        trial.house.database.close()
    return held


def _begun(trial: Trial) -> str:
    files = folder(STUDY)
    files["talk.md"] = script().encode()
    files["study.toml"] = files["study.toml"].replace(b"offset = { weeks = 2 }", b"offset = { days = 0 }")
    running = trial.house.study(load(trial.house, files, by="proof").study_id)
    trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, FAMILY)
    return str(trial.case(hannah, "welcome").id)


@dataclass
class Call:
    """The interviewer at her browser, and the line behind it."""

    desk: Desk
    wire: Wire
    chance: Random
    case: str
    hand: Hand = field(init=False)
    told: Held = field(default_factory=Held)

    def held(self, most: int) -> Held:
        page = self.desk.signs_in("samina", PASSWORD)
        page.set_default_timeout(20_000)
        self.hand = Hand(page, plan(self.chance))
        page.goto(f"{self.desk.url}/interview/begin/{self.case}")
        page.keyboard.press("1")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_url("**/at/**")
        self.hand.until(lambda: self.hand.seen()["item"], "a question")
        page.wait_for_load_state()
        self.copied()
        cuts = self.cuts(most)
        while (seen := self.hand.seen())["where"] != "end":
            if most and len(self.hand.given) >= most and not seen["line"]:
                break
            cut = (
                cuts.pop(0)
                if cuts and len(self.hand.given) >= cuts[0][0] and seen["where"] == "page"
                else None
            )
            if seen["where"] == "over":
                self.hand.ends()
            elif cut is None:
                self.hand.answers()
            else:
                self.cut(cut[1])
        self.told.answers, self.told.on_sheet = len(self.hand.given), self.hand.on_sheet
        self.settled(finish=not most)
        return self.told

    def cuts(self, most: int) -> list[tuple[int, str]]:
        """After how many answers the line is cut, and how."""
        ways = list(CUTS[:2] if most else CUTS)
        self.chance.shuffle(ways)
        step = (most or 40) // (len(ways) + 1)
        return [(step * n + self.chance.randrange(3) + 1, way) for n, way in enumerate(ways)]

    def copied(self) -> None:
        """The copy of the script lies in the browser."""
        self.hand.until(lambda: bool(self.hand.page.evaluate(KEPT)["rows"]), "a copy of the script")

    def cut(self, way: str) -> None:
        """Answer over a line that is cut, go on without one, and mend it."""
        self.told.cuts.append(way)
        cuts = self.wire.cuts
        page, seen = self.hand.page, self.hand.seen()
        match way:
            case "page":
                self.wire.line = Line.PAGE
                self._lost_with_the_page(seen)
            case _:
                self.wire.line = Line.AFTER if way == "after" else Line.BEFORE
                self._goes_on_without(seen)
        assert self.wire.cuts == cuts + 1, (way, self.wire.line)
        if way == "reload":
            self._reloads(page)
        elif way == "sign-out":
            self._signs_out(page)
        self.wire.line = Line.UP

    def _goes_on_without(self, seen: dict[str, Any]) -> None:
        hand = self.hand
        hand.answers()
        while hand.seen()["where"] == "page":  # the lines of a set stay on their page
            hand.answers()
        expect(hand.page.locator("#lost [data-when=lost]")).to_be_visible()
        for _ in range(self.chance.randrange(1, 5)):
            if not hand.seen()["item"]:
                break
            hand.answers()
        hand.until(hand.kept, "word that the answers are kept")
        hidden = hand.page.evaluate(KEPT)
        if not hidden["answers"] or any(word in hidden["words"] for word in ("thing", "sometimes", "number")):
            self.told.wrong.append("what waits lies open in the browser")

    def _lost_with_the_page(self, seen: dict[str, Any]) -> None:
        hand = self.hand
        while hand.seen()["line"] and not hand.seen()["last"]:
            hand.answers()
        hand.gives(hand.seen())
        if seen["line"]:
            hand.until(lambda: hand.page.evaluate(SETTLED), "a whole set saved")
        hand.page.keyboard.press("Enter")
        hand.until(lambda: hand.page.url.startswith("chrome-error"), "the browser's own page")
        self.wire.line = Line.UP
        hand.page.reload()
        hand.until(lambda: hand.seen()["item"], "a question")
        hand.page.wait_for_load_state()

    def _reloads(self, page: Page) -> None:
        """A reload without a line shows the browser's own page; with one the answers go out."""
        with suppress(Error):
            page.reload()
        self.hand.until(lambda: page.url.startswith("chrome-error"), "the browser's own page")
        self.wire.line = Line.UP
        self._comes_back(page)

    def _comes_back(self, page: Page) -> None:
        page.goto(f"{self.desk.url}/interview/begin/{self.case}")
        self._sent(page)

    def _sent(self, page: Page) -> None:
        """What waited has gone, and the page has gone on to the question that is open now."""
        expected = next((one for one in self.hand.planned if one not in self.hand.given), "")
        self.hand.until(
            lambda: self.hand.seen()["item"] == expected and not page.evaluate(KEPT)["answers"], expected
        )
        page.wait_for_load_state()

    def _signs_out(self, page: Page) -> None:
        """Warned of what waits she goes back, it is sent; then she signs out, and that receipt is lost."""
        self.wire.line = Line.NO_FORMS
        page.goto(f"{self.desk.url}/sign-out")
        expect(page.locator("#waits-here")).to_contain_text("wait in this browser")
        expect(page.locator("[data-sign-out]")).to_contain_text("and lose")
        self.wire.line = Line.UP
        page.click("#waits-here a")
        self._sent(page)
        page.goto(f"{self.desk.url}/sign-out")
        self.wire.line = Line.AFTER
        page.click("[data-sign-out]")
        self.hand.until(lambda: page.url.startswith("chrome-error"), "the browser's own page")
        self.wire.line = Line.UP
        page.goto(f"{self.desk.url}/sign-in")
        self.hand.until(lambda: page.evaluate(KEPT)["rows"] == 0, "an empty browser")
        page.fill("[name=name]", "samina")
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self._comes_back(page)
        self.copied()

    def settled(self, *, finish: bool) -> None:
        """Nothing waits any more; the interview is finished."""
        page = self.hand.page
        try:
            self.hand.until(lambda: not page.evaluate(KEPT)["answers"], "an empty browser")
        except AssertionError:
            self.told.wrong.append("an answer still waits in the browser")
        if finish:
            with page.expect_navigation():
                page.keyboard.press("Enter")


def _compared(trial: Trial, hand: Hand, where: Path) -> list[str]:
    """The answers in the file, read by sqlite3 alone, against what was given: once each, and in order."""
    with sqlite3.connect(where / "trial.sqlite") as raw:
        rows = raw.execute(
            "select interview_id, sequence, path, value, missing, sealed_value from answer_event "
            "where kind = 'answer' order by sequence"
        ).fetchall()
    raw.close()
    found = [path.removeprefix("/data/") for _, _, path, *_ in rows]
    wrong = [f"{one} is stored {found.count(one)} times" for one in hand.given if found.count(one) != 1]
    if found != hand.given and not wrong:
        wrong.append("they are stored in another order than they were given in")
    for interview, sequence, path, value, missing, sealed in rows:
        if sealed is not None:
            key = _key(trial)
            value = trial.house.sealer.open(key, bytes(sealed), place("answer", f"{interview}/{sequence}"))
        stands = f"missing:{missing}" if missing else value
        item = path.removeprefix("/data/")
        if stands != hand.planned[item].stands:
            wrong.append(f"{item} is stored as {stands!r}, not {hand.planned[item].stands!r}")
    return wrong


def _key(trial: Trial) -> bytes:
    [row] = trial.rows("participant")
    return bytes(row.wrapped_key)
