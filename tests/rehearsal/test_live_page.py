"""The page of phones in a real browser: keys move the clock, new texts show, typing is never lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import chromium
from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser; each story has a window that knows nothing of the others."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(network: Network, browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    network.make_known(MOBILE)
    page.goto(network.phones)
    yield page
    assert complaints == []
    page.close()


def test_a_key_moves_the_clock_but_not_while_somebody_types(page: Page, porch: Porch) -> None:
    porch.answers["/hooks/rehearsal/clock"] = 202
    reply = page.get_by_label("Reply from 07700 900214")
    reply.press_sequentially("hmw")
    assert porch.posts == []
    reply.fill("")
    page.locator("h1").click()
    page.keyboard.press("w")
    expect(page.get_by_text("Moving on: everything due on the way happens in order")).to_be_visible()
    assert [post.form["Step"] for post in porch.posts] == ["week"]


def test_a_new_text_shows_by_itself(page: Page, network: Network) -> None:
    client_of(network).messages.create(to=MOBILE, from_=SENDER, body="Hello, it is me.")
    expect(page.get_by_text("Hello, it is me.")).to_be_visible()


def test_a_reply_half_typed_is_kept_when_something_new_comes(page: Page, network: Network) -> None:
    page.get_by_label("Reply from 07700 900214").fill("I will be")
    client_of(network).messages.create(to=MOBILE, from_=SENDER, body="Hello, it is me.")
    expect(page.get_by_text("Something new has come.")).to_be_visible()
    assert page.get_by_label("Reply from 07700 900214").input_value() == "I will be"


def test_a_reply_is_sent_by_keyboard_alone_and_stands_on_the_phone(page: Page, porch: Porch) -> None:
    page.get_by_label("Reply from 07700 900214").fill("TAK")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.out", has_text="TAK")).to_be_visible()
    assert [text["Body"] for text in porch.texts()] == ["TAK"]


@pytest.mark.parametrize("width", [1280, 640, 320])
def test_no_page_scrolls_sideways(page: Page, network: Network, width: int) -> None:
    network.reply(MOBILE, "A" * 400)
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", f"/phones/{MOBILE}", "/journal", "/faults"):
        page.goto(network.api + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
