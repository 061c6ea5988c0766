"""The pages of interpreters: a manager registers, confirms and cancels; an interviewer is told a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from callassist.interpreters.booking import BookingEvent
from callassist.privacy.tokens import new_token
from callassist.store import audit, bookings, interpreters
from callassist.work import appointments
from callassist.work import bookings as verbs
from callassist.work.appointments import Wanted
from callassist.work.booking_requests import Request, request
from callassist.work.bookings import Confirmation
from tests.trial import at
from tests.web.houses import Trial

RAHIMA = "T-031"
AGENCY: Mapping[str, str] = {
    "name": "Lea Bridge Interpreting",
    "number": "01632 960017",
    "languages": "Sylheti; Romanian",
    "hours": "Mon-Fri 08:00-20:00; Sat 09:00-17:00",
    "lead_days": "2",
    "pence_an_hour": "38.00",
    "free_hours": "72",
    "charge_percent": "50",
}
ANWARA: Mapping[str, str] = {
    "name": "Anwara Chowdhury",
    "number": "07700 900811",
    "kind": "freelance",
    "languages": "Sylheti",
    "gender": "female",
    "registered_with": "NRPSI",
    "confidential_on": "2026-09-01",
    "pence_an_hour": "32",
    "hours": "Mon-Fri 09:00-20:00",
}


@pytest.fixture
def desk(trial: Trial) -> Trial:
    """A manager, an interviewer who speaks no Sylheti, and a mother who speaks nothing else."""
    trial.works_here("helen", "manager")
    trial.works_here("samina", "interviewer", "supervisor")
    trial.families(RAHIMA)
    return trial


def posted(client: Any, address: str, **fields: str) -> Any:
    return client.post(address, data={"once": new_token(), **fields}, follow_redirects=True)


def registered(trial: Trial) -> Any:
    helen = trial.browser("helen")
    assert posted(helen, "/interpreters/register/agency", **AGENCY).status_code == 200
    assert posted(helen, "/interpreters/register/add", **ANWARA).status_code == 200
    return helen


def booked(trial: Trial, wall: str, *, code: str = "4092") -> str:
    """An agency's booking for the mother, confirmed."""
    samina = trial.actor("samina")
    with trial.house.database.read() as c:
        (agency,) = interpreters.agencies(c, trial.study_id)
    wanted = Request(agency.id, at(wall), "female")
    found = request(trial.house, samina, trial.case(RAHIMA), wanted, token=new_token())
    told = Confirmation(theirs="LB-2207", code=code, gender="female")
    verbs.confirm(trial.house, samina, found, told, token=new_token())
    return found


def test_names_and_numbers_of_the_register_are_opened_with_a_record(desk: Trial) -> None:
    helen = registered(desk)
    page = helen.get("/interpreters/register").text
    assert "I-01" in page and "Anwara" not in page and "900811" not in page
    opened = posted(helen, "/interpreters/register/open").text
    assert "Anwara Chowdhury" in opened and "07700 900811" in opened
    with desk.house.database.read() as c:
        assert "show interpreters" in [line.verb for line in audit.unsealed(c, 500)]


def test_what_is_wrong_with_an_entry_stands_at_its_field(desk: Trial) -> None:
    helen = registered(desk)
    said = posted(helen, "/interpreters/register/add", **{**ANWARA, "number": "07700 900331"})
    assert said.status_code == 422
    assert "it is a number of a family that takes part" in said.text.lower()
    assert 'id="number-new-e"' in said.text
    assert 'value="Anwara Chowdhury"' in said.text


def test_an_interviewer_asks_and_the_manager_confirms(desk: Trial) -> None:
    helen, samina = registered(desk), desk.browser("samina")
    page = samina.get(f"/case/{desk.case(RAHIMA)}/interpreter").text
    assert "Nobody is booked" in page and "Anwara" not in page
    offer = page.split('name="offer" value="')[1].split('"')[0]
    asked = posted(samina, f"/case/{desk.case(RAHIMA)}/interpreter/request", offer=offer, gender="female")
    assert "promise nothing to the parent yet" in asked.text
    waiting = helen.get("/interpreters").text
    assert "Sylheti, a woman, 45 minutes" in waiting and RAHIMA in waiting
    with desk.house.database.read() as c:
        (row,) = bookings.of_case(c, desk.case(RAHIMA))
    confirmed = posted(helen, f"/interpreters/{row.id}/confirm", theirs="x", code="4092")
    assert "The parent may be promised it now" in confirmed.text
    assert "4 0 9 2" in samina.get(f"/case/{desk.case(RAHIMA)}/interpreter").text


def test_cancelling_inside_the_charge_says_the_price_and_asks_again(desk: Trial) -> None:
    helen = registered(desk)
    found = booked(desk, "2026-10-12 17:30")
    desk.hours_pass(48)
    first = posted(helen, f"/interpreters/{found}/cancel", agreed="0")
    assert first.status_code == 422 and "Cancel it for £14.25" in first.text
    assert "Keep the booking" in first.text
    posted(helen, f"/interpreters/{found}/cancel", agreed="1425")
    with desk.house.database.read() as c:
        row = bookings.one(c, found)
    assert row is not None and (row.state, row.paid) == ("cancelled", 1425)


