"""The line breaks in an interview: answers are kept, the rest of the script shows, all is sent afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from callassist.questionnaire.entries import Missing
from callassist.web.app import create_app
from callassist.work import interviews
from callassist.work.sittings import Manner
from tests.browser.desk import presses, served
from tests.browser.test_interview import Shift, answers, arrives, begins
from tests.proof.connection import KEPT
from tests.work.trials import NASREEN, PASSWORD, Call, open_trial

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shift(tmp_path: Path, chromium: Browser) -> Iterator[Shift]:
    trial = open_trial(tmp_path)
    together = trial.load("together")
    samina, tom = (trial.works_here(name, together) for name in ("Samina Yusuf", "Tom Field"))
    [nasreen] = trial.enrols(together, NASREEN)
    trial.duty(together)
    with served(create_app(trial.house), chromium) as desk:
        yield Shift(trial, desk, samina, tom, trial.case(nasreen, "post_programme").id)
    trial.house.database.close()


def at_home(shift: Shift, page: Page, until: str = "home/moved") -> Call:
    """In the middle of the script, its copy in the browser."""
    begins(shift, page)
    call = shift.call(page, shift.samina)
    call.opens()
    call.walks(until=until)
    with page.expect_response("**/copy"):
        page.goto(f"{shift.url}/interview/{call.id}")
    arrives(page, until)
    while not page.evaluate(KEPT)["rows"]:
        page.wait_for_timeout(25)
    return call


def says(page: Page) -> Locator:
    """What the page says of the line just now."""
    return page.locator("#lost [data-when]:visible").first


def keeps(page: Page, *keys: str) -> None:
    """A question answered on the sheet; then the next is marked."""
    before = page.locator(".asked.now").get_attribute("data-item")
    for key in (*keys, "Enter"):
        page.keyboard.press(key)
    expect(page.locator(f".asked.now:not([data-item='{before}'])")).to_have_count(1)


def test_answers_are_kept_the_rest_shows_and_is_sent_when_the_line_is_back(shift: Shift) -> None:
    page = shift.signs_in("samina")
    call = at_home(shift, page)
    page.context.set_offline(True)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(says(page)).to_contain_text("Keep talking: the call is not affected")
    expect(page.locator("#saved")).to_contain_text("1 answer kept here")
    expect(page.locator(".asked.now")).to_have_attribute("data-item", "home/moved_on")
    expect(page.locator(".asked.now .route")).to_contain_text("Only if question")
    page.keyboard.press("Enter")  # not asked: she did not move
    page.keyboard.press("Enter")
    keeps(page, "2")
    keeps(page, "1", "3")
    expect(page.locator("#saved")).to_contain_text("3 answers kept here")
    page.keyboard.press("Escape")
    expect(page).to_have_title("One moment")
    assert "kept here" not in page.inner_text("body")
    page.keyboard.press("Enter")
    expect(page.locator("[data-again-words]")).to_be_visible()
    expect(page.locator(".asked.now")).to_have_attribute("data-item", "opening/safe")
    keeps(page, "1")
    keeps(page, "1")
    expect(page.locator(".asked.now")).to_have_attribute("data-item", "home/bedrooms")
    page.keyboard.press("d")
    page.context.set_offline(False)
    expect(says(page)).to_contain_text("saved at")
    page.keyboard.press("Enter")
    arrives(page, "home/warm")
    standing = [call.standing(f"home/{one}") for one in ("moved", "adults", "lives_with", "bedrooms")]
    assert standing == ["no", "2", "partner in_law", Missing.DONT_KNOW]


def test_what_does_not_fit_is_told_and_goes_only_by_hand(shift: Shift) -> None:
    page = shift.signs_in("samina")
    call = at_home(shift, page, "home/adults")
    page.context.set_offline(True)
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-unfit] li")).to_contain_text("77")
    with page.expect_navigation():  # the sheet stands at the same address
        page.keyboard.press("Enter")
    arrives(page, "home/adults")
    expect(page.locator("[data-unfit] li")).to_contain_text("How many people aged 18 or over")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    arrives(page, "home/lives_with")
    expect(page.locator("[data-unfit] li")).to_be_visible()
    page.click("a[data-key=X]")  # whoever breaks off is told, as no colleague will be
    expect(page.locator("#still-waits")).to_be_visible()
    expect(page.locator("#still-waits")).to_contain_text("1 answer in this browser, not sent yet")
    page.click("a[data-key=B]")
    arrives(page, "home/lives_with")
    page.click("text=Seen to: remove it")
    expect(page.locator("[data-unfit]")).to_be_hidden()
    assert page.evaluate(KEPT)["answers"] == 0
    assert call.standing("home/adults") == "2"


def test_locked_meanwhile_it_is_sent_after_the_password(shift: Shift) -> None:
    page = shift.signs_in("samina")
    call = at_home(shift, page)
    page.context.set_offline(True)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_visible()
    mark = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    page.context.request.post(f"{shift.url}/lock", form={"csrf_token": mark})
    page.context.set_offline(False)
    expect(says(page)).to_contain_text("locked meanwhile: 1 answer kept here")
    page.click("text=Unlock")
    page.fill("[name=password_of_mine]", PASSWORD)
    page.keyboard.press("Enter")
    arrives(page, "home/adults")
    assert call.standing("home/moved") == "no"


def test_once_a_colleague_has_gone_on_both_are_told(shift: Shift) -> None:
    page = shift.signs_in("samina")
    call = at_home(shift, page)
    page.context.set_offline(True)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet")).to_be_visible()
    shift.trial.minutes_pass(12 * 60)
    other = shift.signs_in("tom")
    other.goto(f"{shift.url}/interview/begin/{shift.case}")
    expect(other.locator("main")).to_contain_text("Answers may wait in the browser of Samina Yusuf")
    interviews.resume(shift.trial.house, call.id, Manner("ur"), by=shift.tom.id)
    page.context.set_offline(False)
    expect(page.locator("[data-unfit] li")).to_contain_text("a colleague is holding it")


def test_where_the_browser_cannot_seal_the_answer_stays_on_the_page(shift: Shift) -> None:
    page = shift.desk.opens("/sign-in")
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.fill("[name=name]", "samina")
    page.fill("[name=password]", PASSWORD)
    presses(page, "Enter")
    begins(shift, page)
    page.context.set_offline(True)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-when=bare]")).to_be_visible()
    expect(page.locator("input[name=q0][value='yes']")).to_be_checked()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    arrives(page, "opening/safe")
    answers(page, "1", "opening/overheard")
