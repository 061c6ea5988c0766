"""What an agency is sent and what it tells: a sheet without her, and whom it sends, by a code."""

from __future__ import annotations

import pytest

from callassist.privacy.tokens import new_token
from callassist.store import bookings, interpreters
from callassist.work import booking_came
from callassist.work.booking_requests import Request, request
from tests.trial import at
from tests.web.houses import Trial
from tests.web.test_interpreters import AGENCY, RAHIMA, desk, posted

__all__ = ["desk"]
OTHER = "T-036"  # another mother who speaks Sylheti


@pytest.fixture
def agency(desk: Trial) -> Trial:
    """The desk, with an agency in the register and no freelances."""
    desk.families(OTHER)
    posted(desk.browser("helen"), "/interpreters/register/agency", **AGENCY)
    return desk


def asked(trial: Trial, wall: str, family: str = RAHIMA, gender: str = "female") -> str:
    with trial.house.database.read() as c:
        (lea,) = interpreters.agencies(c, trial.study_id)
    wanted = Request(lea.id, at(wall), gender)
    return request(trial.house, trial.actor("samina"), trial.case(family), wanted, token=new_token())


def confirmed(trial: Trial, booking_id: str, theirs: str, who: str = "") -> str:
    sent = {"theirs": theirs, "code": "4092", "gender": "female", "who": who}
    return str(posted(trial.browser("helen"), f"/interpreters/{booking_id}/confirm", **sent).text)


def came(trial: Trial, booking_id: str) -> None:
    trial.hours_pass(12)
    posted(trial.browser("helen"), f"/interpreters/{booking_id}/came", event="came")


def state(trial: Trial, booking_id: str) -> tuple[str, str | None]:
    with trial.house.database.read() as c:
        row = bookings.one(c, booking_id)
    assert row is not None
    return str(row.state), row.interpreter_code


def test_the_sheet_says_language_wish_time_and_length_and_nothing_of_hers(agency: Trial) -> None:
    found, helen = asked(agency, "2026-10-13 17:30"), agency.browser("helen")
    page = helen.get(f"/interpreters/{found}/sheet").text
    text = helen.get(f"/interpreters/{found}/sheet.txt").get_data(as_text=True)
    for said in (
        "B-0001",
        "Sylheti",
        "a woman, please",
        "Tuesday 13 October 2026",
        "17:30 to 18:15",
        "45 minutes",
    ):
        assert said in text and said in page
    for hers in ("Rahima", "R. B.", RAHIMA, "900331", "Sample Street", "Samina", agency.case(RAHIMA)):
        assert hers not in text
        assert hers not in page.split("<main", 1)[1].split("</main>")[0]
    assert "mailto:?subject=" in page
    assert agency.browser("samina").get(f"/interpreters/{found}/sheet").status_code == 200  # a supervisor too
    agency.works_here("tom", "interviewer")
    assert agency.browser("tom").get(f"/interpreters/{found}/sheet").status_code == 403


def test_nothing_is_promised_until_it_is_confirmed(agency: Trial) -> None:
    found, page = asked(agency, "2026-10-13 17:30"), f"/case/{agency.case(RAHIMA)}/interpreter"
    samina = agency.browser("samina")
    promise = "promise nothing to the parent yet"
    assert promise in samina.get(page).text
    posted(agency.browser("helen"), f"/interpreters/{found}/offer", gender="female")
    assert promise in samina.get(page).text
    confirmed(agency, found, "LB-2207")
    assert promise not in samina.get(page).text


def test_the_same_as_last_time_is_asked_for_by_the_agencys_own_reference(agency: Trial) -> None:
    first = asked(agency, "2026-10-12 17:30")
    confirmed(agency, first, "LB-2207", "Interpreter 88")
    assert state(agency, first) == ("confirmed", "I-01")
    agency.clock.set(at("2026-10-12 17:30"))
    came(agency, first)
    page = agency.browser("samina").get(f"/case/{agency.case(RAHIMA)}/interpreter").text
    assert "the same as last time: to be asked for" in page.lower()
    again = asked(agency, "2026-10-16 17:30")
    text = agency.browser("helen").get(f"/interpreters/{again}/sheet.txt").get_data(as_text=True)
    assert "If you can: the interpreter of your reference LB-2207" in text
    assert "Interpreter 88" not in text
    confirmed(agency, again, "LB-2311", "interpreter  88")
    assert state(agency, again) == ("confirmed", "I-01")  # the same, however it was typed


def test_who_knows_the_family_is_not_sent_again(agency: Trial) -> None:
    first = asked(agency, "2026-10-12 17:30")
    confirmed(agency, first, "LB-2207", "Shirin")
    agency.clock.set(at("2026-10-12 17:31"))
    booking_came.know_each_other(agency.house, agency.actor("samina"), first, token=new_token())
    again = asked(agency, "2026-10-16 17:30")
    text = agency.browser("helen").get(f"/interpreters/{again}/sheet.txt").get_data(as_text=True)
    assert "Not: the interpreter of your reference LB-2207" in text
    assert "If you can" not in text
    refused = confirmed(agency, again, "LB-2311", "Shirin")
    assert "that one and this family know each other" in refused
    assert state(agency, again) == ("requested", None)
    confirmed(agency, again, "LB-2311", "Nazma")
    assert state(agency, again) == ("confirmed", "I-02")


def test_whom_they_send_is_told_later_and_never_for_two_calls_at_once(agency: Trial) -> None:
    hers, others = asked(agency, "2026-10-13 17:30"), asked(agency, "2026-10-13 18:00", OTHER)
    confirmed(agency, hers, "LB-2207")
    confirmed(agency, others, "LB-2208", "Shirin")
    helen = agency.browser("helen")
    said = posted(helen, f"/interpreters/{hers}/who", who="Shirin")
    assert said.status_code == 422 and "promised to another call of ours then" in said.text
    assert state(agency, hers) == ("confirmed", None)
    posted(helen, f"/interpreters/{hers}/who", who="Nazma")
    assert state(agency, hers) == ("confirmed", "I-02")
    page = helen.get("/interpreters").text
    assert "Lea Bridge Interpreting: I-02" in page
    assert "Nazma" not in page and "Shirin" not in page
    assert "Nazma" not in helen.get("/interpreters/register").text
    assert "Nazma" in posted(helen, "/interpreters/register/open").text