def test_when_nobody_comes_the_page_says_what_to_do_and_attempts_stay(desk: Trial) -> None:
    registered(desk)
    booked(desk, "2026-10-12 17:30")
    samina, case = desk.browser("samina"), desk.case(RAHIMA)
    desk.clock.set(at("2026-10-12 17:36"))
    page = samina.get(f"/case/{case}/interpreter").text
    assert "17:36. The interpreter has not joined." in page
    assert "LB-2207" in page and "01632 960017" not in page
    assert "01632 960017" in posted(samina, f"/case/{case}/interpreter/number").text
    assert "on-demand line, 020 7946 0155" in page
    assert "Never a relative, never a child" in page


def test_they_know_each_other_and_another_is_booked(desk: Trial) -> None:
    registered(desk)
    found = booked(desk, "2026-10-12 17:30")
    samina, case = desk.browser("samina"), desk.case(RAHIMA)
    desk.clock.set(at("2026-10-12 17:31"))
    assert "Do you know each other?" in samina.get(f"/case/{case}/interpreter").text
    assert 'value="LB-2207"' in samina.get(f"/interview/begin/{case}").text
    after = posted(samina, f"/case/{case}/interpreter/know", booking=found).text
    assert "Do you know each other?" not in after


def test_the_pack_names_nobody(desk: Trial) -> None:
    registered(desk)
    booked(desk, "2026-10-12 17:30")
    pack = desk.browser("samina").get(f"/case/{desk.case(RAHIMA)}/interpreter/pack").text
    assert "no approved words in Sylheti" in pack
    for identity in ("Rahima", "R. B.", "900331", "Samina Y"):
        assert identity not in pack


def test_the_report_says_what_was_wasted_and_downloads(desk: Trial) -> None:
    helen = registered(desk)
    found = booked(desk, "2026-10-12 17:30")
    desk.hours_pass(72)
    verbs.cancel(desk.house, desk.actor("samina"), found, agreed=1425, token=new_token())
    page = helen.get("/interpreters/report").text
    assert "1 cancelled too late" in page and "£14.25" in page
    lines = helen.get("/interpreters/report.csv").get_data(as_text=True).splitlines()
    assert lines[1].startswith("Sylheti,2,1,0,0,0,0,0,1,0,14.25,0,")


def test_the_days_list_says_how_the_booking_stands_beside_its_time(desk: Trial) -> None:
    registered(desk)
    samina, browser = desk.actor("samina"), desk.browser("samina")
    desk.clock.set(at("2026-10-12 09:00"))
    wanted = Wanted(datetime.fromisoformat("2026-10-12T17:30"), samina.id)
    appointments.book(desk.house, samina, desk.case(RAHIMA), wanted, token=new_token())

    def said() -> str:
        cell = browser.get("/day").text.split('data-head="Interpreter">')[1].split("</td>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", cell).split())

    assert said() == "Needed, a woman ▲ Nobody is booked"
    with desk.house.database.read() as c:
        (anwara,) = interpreters.everybody(c, desk.study_id)
    asked = Request(anwara.id, at("2026-10-12 17:30"), "female")
    found = request(desk.house, samina, desk.case(RAHIMA), asked, token=new_token())
    assert said() == "Needed, a woman ○ Requested , promise nothing yet"
    verbs.note_offer(desk.house, samina, found, "female", token=new_token())
    assert said() == "Needed, a woman ◐ Offered , promise nothing yet"
    verbs.confirm(desk.house, samina, found, Confirmation(theirs="LB-2207"), token=new_token())
    assert said() == "Needed, a woman ✓ Confirmed , LB-2207"
    desk.clock.set(at("2026-10-12 17:40"))
    verbs.mark(desk.house, samina, found, BookingEvent.NOT_COME, token=new_token())
    assert said() == "Needed, a woman ✕ Did not come , LB-2207"


def test_the_days_list_says_when_the_interpreter_is_booked_for_another_time(desk: Trial) -> None:
    registered(desk)
    samina, browser = desk.actor("samina"), desk.browser("samina")
    desk.clock.set(at("2026-10-12 09:00"))
    wanted = Wanted(datetime.fromisoformat("2026-10-12T17:30"), samina.id)
    appointments.book(desk.house, samina, desk.case(RAHIMA), wanted, token=new_token())
    found = booked(desk, "2026-10-15 17:30")
    assert "Booked for another time" in browser.get("/day").text
    verbs.cancel(desk.house, samina, found, agreed=0, token=new_token())
    page = browser.get("/day").text
    assert "Booked for another time" not in page and "Nobody is booked" in page


def test_a_manager_who_rings_nobody_opens_the_booking_of_a_case_at_her_sites(desk: Trial) -> None:
    helen = registered(desk)
    desk.works_here("mina", "manager", site="northside")
    booked(desk, "2026-10-12 17:30")
    case = desk.case(RAHIMA)
    assert f'href="/case/{case}/interpreter"' in helen.get("/interpreters").text
    page = helen.get(f"/case/{case}/interpreter").text
    assert "LB-2207" in page and "4 0 9 2" in page
    assert f'href="/case/{case}"' not in page  # she does not ring, so the case is not hers to open
    assert "R. B." not in page and "Rahima" not in page
    assert helen.get(f"/case/{case}").status_code == 403
    offer = page.split('name="offer" value="')[1].split('"')[0]
    asked = posted(helen, f"/case/{case}/interpreter/request", offer=offer, gender="female")
    assert asked.status_code == 200
    with desk.house.database.read() as c:
        assert len(bookings.of_case(c, case)) == 2
    assert desk.browser("mina").get(f"/case/{case}/interpreter").status_code == 403
    assert posted(desk.browser("mina"), f"/case/{case}/interpreter/number").status_code == 403


def test_nobody_but_a_manager_opens_the_register(desk: Trial) -> None:
    assert desk.browser("samina").get("/interpreters/register").status_code == 403
