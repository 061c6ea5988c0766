"""What a walk through a working day found wanting in the browser, each so that it stays mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from callassist.web.app import create_app
from tests.browser.desk import Desk, follows, presses, served
from tests.web.houses import PASSWORD, Trial, open_house
from tests.work import trials

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_house(tmp_path)
    opened.families("T-014", "T-018", "T-060")
    opened.works_here("samina", "interviewer")
    opened.works_here("helen", "manager")
    yield opened
    opened.house.database.close()


@pytest.fixture
def desk(trial: Trial, chromium: Browser) -> Iterator[Desk]:
    with served(create_app(trial.house, machine_clock=trial.machine), chromium) as opened:
        yield opened


def opens_the_note(desk: Desk, trial: Trial, number: str) -> Page:
    page = desk.signs_in("samina", PASSWORD)
    page.goto(f"{desk.url}/case/{trial.case(number)}")
    for _ in ("the case", "its note"):
        presses(page, "o")
    return page


def test_outside_the_hours_in_which_she_may_be_rung_the_page_says_so_and_from_when(
    desk: Desk, trial: Trial
) -> None:
    page = opens_the_note(desk, trial, "T-014")  # it is 15:52; her children are home, and it is not yet 16:00
    expect(page.locator("main")).to_contain_text("Do not ring now")
    expect(page.locator("main")).to_contain_text("16:00")
    expect(page.locator("[data-key=H]")).to_contain_text("She rings us")
    trial.clock.set(trial.clock.at + timedelta(minutes=9))
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Do not ring now")
    expect(page.locator("[data-key=H]")).to_contain_text("I dial by hand")


def test_another_day_and_time_are_asked_for_only_when_another_time_is_chosen(
    desk: Desk, trial: Trial
) -> None:
    page = opens_the_note(desk, trial, "T-018")
    expect(page.locator("#other_day")).to_be_hidden()
    page.locator("[name=slot][value=other]").check()
    expect(page.locator("#other_day")).to_be_visible()


def test_a_case_of_a_study_that_texts_nothing_about_appointments_opens_all_the_same(
    tmp_path: Path, chromium: Browser
) -> None:
    small = trials.open_trial(tmp_path)
    example = small.load("example")
    small.works_here("Samina Yusuf", example)
    small.enrols(example, trials.EXAMPLE)
    with served(create_app(small.house), chromium) as desk:
        page = desk.signs_in("samina", trials.PASSWORD)
        page.goto(f"{desk.url}/find")
        page.fill("#study_number", "E-101")
        presses(page, "Enter")
        follows(page, "tbody button")
        presses(page, "o")
        expect(page.locator("#book")).to_be_visible()
        expect(page.locator("main")).to_contain_text("No text goes out")
    small.house.database.close()


def test_what_to_say_in_english_has_no_empty_column_beside_it(desk: Desk) -> None:
    page = desk.signs_in("samina", PASSWORD)
    page.goto(f"{desk.url}/neutral")
    expect(page.locator(".spine .theirs").first).to_be_visible()
    expect(page.locator(".spine .ours:visible")).to_have_count(0)
    page.goto(f"{desk.url}/neutral?in=ur")
    assert page.locator(".spine .ours:visible").count() > 1


def test_a_reference_is_asked_for_only_when_somebody_interprets(desk: Desk, trial: Trial) -> None:
    page = desk.signs_in("samina", PASSWORD)
    page.goto(f"{desk.url}/interview/begin/{trial.case('T-018')}")
    expect(page.locator("#how")).to_be_visible()
    expect(page.locator("#interpreter")).to_be_hidden()
    page.keyboard.press("2")
    expect(page.locator("#how [data-key='2']")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#interpreter")).to_be_visible()


def test_the_morning_breaks_down_one_interview_and_links_to_the_rest(desk: Desk) -> None:
    page = desk.signs_in("helen", PASSWORD)
    page.goto(f"{desk.url}/morning")
    expect(page.locator("[aria-labelledby=completion] tr.sum")).to_have_count(3)
    in_the_morning = page.locator("[aria-labelledby=completion] tbody tr").count()
    follows(page, "text=All interviews by site and language")
    expect(page.locator("h1")).to_have_text("Completion")
    assert page.locator("tbody tr").count() > in_the_morning > 3


def test_in_the_morning_a_pause_that_holds_stands_first(desk: Desk) -> None:
    page = desk.signs_in("helen", PASSWORD)
    page.goto(f"{desk.url}/going-out")
    page.fill("[name=why]", "A wrong wording was seen.")
    follows(page, "text=Pause now")
    page.goto(f"{desk.url}/morning")
    expect(page.locator("main .notice.stop")).to_contain_text("Paused: the whole study")
    expect(page.locator("main .notice.stop")).to_contain_text("A wrong wording was seen.")


def test_whoever_signs_in_types_at_once(desk: Desk) -> None:
    page = desk.opens("/sign-in")
    expect(page.locator("[name=name]")).to_be_focused()
