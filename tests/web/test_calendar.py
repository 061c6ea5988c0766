"""The week by hour and day, for an interviewer and for a manager, and the address of her own calendar."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import pytest

from callassist.privacy.tokens import new_token
from callassist.store import planning
from callassist.work import appointments
from callassist.work.appointments import Wanted
from tests.web.houses import Trial
from tests.web.test_managing import audit, post

FRIDAY = datetime.fromisoformat("2026-10-09T16:15")


@pytest.fixture
def agreed(trial: Trial) -> Trial:
    """T-014 has agreed on Friday 16:15 with Samina."""
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", languages=("en-GB",))
    wanted = Wanted(FRIDAY, trial.staff["samina"], named_by_her=True)
    appointments.book(trial.house, trial.actor("samina"), trial.case("T-014"), wanted, token=new_token())
    return trial


def test_her_week_has_the_time_at_its_hour_and_a_colleagues_has_not(agreed: Trial) -> None:
    page = agreed.browser("samina").get("/calendar").text
    assert "16:15" in page
    assert "T-014" in page
    assert "Nasreen" not in page
    assert "T-014" not in agreed.browser("samina").get("/calendar?week=2026-10-12").text
    tom = agreed.browser("tom")
    assert "T-014" not in tom.get("/calendar").text
    assert "T-014" not in tom.get(f"/calendar?who={agreed.staff['samina']}").text


def test_a_manager_looks_at_everybody_and_at_one_person(agreed: Trial) -> None:
    agreed.works_here("helen", "manager")
    browser = agreed.browser("helen")
    assert "T-014" in browser.get("/calendar").text
    assert "T-014" in browser.get(f"/calendar?who={agreed.staff['samina']}").text
    assert "T-014" not in browser.get(f"/calendar?who={agreed.staff['tom']}").text


def test_the_address_says_study_numbers_to_whoever_knows_it_until_it_is_ended(agreed: Trial) -> None:
    browser = agreed.browser("samina")
    page = post(browser, "/calendar/address").text
    address = urlsplit(page.split("<code>")[1].split("</code>")[0]).path
    stranger = agreed.browser()
    said = stranger.get(address)
    assert said.mimetype == "text/calendar"
    assert "SUMMARY:T-014" in said.text
    assert not any(word in said.text for word in ("Nasreen", "Akhtar", "077", "Urdu"))
    second = post(browser, "/calendar/address").text.split("<code>")[1].split("</code>")[0]
    assert stranger.get(address).status_code == 404
    assert stranger.get(urlsplit(second).path).status_code == 200
    post(browser, "/calendar/address/end")
    assert stranger.get(urlsplit(second).path).status_code == 404
    assert {"make calendar address", "end calendar address"} <= set(audit(agreed))


def test_a_time_is_as_long_as_whoever_will_ring_needs_with_an_interpreter(agreed: Trial) -> None:
    agreed.families("T-031")
    agreed.works_here("nadira", "interviewer", languages=("en-GB", "syl"))
    by, case_id = agreed.actor("nadira"), agreed.case("T-031")
    lengths = []
    for who in ("nadira", "samina"):
        wanted = Wanted(FRIDAY.replace(hour=18), agreed.staff[who], named_by_her=True)
        if who == "nadira":
            booked = appointments.book(agreed.house, by, case_id, wanted, token=new_token())
        else:
            appointments.move(agreed.house, by, booked, wanted, token=new_token())
        with agreed.house.database.read() as c:
            lengths.append(planning.appointments_of(c, case_id)[0].minutes)
    assert lengths == [30, 45]
