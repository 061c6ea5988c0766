"""The call by keyboard alone: from a text field, from a question, and without a key of the page's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from callassist.web.app import create_app
from tests.browser.desk import Desk, presses, served
from tests.calls.telephone import NOW, Telephone, families
from tests.trial import Trial

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "a made-up password"
HOLDS, TALKS, MUTED = "On hold.", "Talking", "Talking, you are muted"
SCRIPT = """
| survey  |                 |          |                     |
|         | type            | name     | label::English (en) |
|         | select_one mood | mood     | How are you?        |
|         | text            | in_words | Say more            |
| choices |                 |          |                     |
|         | list_name       | name     | label::English (en) |
|         | mood            | well     | Well                |
|         | mood            | ill      | Ill                 |
| settings |                |          |                     |
|         | form_id         | version  |                     |
|         | keys            | 1        |                     |
"""


@pytest.fixture(scope="module")
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephone]:
    folder = tmp_path_factory.mktemp("keys")
    trial = Trial.start(f"sqlite:///{folder / 'callassist.sqlite'}", folder, now=NOW)
    names = ("baseline.md", "post_programme.md", "six_month.md", "topic_guide.md")
    yield Telephone.of(trial, *families(2), more={name: SCRIPT.encode() for name in names})
    trial.stop()


@pytest.fixture(scope="module")
def desk(telephone: Telephone, chromium: Browser) -> Iterator[Desk]:
    with served(create_app(telephone.trial.house), chromium) as opened:
        yield opened


def talks(telephone: Telephone, desk: Desk, number: str) -> Page:
    """She talks with a family, its case open before her."""
    page = desk.signs_in("samina", PASSWORD)
    telephone.nth = int(number.removeprefix("T-")) - 200
    telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    page.goto(f"{desk.url}/case/{telephone.case()}")
    state(page, TALKS)
    return page


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-call-words] .state")).to_contain_text(words)


def does(telephone: Telephone, page: Page, letter: str) -> None:
    """F2 and a letter, and what the network does then."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/call/" in answer.url):
        page.keyboard.press("F2")
        page.keyboard.press(letter)
    telephone.works()


def test_a_parent_who_rings_is_told_on_the_page_that_stands_open(telephone: Telephone, desk: Desk) -> None:
    telephone.nth = 0
    page = desk.signs_in("samina", PASSWORD)
    page.goto(f"{desk.url}/day")
    telephone.trial.network.hand(telephone.mother, "ring")
    telephone.works()
    notice = page.locator("[data-rings] > p")
    expect(notice).to_contain_text("Somebody is ringing: T-200?", timeout=20_000)
    presses(page, "r")
    expect(page.locator("main")).to_contain_text("Say no name, and no study")
    page.goto(f"{desk.url}/day")
    expect(notice).to_be_visible()
    telephone.hand(telephone.mother, "hang-up")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # she comes back to the page
    expect(notice).to_have_count(0)


def test_the_call_is_held_muted_and_ended_by_keys_while_she_types(telephone: Telephone, desk: Desk) -> None:
    page = talks(telephone, desk, "T-200")
    note = page.locator("#note")
    note.focus()
    page.keyboard.type("She said h")
    does(telephone, page, "h")
    state(page, HOLDS)
    expect(note).to_be_focused()
    page.keyboard.type("ello")
    does(telephone, page, "H")
    state(page, TALKS)
    for key in ("F2", "x", "1", "F2"):  # neither a key of the call nor, from there, one of the page
        page.keyboard.press(key)
    page.keyboard.type(".")
    expect(note).to_have_value("She said hello.")
    does(telephone, page, "e")
    expect(page.locator("[data-call-words]")).to_contain_text("The call is over.")


def test_in_an_interview_the_calls_letters_answer_nothing_and_the_pages_keys_go_on(
    telephone: Telephone, desk: Desk
) -> None:
    page = talks(telephone, desk, "T-201")
    presses(page, "h")  # without F2 it is the page's own: begin the interview
    state(page, TALKS)
    does(telephone, page, "m")
    state(page, MUTED)
    assert page.locator("#answer :checked").count() == 0
    page.keyboard.press("F2")
    expect(page.locator("[data-call]")).to_be_focused()
    page.keyboard.press("Enter")  # saves nothing from there
    page.keyboard.press("F2")
    page.keyboard.press("2")
    expect(page.locator("#answer [value=ill]")).to_be_checked()
    presses(page, "Enter")
    page.keyboard.type("I ma")
    does(telephone, page, "m")
    state(page, TALKS)
    page.keyboard.type("y")
    expect(page.locator("#answer [name=t0]")).to_have_value("I may")
    page.goto(page.url.replace("/at/", "/keys?at="))
    expect(page.locator("main")).to_contain_text("Hold, or back from hold")
    does(telephone, page, "e")
    expect(page.locator("[data-call-words]")).to_contain_text("The call is over.")
