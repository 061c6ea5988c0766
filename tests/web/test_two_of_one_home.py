"""One family, however many calls, cases and members it has: it is rung once, and by one of us."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from callassist.schedule.ringing import Barred
from callassist.store import calls
from callassist.store.cases import case_, task
from callassist.work.call_permits import ringing
from callassist.work.line import take_next
from tests.web.houses import Trial
from tests.web.test_case import log, opened, rows


@pytest.fixture
def mercer(trial: Trial) -> str:
    """T-022's case; T-023 is of her household. Samina and Tom are at work."""
    trial.families("T-022", "T-023")
    for name in ("samina", "tom"):
        trial.works_here(name, "interviewer", languages=("en-GB",))
    return trial.case("T-022")


def why_not(trial: Trial, case_id: str) -> Barred | None:
    """Why a case's phone is not rung now, or None."""
    with trial.house.database.read() as c:
        found = ringing(c, trial.house, case_id, None, trial.house.now())
    assert found is not None
    return found.why_not


def test_whoever_of_a_home_was_rung_today_the_others_are_not_dialled(trial: Trial, mercer: str) -> None:
    partner = trial.case("T-023")
    assert why_not(trial, partner) is None
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "no_answer")
    assert why_not(trial, mercer) is why_not(trial, partner) is Barred.ENOUGH_TODAY
    trial.hours_pass(24)
    assert why_not(trial, partner) is None


def test_what_she_refused_in_one_interview_stops_the_calls_about_all_of_hers(
    trial: Trial, mercer: str
) -> None:
    later = trial.case("T-022", "six_month")
    begun = {"state": "open", "opens_at": trial.clock.at, "closes_at": trial.clock.at + timedelta(days=30)}
    trial.house.database.keep(lambda c: c.execute(update(case_).where(case_.c.id == later).values(begun)))
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "refused_all", note="Never again.", extent="everything")
    trial.hours_pass(24 * 8)
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    assert why_not(trial, later) is Barred.UNDECIDED
    page = opened(samina, later)
    assert raised.words in page
    assert f"/case/{later}/call" not in page
    offered = {take_next(trial.house, trial.actor("tom")).case_id for _ in range(3)}
    assert later not in offered


def test_a_case_stays_hers_while_her_call_is_up_though_she_has_logged_it(trial: Trial, mercer: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    call_id = trial.has_a_call_up("samina", mercer)
    log(samina, mercer, "other_adult")
    assert "samina" in opened(tom, trial.case("T-023"))
    trial.hours_pass(2)
    assert "samina has this case open" in opened(tom, mercer)
    trial.house.database.keep(lambda c: calls.note_call(c, call_id, ended_at=trial.clock.at))
    page = opened(tom, mercer)
    assert "has this case open" not in page
    assert "logged nothing" not in page
