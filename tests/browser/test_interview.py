"""An interview in Urdu by keyboard alone: broken off, taken up by a colleague, finished, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from callassist.web.app import create_app
from callassist.work import at_hand
from callassist.work.actor import Actor
from tests.browser.desk import Desk, served
from tests.work.trials import NASREEN, PASSWORD, Call, Trial, open_trial

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Shift:
    """A trial with its pages open in a real browser."""

    trial: Trial
    desk: Desk
    samina: Actor
    tom: Actor
    case: str

    @property
    def url(self) -> str:
        return self.desk.url

    def signs_in(self, name: str) -> Page:
        return self.desk.signs_in(name, PASSWORD)

    def call(self, page: Page, who: Actor) -> Call:
        return Call(self.trial, page.url.split("/interview/")[1].split("/")[0], who)


@pytest.fixture
def shift(tmp_path: Path, chromium: Browser) -> Iterator[Shift]:
    trial = open_trial(tmp_path)
    together = trial.load("together")
    samina = trial.works_here("Samina Yusuf", together)
    tom = trial.works_here("Tom Field", together)
    [nasreen] = trial.enrols(together, NASREEN)
    trial.duty(together)
    case = trial.case(nasreen, "post_programme").id
    with served(create_app(trial.house), chromium) as desk:
        yield Shift(trial, desk, samina, tom, case)
    trial.house.database.close()


def begins(shift: Shift, page: Page) -> None:
    page.goto(f"{shift.url}/interview/begin/{shift.case}")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    arrives(page, "opening/is_it_she")


def arrives(page: Page, item: str) -> None:
    page.wait_for_url(lambda address: address.partition("?")[0].endswith(f"/at/{item}"))
    page.wait_for_load_state()


def answers(page: Page, key: str, then: str) -> None:
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    arrives(page, then)


def opens(page: Page, then: str) -> None:
    answers(page, "1", "opening/safe")
    answers(page, "1", "opening/overheard")
    answers(page, "1", then)


def reads_out(page: Page, *items: str) -> None:
    for item in items:
        page.keyboard.press("Enter")
        arrives(page, item)


def test_in_urdu_by_keyboard_alone_broken_off_taken_up_and_finished(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    expect(page.locator(".question .theirs")).to_have_attribute("dir", "rtl")
    opens(page, "who_we_are/who")
    reads_out(page, "who_we_are/how_long", "who_we_are/limits", "who_we_are/your_choice", "who_we_are/go_on")
    answers(page, "1", "home/home_start")
    reads_out(page, "home/moved")
    answers(page, "2", "home/adults")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    arrives(page, "home/lives_with")
    call = shift.call(page, shift.samina)
    assert call.standing("home/moved") == "no"
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    arrives(page, "home/bedrooms")
    page.keyboard.press("D")
    page.keyboard.press("Enter")
    arrives(page, "home/warm")
    assert call.standing("home/lives_with") == "partner in_law"
    page.keyboard.press("B")
    arrives(page, "home/bedrooms")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    arrives(page, "home/warm")
    page.keyboard.press("x")
    page.wait_for_url("**/leave?**")
    page.keyboard.press("Enter")
    page.wait_for_url("**/case/**")
    assert call.standing("home/bedrooms") == "3"
    page.wait_for_load_state()
    page.keyboard.press("g")  # no time was agreed
    page.wait_for_url("**/day**")

    other = shift.signs_in("tom")
    other.goto(f"{shift.url}/interview/begin/{shift.case}")
    other.keyboard.press("1")
    other.keyboard.press("Enter")
    arrives(other, "opening/is_it_she")
    opens(other, "home/warm")
    later = Call(shift.trial, call.id, shift.tom)
    answers(other, "1", "support/wemwbs_1")
    in_a_set(other)
    assert [later.standing(f"support/wemwbs_1/w{n}") for n in range(1, 6)] == ["1", "2", "3", "4", "5"]
    later.walks(until="closing/goodbye")
    other.goto(f"{shift.url}/interview/{call.id}")
    arrives(other, "closing/goodbye")
    other.keyboard.press("Enter")
    other.wait_for_url("**/end")
    expect(other.locator("main")).to_contain_text("Complete by the protocol")
    other.keyboard.press("Enter")
    other.wait_for_url("**/case/**")
    folded = shift.trial.rows("folded")[0]
    told = {one["name"]: one["missing"] or one["value"] for one in folded.answers}
    assert (told["adults"], told["bedrooms"], told["w4"], told["warm"]) == ("2", "3", "4", "1")


def in_a_set(page: Page) -> None:
    """Keys as fast as they come, a line each; the fourth refused at first, then answered after all."""
    for key in ("1", "2", "3", "R", "5", "ArrowUp", "4"):
        page.keyboard.press(key)
    expect(page.locator("[data-saved]:visible")).to_have_count(5)
    page.keyboard.press("Enter")
    arrives(page, "support/wemwbs_2")


def test_one_key_shows_a_neutral_page_and_safety_is_asked_before_the_same_question(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    opens(page, "who_we_are/who")
    call = shift.call(page, shift.samina)
    call.walks(until="home/warm")
    page.goto(f"{shift.url}/interview/{call.id}")
    page.keyboard.press("2")
    page.keyboard.press("Escape")
    expect(page).to_have_title("One moment")
    shown = page.content()
    for word in ("T-014", "Akhtar", "callassist", "ogether", "warm"):
        assert word not in page.inner_text("body") + page.title() + page.url, word
    assert "warm" not in shown
    page.keyboard.press("Enter")
    arrives(page, "opening/safe")
    answers(page, "1", "opening/overheard")
    answers(page, "1", "home/warm")
    expect(page.locator("input[name=q0][value='2']")).to_be_checked()


def test_before_the_page_has_its_scripts_escape_counts_and_no_answer_is_given(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    held: list[Route] = []
    page.route("**/interview.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    expect(page.locator("input[name=q0]").first).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    expect(page).to_have_title(re.compile("callassist"))
    expect(page.locator("input[name=q0]:checked")).to_have_count(0)
    held[0].continue_()
    expect(page).to_have_title("One moment")


def test_two_windows_of_one_interview_never_mix(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    second = page.context.new_page()
    second.goto(page.url)
    answers(page, "1", "opening/safe")
    second.keyboard.press("4")
    second.keyboard.press("Enter")
    second.wait_for_url("**behind**")
    expect(second.locator("main")).to_contain_text("another window has gone on")
    assert shift.call(page, shift.samina).standing("opening/is_it_she") == "yes"


def test_more_answers_than_figures_are_found_by_their_first_letters(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    opens(page, "who_we_are/who")
    call = shift.call(page, shift.samina)
    call.walks(until="closing/contact/language_next")
    page.goto(f"{shift.url}/interview/{call.id}")
    arrives(page, "closing/contact/language_next")
    page.keyboard.type("syl")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("language_next"))
    assert call.standing("closing/contact/language_next") == "syl"


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_nothing_scrolls_sideways(shift: Shift, width: int) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    call = shift.call(page, shift.samina)
    call.opens()
    page.set_viewport_size({"width": width, "height": 800})
    for until in ("home/adults", "home/lives_with", "support/wemwbs_1/w2", "support/worries/worry_sleep"):
        call.walks(until=until)
        page.goto(f"{shift.url}/interview/{call.id}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), until
    for beside in ("keys", "how", "leave", "told", "distress", "end"):
        page.goto(f"{shift.url}/interview/{call.id}/{beside}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), beside


def test_the_distress_page_by_keyboard_and_enter_does_nothing_there(shift: Shift) -> None:
    page = shift.signs_in("samina")
    begins(shift, page)
    page.keyboard.press("s")
    page.wait_for_url("**/distress**")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(page.locator(".level.chosen strong")).to_have_text("Risk, or something disclosed")
    page.wait_for_load_state()
    page.keyboard.press("l")
    expect(page.locator("section.stop")).to_contain_text("Rung")
    page.wait_for_load_state()
    page.keyboard.press("b")
    arrives(page, "opening/is_it_she")
    [alert] = shift.trial.rows("alert")
    assert alert.level == 2
    with shift.trial.house.database.read() as c:
        assert at_hand.held(c, alert.interview_id).state == "open"
