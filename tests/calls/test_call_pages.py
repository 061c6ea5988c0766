"""The call on an interviewer's pages: the button, the strip, and what stands ready in the log afterwards."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from callassist.web.app import create_app
from tests.calls.telephone import Telephone

PASSWORD = "a made-up password"


@pytest.fixture
def browser(telephone: Telephone) -> FlaskClient:
    """A browser in which the interviewer of this story is signed in."""
    app = create_app(telephone.trial.house)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    name = f"interviewer-{telephone.nth}"
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def main_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def test_call_is_pressed_and_its_state_is_told_until_she_logs_what_stands_ready(
    telephone: Telephone, browser: FlaskClient
) -> None:
    case_id = telephone.case()
    before = browser.get(f"/case/{case_id}").text
    assert "place-call" not in before
    telephone.opens()
    page = browser.get(f"/case/{case_id}").text
    assert 'form="place-call" data-key="C"' in page
    once = telephone.token()
    for _ in range(2):
        assert browser.post(f"/case/{case_id}/call", data={"once": once}).status_code == 303
    telephone.works()
    assert telephone.rang(telephone.own) == 1
    page = browser.get(f"/case/{case_id}").text
    assert "Your own phone rings. Answer it." in main_of(page)
    address = re.search(r'data-call="([^"]+)"', page)
    assert address is not None
    telephone.hand(telephone.own, "answer")
    assert browser.get(address[1]).json["words"] == "That phone is ringing."
    telephone.hand(telephone.mother, "answer")
    told = browser.get(address[1]).json
    assert (told["words"], [one["act"] for one in told["acts"]]) == (
        "Talking",
        ["hold", "mute", "add", "end"],
    )
    act = address[1].removesuffix("state")
    json = {"Accept": "application/json"}
    assert browser.post(f"{act}hold", headers=json).json["refused"] == ""
    telephone.works()
    assert browser.get(address[1]).json["words"] == "On hold."
    assert telephone.trial.network.heard(telephone.mother)[-1].startswith("Please hold on")
    browser.post(f"{act}back", headers=json)
    browser.post(f"{act}mute", headers=json)
    telephone.works()
    assert browser.get(address[1]).json["words"] == "Talking, you are muted"
    telephone.hand(telephone.own, "drop")
    telephone.seconds_pass(8)
    told = browser.get(address[1]).json
    assert (told["over"], told["acts"]) == (True, [])
    page = browser.get(f"/case/{case_id}").text
    assert '<option value="cut_off" selected>' in page
    sent = {"how": "call", "when": "Today 16:30", "what": "cut_off", "once": telephone.token()}
    assert browser.post(f"/case/{case_id}/attempt", data=sent).status_code == 303
    telephone.opens()
    assert "data-call=" not in browser.get(f"/case/{case_id}").text


def test_a_colleague_sees_no_call_and_can_do_nothing_in_it(
    telephone: Telephone, switchboard: Telephone, browser: FlaskClient
) -> None:
    call_id = telephone.calls()
    other = create_app(telephone.trial.house)
    other.config["WTF_CSRF_ENABLED"] = False
    colleague = other.test_client()
    colleague.post("/sign-in", data={"name": "samina", "password": PASSWORD})
    assert colleague.get(f"/call/{call_id}/state").status_code == 404
    assert colleague.post(f"/call/{call_id}/end").status_code == 404
    assert telephone.call(call_id).ended_at is None
    telephone.hand(telephone.own, "reject")
    assert "Your own phone was not answered" in browser.get(f"/call/{call_id}/state").json["words"]


def test_the_phone_for_calls_is_set_on_the_page_of_keys_and_refused_when_it_is_none(
    telephone: Telephone, browser: FlaskClient
) -> None:
    assert browser.post("/keys/phone", data={"phone": "07700 900555"}).status_code == 303
    assert "07700 900555" in browser.get("/keys").text
    refused = browser.post("/keys/phone", data={"phone": "twelve"})
    assert refused.status_code == 422
    assert "07700 900555" in browser.get("/keys").text


def test_the_page_of_a_call_that_came_in_lists_study_numbers_and_no_name(
    telephone: Telephone, browser: FlaskClient
) -> None:
    assert "Nobody rings just now" in browser.get("/call/in").text
    telephone.trial.network.hand(telephone.mother, "ring")
    assert telephone.trial.network.idle()
    telephone.works()
    said = f"Somebody is ringing: {telephone.family}?"
    assert said in browser.get("/day").text
    assert said in browser.get(f"/case/{telephone.case('T-261')}").text
    assert browser.get("/call/rings").json == {"words": said}
    page = browser.get("/call/in").text
    assert f"It is {telephone.family}" in main_of(page)
    assert f"Made Up {telephone.nth}" not in page
    address = re.search(r'action="(/call/in/[^"]+)"', page)
    assert address is not None
    other = {"case": telephone.case("T-261"), "once": telephone.token()}
    assert browser.post(address[1], data=other).status_code == 422
    sent = {"case": telephone.case(), "once": telephone.token()}
    assert browser.post(address[1], data=sent).headers["Location"] == f"/case/{sent['case']}"
    assert browser.get("/call/rings").json == {"words": ""}  # it is in the strip of the case by now
    assert f"You are still in a call about {telephone.family}." in browser.get("/day").text
    assert "still in a call" not in browser.get(f"/case/{sent['case']}").text
    page = browser.get(f"/case/{sent['case']}?do=log").text  # before the note is open
    assert "data-call=" in page
    assert '<option value="rang_us" selected>' in page
    telephone.hand(telephone.mother, "hang-up")
    assert "Nobody rings just now" in browser.get("/call/in").text


@pytest.mark.parametrize("page", ["day", "another case"])
def test_the_neutral_page_ends_the_call_that_is_up_from_wherever_she_came(
    telephone: Telephone, browser: FlaskClient, page: str
) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    other = telephone.case("T-262")
    came = "/day" if page == "day" else f"/case/{other}"
    assert "hang up" in browser.get("/neutral?in=ur", headers={"Referer": f"http://localhost{came}"}).text
    answer = browser.post("/neutral/hang-up", data={"case": "" if page == "day" else other})
    telephone.works()
    assert telephone.call(call_id).ended_at is not None
    assert telephone.case() in answer.headers["Location"]
