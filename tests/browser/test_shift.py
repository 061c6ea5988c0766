"""A shift by keyboard: day, case, note, outcome; and words that outlive a lock and a broken line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from callassist.web.app import create_app
from tests.browser.desk import Desk, follows, presses, served
from tests.web.houses import PASSWORD, Trial, open_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Shift:
    """A trial with its pages open in a real browser."""

    trial: Trial
    desk: Desk

    @property
    def url(self) -> str:
        return self.desk.url

    def signs_in(self, name: str) -> Page:
        return self.desk.signs_in(name, PASSWORD)


@pytest.fixture
def shift(tmp_path: Path, chromium: Browser) -> Iterator[Shift]:
    trial = open_house(tmp_path)
    trial.families("T-018", "T-051", "T-060")
    trial.works_here("samina", "interviewer")
    with served(create_app(trial.house, machine_clock=trial.machine), chromium) as desk:
        yield Shift(trial, desk)
    trial.house.database.close()


def test_from_the_day_to_an_outcome_by_keyboard_alone(shift: Shift) -> None:
    page = shift.signs_in("samina")
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.here")).to_contain_text("T-060")
    presses(page, "Enter")
    expect(page.locator("h1")).to_contain_text("T-060")
    expect(page.locator("main")).not_to_contain_text("07700 900260")
    presses(page, "o")
    expect(page.locator(".clock.huge")).to_have_text("07700 900260")
    page.keyboard.press("l")
    page.keyboard.press("Tab")  # to how
    page.keyboard.press("Tab")  # to when
    page.keyboard.press("Tab")  # to what happened
    page.keyboard.type("No answer")
    page.keyboard.press("Tab")
    page.keyboard.type("n o l")  # letters are letters in a field
    page.keyboard.press("Enter")
    expect(page.locator("#logged")).to_have_text("Logged")
    expect(page.locator("main")).to_contain_text("You rang. No answer.")
    page.keyboard.press("n")
    expect(page.locator("h1")).not_to_contain_text("T-060")


def test_a_key_pressed_before_the_scripts_are_there_is_not_lost(shift: Shift) -> None:
    page = shift.signs_in("samina")
    held: list[Route] = []
    presses(page, "n")
    page.route("**/keys.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    expect(page.locator("h1")).to_contain_text("T-060")
    page.keyboard.press("o")
    expect(page.locator(".clock.huge")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".clock.huge")).to_have_text("07700 900260")


def test_one_key_clears_the_page_even_out_of_a_field(shift: Shift) -> None:
    page = shift.signs_in("samina")
    presses(page, "n")
    presses(page, "o")
    page.focus("#note")
    page.keyboard.press("Escape")
    page.wait_for_url("**/neutral**")
    assert page.title() == "One moment"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("T-060")


def test_what_was_typed_is_there_again_after_the_lock(shift: Shift) -> None:
    page = shift.signs_in("samina")
    presses(page, "n")
    presses(page, "o")
    page.fill("#note", "Ring twice, then wait.")
    shift.trial.machine.set(shift.trial.machine.at + timedelta(minutes=20))
    page.reload()
    expect(page.locator("h1")).to_have_text("Locked")
    page.fill("#password_of_mine", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#note")).to_have_value("Ring twice, then wait.")


def test_a_form_sent_into_a_lock_arrives_after_the_password(shift: Shift) -> None:
    page = shift.signs_in("samina")
    presses(page, "n")
    presses(page, "o")
    page.fill("#note", "Ring twice, then wait.")
    page.select_option("#what", "no_answer")
    shift.trial.machine.set(shift.trial.machine.at + timedelta(minutes=20))
    follows(page, "text=Log the attempt")
    expect(page.locator("h1")).to_have_text("Locked")
    page.fill("#password_of_mine", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#logged")).to_have_text("Logged")
    expect(page.locator("main")).to_contain_text("You rang. No answer.")


def test_what_was_mended_and_saved_is_not_typed_in_again(shift: Shift) -> None:
    page = shift.signs_in("samina")
    presses(page, "n")
    presses(page, "o")
    page.fill("#note", "Ring twice, then wait.")
    follows(page, "text=Log the attempt")
    expect(page.locator(".errors")).to_be_visible()
    page.select_option("#what", "no_answer")
    follows(page, "text=Log the attempt")
    expect(page.locator("#logged")).to_have_text("Logged")
    follows(page, "text=Open T-060")
    presses(page, "o")
    expect(page.locator("#note")).to_have_value("")


def test_a_form_sent_down_a_broken_line_is_still_there(shift: Shift) -> None:
    page = shift.signs_in("samina")
    presses(page, "n")
    presses(page, "o")
    page.fill("#note", "Ring twice, then wait.")
    page.select_option("#what", "no_answer")
    address = page.url
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.click("text=Log the attempt")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("#note")).to_have_value("Ring twice, then wait.")
    expect(page.locator("#what")).to_have_value("no_answer")
    follows(page, "text=Log the attempt")
    expect(page.locator("#logged")).to_have_text("Logged")
    follows(page, "text=Open T-060")
    presses(page, "o")
    expect(page.locator("#note")).to_have_value("")


def test_the_button_and_the_text_follow_the_time_that_is_chosen(shift: Shift) -> None:
    page = shift.signs_in("samina")
    page.goto(f"{shift.url}/case/{shift.trial.case('T-018')}")
    for _ in ("the case", "its note"):
        presses(page, "o")
    expect(page.locator("h1")).to_contain_text("T-018")
    times = page.locator("[name=slot]")
    expect(page.locator("[data-preview]:visible")).to_have_count(1)
    times.nth(1).check()
    chosen = times.nth(1).get_attribute("data-short")
    expect(page.locator("button[data-label]")).to_have_text(f"Book {chosen}")
    wall = times.nth(1).get_attribute("value") or ""
    expect(page.locator("[data-preview]:visible")).to_contain_text(wall[11:])
    follows(page, "button[data-label]")
    expect(page.locator("main")).to_contain_text("Move the appointment")


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_nothing_scrolls_sideways_at_any_zoom(shift: Shift, width: int) -> None:
    page = shift.signs_in("samina")
    page.set_viewport_size({"width": width, "height": 800})
    case = f"/case/{shift.trial.case('T-060')}"
    for address in ("/day", case, "/find", "/keys", "/sign-out", "/neutral?in=ur", "/neutral?in=pl"):
        page.goto(shift.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.goto(shift.url + case)
    for seen in ("Ask for", "You opened it"):
        presses(page, "o")
        expect(page.locator("main")).to_contain_text(seen)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
