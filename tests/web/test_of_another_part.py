"""A family is asked about the programme too: no page of who rings for the trial tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from callassist.privacy.tokens import new_token
from callassist.store.cases import appointment, case_, task
from callassist.store.people import participant
from callassist.work import appointments
from callassist.work.appointments import Wanted
from callassist.work.call_back import call_back
from tests.web.houses import Trial
from tests.web.test_calendar import FRIDAY
from tests.web.test_case import opened, rows
from tests.web.test_managing import post


@pytest.fixture
def home(trial: Trial) -> str:
    """T-014's case; T-082, of the same household, is asked about the programme by Kasia alone."""
    trial.families("T-014", "T-082")
    trial.works_here("samina", "interviewer")
    trial.works_here("kasia", "interviewer", strand="process")
    (hers,) = rows(trial, participant, number="T-014")
    begun = {"state": "open", "opens_at": trial.clock.at, "closes_at": trial.clock.at + timedelta(days=30)}
    same = update(participant).where(participant.c.number == "T-082").values(household_id=hers.household_id)
    talk = update(case_).where(case_.c.id == trial.case("T-082", "conversation")).values(begun)
    trial.house.database.keep(lambda c: (c.execute(same), c.execute(talk)))
    return trial.case("T-014")


def test_a_colleague_of_another_part_who_has_the_family_open_is_not_named(trial: Trial, home: str) -> None:
    assert "T-082" in opened(trial.browser("kasia"), trial.case("T-082", "conversation"))
    page = opened(trial.browser("samina"), home)
    assert "A colleague has another of this family open" in page
    assert not any(word in page for word in ("T-082", "kasia", "Conversation"))


def test_a_time_that_is_taken_for_another_part_is_taken_and_no_more(trial: Trial, home: str) -> None:
    hers = Wanted(FRIDAY, trial.staff["kasia"], named_by_her=True)
    talk = trial.case("T-082", "conversation")
    appointments.book(trial.house, trial.actor("kasia"), talk, hers, token=new_token())
    samina = trial.browser("samina")
    opened(samina, home)
    refused = post(samina, f"/case/{home}/appointment", slot="2026-10-09T16:15", named="yes")
    assert refused.status_code == 422
    assert "Somebody else has an appointment at that time" in refused.text
    assert "T-082" not in refused.text
    assert len(rows(trial, appointment)) == 1


def test_whoever_rang_is_told_by_the_number_of_the_part_that_all_may_see(trial: Trial, home: str) -> None:
    with trial.house.database.read() as c:
        both = c.execute(select(participant).order_by(participant.c.number)).all()
    assert [one.number for one in both] == ["T-014", "T-082"]
    rang = {"id": "a-call", "study_id": trial.study_id}
    trial.house.database.keep(lambda c: call_back(trial.house, c, rang, both))
    (left,) = rows(trial, task, kind="call_back")
    assert "T-014" in left.words
    assert "T-082" not in left.words
    assert "T-014" in trial.browser("samina").get("/day").text


def test_of_two_of_a_part_that_tells_the_group_nobody_else_reads_who_rang(trial: Trial, home: str) -> None:
    trial.families("T-081")
    with trial.house.database.read() as c:
        both = c.execute(
            select(participant).where(participant.c.strand == "process").order_by(participant.c.number.desc())
        ).all()
    assert [one.number for one in both] == ["T-082", "T-081"]
    rang = {"id": "a-call", "study_id": trial.study_id}
    trial.house.database.keep(lambda c: call_back(trial.house, c, rang, both))
    assert "T-082 or T-081" in trial.browser("kasia").get("/day").text
    page = trial.browser("samina").get("/day").text
    assert not any(number in page for number in ("T-081", "T-082"))


def test_a_call_back_of_hers_shows_however_many_wait_for_others(trial: Trial, home: str) -> None:
    with trial.house.database.read() as c:
        (kasias,) = c.execute(select(participant).where(participant.c.number == "T-082")).all()
        (hers,) = c.execute(select(participant).where(participant.c.number == "T-014")).all()
    for n, whose in enumerate([kasias] * 13 + [hers] * 13):
        rang = {"id": f"call-{n}", "study_id": trial.study_id}
        trial.house.database.keep(lambda c, r=rang, w=whose: call_back(trial.house, c, r, [w]))
    page = trial.browser("samina").get("/day").text
    assert page.count("Somebody rang who may be T-014") == 13
    assert "T-082" not in page


def test_a_manager_without_the_group_sees_no_time_of_that_part(trial: Trial, home: str) -> None:
    trial.works_here("helen", "manager")
    trial.works_here("ines", "manager", "unblinded")
    hers = Wanted(FRIDAY, trial.staff["kasia"], named_by_her=True)
    talk = trial.case("T-082", "conversation")
    appointments.book(trial.house, trial.actor("kasia"), talk, hers, token=new_token())
    assert "T-082" not in trial.browser("helen").get("/calendar").text
    assert "T-082" in trial.browser("ines").get("/calendar").text
    assert "T-082" in trial.browser("kasia").get("/calendar").text
