"""A script with every type of question, interviewed by keyboard: through an interpreter, then in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from callassist.web.app import create_app
from callassist.work.studies import load
from tests.browser.desk import Desk, follows, presses, served
from tests.browser.test_barriers import barriers
from tests.work.trials import EXAMPLE, PASSWORD, Call, Trial, files, open_trial

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOLDER = Path(__file__).with_name("every_type")


@dataclass
class Sitting:
    """Samina before the page of one interview."""

    trial: Trial
    desk: Desk
    page: Page
    case: str

    def begins(self) -> Call:
        """Begun in Urdu through the interpreter who is booked."""
        self.page.goto(f"{self.desk.url}/interview/begin/{self.case}")
        self.page.keyboard.press("2")  # the interpreter who is booked
        self.page.select_option("#language", "ur")
        self.press("Enter")
        self.at("plain/hello")
        return Call(
            self.trial, self.page.url.split("/interview/")[1].split("/")[0], self.trial.staff["Samina Yusuf"]
        )

    def press(self, key: str) -> None:
        presses(self.page, key)

    def at(self, item: str) -> None:
        """Where the page is now."""
        assert self.page.url.partition("?")[0].endswith(f"/at/{item}"), self.page.url

    def says(self, item: str, typed: str) -> None:
        """Type an answer at an item and go on."""
        self.at(item)
        self.page.keyboard.type(typed)
        self.press("Enter")

    def chooses(self, item: str, *keys: str) -> None:
        """Choose by figures at an item and go on."""
        self.at(item)
        for key in keys:
            self.page.keyboard.press(key)
        self.press("Enter")

    def between(self, key: str, heading: str, *, looked_at: bool = False) -> None:
        """A page between two questions: one key."""
        expect(self.page.locator("h1")).to_contain_text(heading)
        if looked_at:
            self.has_no_barrier()
        self.press(key)

    def has_no_barrier(self) -> None:
        """Nothing on this page keeps anybody out."""
        found = barriers(self.page)
        assert not found, "\n".join(found)


@pytest.fixture
def sitting(tmp_path: Path, chromium: Browser) -> Iterator[Sitting]:
    trial = open_trial(tmp_path)
    told = files("example")
    study = told["study.toml"].decode().replace("wellbeing.md", "every_type.md")
    study = study.replace('languages = ["en-GB"]', 'languages = ["en-GB", "ur"]', 1)
    own = {one.name: one.read_bytes() for one in FOLDER.iterdir()}
    running = trial.house.study(
        load(trial.house, {**told, **own, "study.toml": study.encode()}, by="test").study_id
    )
    trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    trial.duty(running)
    case = trial.case(hannah, "start").id
    with served(create_app(trial.house), chromium) as desk:
        yield Sitting(trial, desk, desk.signs_in("samina", PASSWORD), case)
    trial.house.database.close()


def plain_questions(sitting: Sitting) -> None:
    sitting.press("Enter")
    sitting.chooses("plain/agreed", "1")
    sitting.says("plain/town_words", "The market")
    sitting.says("plain/people", "3")
    sitting.says("plain/hours", "7.5")
    sitting.says("plain/moved_on", "14 3 2019")
    sitting.says("plain/up_at", "630")
    sitting.says("plain/last_out", "7 10 2026 16.45")
    sitting.says("plain/ease", "7,5")
    sitting.at("plain/ease")  # refused: it is kept whatever it is in the field
    expect(sitting.page.locator(".errors")).to_be_visible()
    sitting.page.keyboard.press("Control+a")
    sitting.says("plain/ease", "8")
    sitting.says("plain/bench", "51.88 -0.42")
    sitting.between("2", "Plain questions", looked_at=True)


def choosing(sitting: Sitting) -> None:
    sitting.chooses("choosing/drink", "3")  # another one
    sitting.says("choosing/drink_other", "Cocoa")
    sitting.chooses("choosing/fruit", "1", "2")
    sitting.has_no_barrier()
    sitting.says("choosing/best", "312")
    sitting.chooses("choosing/county", "1")
    expect(sitting.page.locator("[data-option]")).to_have_count(2)  # the towns of that county alone
    sitting.chooses("choosing/place", "1")
    sitting.says("choosing/street", "High Street")
    sitting.at("choosing/week")
    for key in ("1", "3"):
        sitting.page.keyboard.press(key)
    expect(sitting.page.locator("[data-saved]:visible")).to_have_count(2)
    sitting.press("Enter")
    sitting.at("choosing/visit")
    sitting.has_no_barrier()
    sitting.page.keyboard.press("2")  # sometimes; then the cursor stands in the next field
    sitting.says("choosing/visit", "4")
    sitting.between("1", "Choosing")


def goes_on_in_english(sitting: Sitting) -> None:
    sitting.press("h")
    sitting.page.keyboard.press("1")
    sitting.page.select_option("#language", "en-GB")
    follows(sitting.page, "button[data-key=Enter]")


def lists(sitting: Sitting) -> None:
    sitting.says("lists/rooms", "2")
    sitting.chooses("lists/room%5B1%5D/used", "3")
    sitting.chooses("lists/room%5B2%5D/used", "1")
    sitting.says("lists/club%5B1%5D/members", "12")
    sitting.says("lists/club%5B1%5D/evening%5B1%5D/begins", "19:30")
    sitting.between("2", "one so far", looked_at=True)  # no other evening
    sitting.between("1", "one so far")  # another club
    sitting.says("lists/club%5B2%5D/members", "5")
    sitting.between("1", "none so far")
    sitting.says("lists/club%5B2%5D/evening%5B1%5D/begins", "20.00")
    sitting.between("3", "one so far")  # that evening was one too many
    sitting.between("2", "none so far")
    sitting.between("3", "two so far")  # and so was that club
    sitting.between("2", "one so far")
    sitting.at("lists/told")
    expect(sitting.page.locator(".question .theirs")).to_have_text("You told me of 1 clubs.")
    sitting.press("Enter")


def test_by_keyboard_through_an_interpreter_and_then_in_english(sitting: Sitting) -> None:
    call = sitting.begins()
    plain_questions(sitting)
    choosing(sitting)
    goes_on_in_english(sitting)
    lists(sitting)
    expect(sitting.page.locator("main")).to_contain_text("Complete by the protocol")
    told = {one.path.removeprefix("/data/"): one.value for one in call.session.fold() if one.relevant}
    assert told.items() >= KEPT.items()
    sitting.press("Enter")
    records = [(row.path, row.put) for row in sitting.trial.rows("interpretation")]
    assert records == [(call.path("plain"), "rendered"), (call.path("choosing"), "as_written")]
    assert [row.language for row in sitting.trial.rows("sitting")] == ["ur", "en-GB"]
    events = {row.path: row for row in sitting.trial.rows("answer_event")}
    for free in ("plain/town_words", "plain/bench", "choosing/drink_other", "choosing/street"):
        assert events[call.path(free)].value is None, free  # sealed


KEPT = {
    "plain/agreed": "OK",
    "plain/people": "3",
    "plain/hours": "7.5",
    "plain/moved_on": "2019-03-14",
    "plain/up_at": "06:30",
    "plain/last_out": "2026-10-07T16:45",
    "plain/ease": "8",
    "plain/bench": "51.88 -0.42",
    "choosing/drink": "other",
    "choosing/drink_other": "Cocoa",
    "choosing/best": "plum apple pear",
    "choosing/place": "luton",
    "choosing/visit/visited": "sometimes",
    "choosing/visit/visitors": "4",
    "lists/room[2]/used": "never",
    "lists/club[1]/evening[1]/begins": "19:30",
    "lists/clubs": "1",
}
