"""A story of a number at which a stranger answers: no text goes there until somebody has decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store.cases import contact, task
from callassist.work import tasks as closing
from callassist.work.actor import Actor, Grant, Role
from callassist.work.attempts import Attempt, correct_attempt, log_attempt
from callassist.work.decisions import decide
from tests.stories.telling import book, interviewer, person
from tests.trial import Trial

HER = "07700 900101"
SPEAKS = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB"}


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """An hour is agreed for Wednesday evening; on Monday a stranger answers at her number."""
    started = a_trial(database_url, now="2026-09-27 12:00")
    study = started.load("together")
    started.enrol(study, SPEAKS)
    started.until("2026-10-05 10:00")
    book(started, study, person(started, study, "T-101"), "post_programme", "2026-10-07 18:00")
    started.until("2026-10-05 11:00")
    tried = Attempt("call", "wrong_person", started.house.now() - timedelta(minutes=1))
    log_attempt(started.house, interviewer(study), _case(started), tried, token=new_token())
    started.until("2026-10-07 09:00")
    return started


def _case(trial: Trial) -> str:
    study = trial.house.studies()[0]
    return str(trial.case(person(trial, study, "T-101"), "post_programme").id)


def _reminders(trial: Trial) -> list[str]:
    trial.settle()
    return [text for text in trial.texts_to(HER) if "18:00" in text and "noted" not in text]


def test_the_reminder_waits_with_its_reason_and_goes_once_a_supervisor_has_decided(trial: Trial) -> None:
    study = trial.house.studies()[0]
    assert not _reminders(trial)
    assert "somebody else answered at her number, and nobody has decided yet" in {
        one.reason for one in trial.messages() if one.state == "held"
    }
    ruth = Actor("supervisor-1", "ruth", "Ruth Adeyemi", ("en-GB",), (Grant(Role.SUPERVISOR, study.id),))
    decide(trial.house, ruth, _task(trial), "ring_again", token=new_token())
    assert len(_reminders(trial)) == 1


def test_it_goes_when_the_outcome_was_a_slip_of_the_finger(trial: Trial) -> None:
    study = trial.house.studies()[0]
    with trial.house.database.read() as c:
        logged = c.execute(select(contact.c.id).where(contact.c.outcome == "wrong_person")).scalar_one()
    correct_attempt(
        trial.house, interviewer(study), logged, outcome="no_answer", reason="Next line.", token=new_token()
    )
    assert len(_reminders(trial)) == 1


def test_nobody_lets_it_go_by_closing_the_task_without_a_decision(trial: Trial) -> None:
    study = trial.house.studies()[0]
    with pytest.raises(Refusal, match="it waits for a decision"):
        closing.close(
            trial.house,
            by="manager-1",
            study_id=study.id,
            task_id=_task(trial),
            action="It was her sister.",
            token=new_token(),
        )
    assert not _reminders(trial)


def _task(trial: Trial) -> str:
    with trial.house.database.read() as c:
        query = select(task.c.id).where(task.c.kind == "supervisor", task.c.state == "open")
        return str(c.execute(query).scalar_one())
