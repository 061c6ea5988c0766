"""The network is away while a call is up: its page says what to do, and nothing else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from callassist.store import calls
from callassist.work import call_acts
from tests.calls.telephone import Telephone
from tests.calls.test_call_pages import browser, main_of
from tests.calls.test_calls_untold import passes, untold, up

__all__ = ["browser"]
JSON = {"Accept": "application/json"}


@pytest.fixture
def away(telephone: Telephone) -> str:
    """A call that both have left, of which we know that they talk, and no network that could tell."""
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    untold(telephone)
    for strikes in ("fetch", "change", "call"):
        telephone.trial.network.faults({"kind": "cut_before", "strikes": strikes, "count": None})
    telephone.hand(telephone.mother, "hang-up")
    telephone.hand(telephone.own, "hang-up")
    return call_id


def test_her_page_says_within_seconds_what_to_do_and_she_logs_and_goes_on_by_hand(
    telephone: Telephone, browser: FlaskClient, away: str
) -> None:
    case_id = telephone.case()
    told = browser.post(f"/call/{away}/end", headers=JSON).json
    assert told["words"] == "Ending. The network has not said yet that it is over."
    passes(telephone, 10)
    passes(telephone, 11)
    told = browser.get(f"/call/{away}/state").json
    assert told["words"].startswith("The network cannot be reached")
    assert "Hang up your own phone and log the call. Dial by hand" in told["words"]
    assert [one["act"] for one in told["acts"]] == ["end"]
    sent = {"how": "call", "when": "Today 16:35", "what": "cut_off", "once": telephone.token()}
    assert browser.post(f"/case/{case_id}/attempt", data=sent).status_code == 303
    other = telephone.opens("T-262")
    browser.post(f"/case/{other}/call", data={"once": telephone.token()})
    page = main_of(browser.get(f"/case/{other}").text)
    assert "The network has not said that the last call is over. Hang up your own phone" in page
    assert "I dial by hand" in page
    telephone.trial.network.no_faults()
    browser.post(f"/case/{other}/call", data={"once": telephone.token()})
    telephone.works()
    assert telephone.call(away).ended_at is not None
    assert telephone.rang(telephone.own) == 2
    telephone.hand(telephone.own, "hang-up")


def test_a_line_that_the_network_does_not_know_is_up_no_more(telephone: Telephone, away: str) -> None:
    telephone.trial.network.no_faults()
    untold(telephone)
    gone = f"CA{telephone.nth:032}"
    for one in telephone.legs(away).values():
        other = gone[:-1] + ("a" if one.part == "parent" else "b")
        telephone.trial.house.database.keep(lambda c, one=one, other=other: forgets(c, one.id, other))
    passes(telephone, 62)
    assert up(telephone)
    passes(telephone, 62)
    assert not up(telephone)
    assert {leg.course for leg in telephone.legs(away).values()} == {"failed"}


def forgets(c: calls.Connection, leg_id: str, provider_id: str) -> None:
    """The network has another account, or began anew: our id of the line is none of its."""
    c.execute(update(calls.leg).where(calls.leg.c.id == leg_id).values(provider_id=provider_id))


def test_what_was_asked_to_end_is_asked_about_within_seconds_however_often_it_is_asked_again(
    telephone: Telephone,
) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    untold(telephone)
    telephone.trial.network.faults({"kind": "cut_before", "strikes": "change", "count": None})
    house = telephone.trial.house
    call_acts.end(house, telephone.actor, call_id)
    first = telephone.legs(call_id)["parent"].end_at
    for _ in range(3):
        passes(telephone, 6)
    assert telephone.legs(call_id)["parent"].end_at == first
    assert telephone.legs(call_id)["parent"].heard_at > first + timedelta(seconds=9)
