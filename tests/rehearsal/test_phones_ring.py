"""The page of phones rings: one hand is parent, interviewer and interpreter, by keys, on narrow screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from twilio.rest import Client

from tests.browser.desk import chromium
from tests.rehearsal.box import SENDER, Network
from tests.rehearsal.porch import Porch

MOTHER, HANDSET = "+447700900214", "+447700900140"
ONE_NETWORK = True
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def screen() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page()


@pytest.fixture(autouse=True)
def quiet(network: Network) -> None:
    """Nobody is on the phone yet, and everybody answers by hand."""
    for number in (MOTHER, HANDSET):
        network.switch(number, on=False)
        network.switch(number, on=True)
        network.behave(number, "by hand")
    assert network.idle()


@pytest.fixture
def page(screen: Page, network: Network) -> Iterator[Page]:
    complaints: list[str] = []
    screen.on("pageerror", lambda wrong: complaints.append(str(wrong)))
    screen.set_viewport_size({"width": 1280, "height": 900})
    screen.goto(network.phones)
    yield screen
    assert complaints == []


def rings(client: Client, network: Network, number: str, says: str) -> str:
    call = client.calls.create(to=number, from_=SENDER, twiml=f"<Response>{says}</Response>")
    assert network.idle()
    return str(call.sid)


def test_a_phone_rings_is_answered_hears_presses_keys_and_hangs_up_by_keyboard_alone(
    page: Page, client: Client, network: Network, porch: Porch
) -> None:
    porch.says["/hooks/chosen"] = "<Say language='pl-PL'>Dziękujemy.</Say><Pause length='300'/>"
    gather = f"<Gather numDigits='1' timeout='100' action='{porch.url}/chosen'><Say>Press one.</Say></Gather>"
    rings(client, network, MOTHER, gather)
    expect(page.get_by_text("Rings now")).to_be_visible()
    expect(page).to_have_title("Ringing: 07700 900214 · Phones · rehearsal network")
    page.wait_for_load_state()
    page.keyboard.press("1")
    expect(page.locator(".bubble", has_text="Press one.")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("group", name="Keypad of 07700 900214").get_by_role(
        "button", name="7", exact=True
    ).press("Enter")
    expect(page.locator('.bubble[lang="pl"]', has_text="Dziękujemy.")).to_be_visible()
    assert porch.asked("/hooks/chosen")[0]["Digits"] == "7"
    page.wait_for_load_state()
    page.get_by_role("button", name="Hang up on 07700 900214").press("Enter")
    expect(page.get_by_role("button", name="Hang up on 07700 900214")).to_have_count(0)
    assert network.calls(MOTHER)[-1]["status"] == "completed"


def test_two_phones_on_one_page_talk_with_each_other(page: Page, client: Client, network: Network) -> None:
    for number in (HANDSET, MOTHER):
        rings(client, network, number, "<Dial><Conference waitUrl=''>page-1</Conference></Dial>")
        expect(page.get_by_text("Rings now")).to_be_visible()
        page.wait_for_load_state()
        page.get_by_role("button", name=f"Answer on {number.replace('+44', '0')[:5]} {number[-6:]}").click()
        expect(page.get_by_text("Rings now")).to_have_count(0)
    expect(page.get_by_text("Connected with 07700 900140")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_label("Say on 07700 900214").fill("Halo, kto mówi?")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble", has_text="Halo, kto mówi?")).to_have_count(2)
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="The line drops on 07700 900140").click()
    expect(page.get_by_role("button", name="The line drops on 07700 900140")).to_have_count(0)
    assert network.calls(HANDSET)[-1]["why"] == "the line dropped"


def test_each_phone_has_a_page_of_its_own_that_rings_by_itself_and_says_what_was(
    page: Page, client: Client, network: Network
) -> None:
    page.goto(f"{network.api}/phones/{MOTHER}")
    rings(client, network, MOTHER, "<Pause length='60'/>")
    expect(page).to_have_title("Ringing: 07700 900214 · rehearsal network")
    page.wait_for_load_state()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Reject on 07700 900214").press("Enter")
    expect(page.get_by_text("was rung: engaged (the call was rejected)").first).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("What happens").select_option("machine")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this").click()
    assert page.get_by_label("What happens").input_value() == "machine"
    rings(client, network, MOTHER, "<Pause length='60'/>")
    network.seconds_pass(6)
    assert network.calls(MOTHER)[-1]["by_machine"] is True


def press(network: Network, path: str, form: dict[str, str] | None = None) -> requests.Response:
    return requests.post(network.api + path, form, timeout=5, allow_redirects=False)


def test_without_a_script_a_phone_is_answered_too_and_a_call_that_is_gone_says_so(
    client: Client, network: Network
) -> None:
    rings(client, network, MOTHER, "<Say>Hello.</Say><Pause length='60'/>")
    assert press(network, f"/phones/{MOTHER}/call/answer").status_code == 303
    assert press(network, f"/phones/{MOTHER}/call/hang-up").status_code == 303
    gone = press(network, f"/phones/{MOTHER}/call/answer")
    assert (gone.status_code, "no call rings on 07700 900214. Wait until it rings." in gone.text) == (
        400,
        True,
    )
    assert press(network, f"/phones/{MOTHER}/behaviour", {"after": "soon"}).status_code == 400
    shown = requests.get(f"{network.api}/journal", timeout=5).text
    assert "The call: over (hung up)" in shown
    assert "Heard" in shown


def test_what_rings_has_rung_out_before_the_clock_is_moved(
    client: Client, network: Network, porch: Porch
) -> None:
    rings(client, network, MOTHER, "<Pause length='60'/>")
    porch.answers["/hooks/rehearsal/clock"] = 202
    press(network, "/clock", {"step": "hour"})
    assert network.calls(MOTHER)[-1]["status"] == "no-answer"
    network.tell(network.clock_of(network.clock()["now"]))
