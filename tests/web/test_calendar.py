"""The week by hour and day, for an interviewer and for a manager, and the address of her own calendar."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import interpreters, planning
from callassist.store.lists import here
from callassist.work import appointments, staff
from callassist.work.appointments import Wanted
from callassist.work.booking_requests import Request, request
from callassist.work.interpreters import add
from tests.trial import at
from tests.web.houses import Trial
from tests.web.test_interpreters import ANWARA
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


def test_the_address_says_nothing_more_once_her_grant_has_ended(agreed: Trial) -> None:
    page = post(agreed.browser("samina"), "/calendar/address").text
    address = urlsplit(page.split("<code>")[1].split("</code>")[0]).path
    assert "T-014" in agreed.browser().get(address).text
    with agreed.house.database.read() as c:
        (held,) = here.grants(c, agreed.house.now())[agreed.staff["samina"]]
    staff.end_grant(agreed.house, by="test", grant_id=held.id)
    said = agreed.browser().get(address)
    assert said.status_code == 200
    assert "T-014" not in said.text


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


def test_calendar_file_booking_and_page_say_one_length_however_it_was_agreed(agreed: Trial) -> None:
    agreed.families("T-031")
    agreed.works_here("nadira", "interviewer", languages=("en-GB", "syl"))
    add(agreed.house, agreed.house.study("together"), ANWARA, by="test", token=new_token())
    by, case_id = agreed.actor("nadira"), agreed.case("T-031")
    wanted = Wanted(FRIDAY.replace(hour=18), by.id, named_by_her=True)
    appointments.book(agreed.house, by, case_id, wanted, token=new_token())
    nadira = agreed.browser("nadira")
    assert "Sylheti, 30 min" in nadira.get("/calendar").text  # she speaks it herself
    with agreed.house.database.read() as c:
        (anwara,) = interpreters.everybody(c, agreed.study_id)
    asked = Request(anwara.id, at("2026-10-09 18:15"), "female")
    request(agreed.house, by, case_id, asked, token=new_token())  # all the same, with an interpreter
    address = post(nadira, "/calendar/address").text.split("<code>")[1].split("</code>")[0]
    assert "Sylheti, 45 min" in nadira.get("/calendar").text
    file = agreed.browser().get(urlsplit(address).path).text
    (event,) = (one for one in events(file) if "T-031" in one["SUMMARY"])
    assert (event["DTSTART"], event["DTEND"]) == ("20261009T171500Z", "20261009T180000Z")
    assert "45 minutes" in nadira.get(f"/case/{case_id}/interpreter").text


def test_an_interpreter_is_not_asked_for_into_the_next_agreed_time(agreed: Trial) -> None:
    agreed.families("T-031", "T-060")
    agreed.works_here("nadira", "interviewer", languages=("en-GB", "syl", "ur"))
    add(agreed.house, agreed.house.study("together"), ANWARA, by="test", token=new_token())
    by, case_id = agreed.actor("nadira"), agreed.case("T-031")
    for case, wall in ((case_id, "2026-10-08T18:00"), (agreed.case("T-060"), "2026-10-08T18:30")):
        wanted = Wanted(datetime.fromisoformat(wall), by.id, named_by_her=True)
        appointments.book(agreed.house, by, case, wanted, token=new_token())
    with agreed.house.database.read() as c:
        (anwara,) = interpreters.everybody(c, agreed.study_id)
    asked = Request(anwara.id, at("2026-10-08 18:00"), "female")
    with pytest.raises(Refusal, match="it takes 45 minutes, and T-060 is agreed in them"):
        request(agreed.house, by, case_id, asked, token=new_token())


def events(file: str) -> list[dict[str, str]]:
    """The entries of a calendar file, their lines unfolded and apart (RFC 5545)."""
    lines = file.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, said = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name] = said
    return found
