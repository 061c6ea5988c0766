"""No interview with a question about risk begins while nobody is on duty: not from the line, not by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.schedule.cover import begins_after, covered
from callassist.schedule.order import Caller, Not, Waiting, reason_not
from callassist.work import cover, duty, interviews, leaving, line
from callassist.work.actor import Actor
from callassist.work.house import Running
from callassist.work.studies import load
from tests.web.houses import tiny_folder
from tests.work.trials import EXAMPLE, Trial, files, spoken

NOW = datetime(2026, 10, 8, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_end_of_a_span_is_outside_it_and_the_next_one_begins_the_cover() -> None:
    spans = [(NOW - HOUR, NOW), (NOW + 2 * HOUR, NOW + 3 * HOUR), (NOW + HOUR, NOW + HOUR)]
    assert covered(spans, NOW - HOUR)
    assert not covered(spans, NOW)
    assert begins_after(spans, NOW) == NOW + 2 * HOUR
    assert begins_after(spans, NOW + 3 * HOUR) is None


def test_even_an_appointment_that_is_due_is_not_offered_outside_the_cover() -> None:
    caller = Caller("samina", lambda _tag: True)
    assert reason_not(Waiting("a", NOW + HOUR, "en-GB", uncovered=True), caller, NOW) is Not.UNCOVERED
    assert reason_not(Waiting("a", NOW + HOUR, "en-GB"), caller, NOW) is None


@pytest.fixture
def example(trial: Trial) -> Running:
    return trial.load("example")


@pytest.fixture
def tomorrow(trial: Trial, example: Running) -> Actor:
    """An interviewer of a study whose rota begins only tomorrow morning."""
    morning = trial.clock.at.replace(hour=8, minute=0) + timedelta(days=1)
    duty.add_span(
        trial.house,
        by="test",
        study_id=example.id,
        name="Ruth Adeyemi",
        number="07700 900118",
        since=morning,
        until=morning + 12 * HOUR,
        token=new_token(),
    )
    return trial.works_here("Samina Malik", example)


def test_begin_says_from_when_on_somebody_is_there_and_practice_may_begin(
    trial: Trial, example: Running, tomorrow: Actor
) -> None:
    (person,) = trial.enrols(example, EXAMPLE)
    case = trial.case(person, "start")
    assert line.take_next(trial.house, tomorrow).waits == ((Not.UNCOVERED, 1),)
    with pytest.raises(Refusal) as refused:
        interviews.start(trial.house, case.id, spoken("en-GB"), by=tomorrow.id, once=new_token())
    assert "Friday 09:00" in refused.value.cure
    assert interviews.practise(trial.house, "example", "start", spoken("en-GB"), by=tomorrow.id)
    trial.minutes_pass(17 * 60)
    assert line.take_next(trial.house, tomorrow).case_id == case.id
    assert trial.begins(case.id, tomorrow, "en-GB").session is not None


def test_the_hours_without_a_lead_are_known_for_a_study_that_asks_about_risk(
    trial: Trial, example: Running, tomorrow: Actor
) -> None:
    now = trial.clock.at
    calm = trial.house.study(load(trial.house, tiny_folder(), by="test").study_id)
    with trial.house.database.read() as c:
        bare = cover.bare_hours(c, example, now)
        assert cover.bare_hours(c, calm, now) == ()
    assert (bare[0].since, bare[0].until) == (now, now.replace(hour=20, minute=0))  # until 21:00 in London
    assert bare[1].since.date() == (now + timedelta(days=2)).date()  # tomorrow the rota has its lead


def test_one_that_was_broken_off_is_not_taken_up_after_the_lead_has_gone(
    trial: Trial, example: Running, tomorrow: Actor
) -> None:
    (person,) = trial.enrols(example, EXAMPLE)
    trial.minutes_pass(17 * 60)
    call = trial.begins(trial.case(person, "start").id, tomorrow, "en-GB")
    with trial.house.database.read() as c:
        (entry,) = duty.cover(c, example, trial.house.now(), trial.house.now() + HOUR)
    trial.clock.set(entry.until)
    with pytest.raises(Refusal, match="risk"):
        interviews.resume(trial.house, call.id, spoken("en-GB"), by=tomorrow.id)


def test_after_an_interview_the_next_case_waits_for_the_time_to_write_it_up(trial: Trial) -> None:
    toml = files("example")["study.toml"] + b"\n[shifts]\nwrap_up_minutes = 10\n"
    study_id = load(trial.house, files("example") | {"study.toml": toml}, by="test").study_id
    example = trial.house.study(study_id)
    samina = trial.works_here("Samina Malik", example)
    first, _second = trial.enrols(
        example, EXAMPLE, EXAMPLE | {"study_number": "E-102", "phone": "07700 900302"}
    )
    call = trial.begins(trial.case(first, "start").id, samina, "en-GB")
    leaving.break_off(trial.house, call.id, "cut_off", None, by=samina, once=new_token())
    ended = trial.clock.at
    assert line.take_next(trial.house, samina).wraps_up_until == ended + timedelta(minutes=10)
    trial.minutes_pass(10)
    assert line.take_next(trial.house, samina).case_id is not None
