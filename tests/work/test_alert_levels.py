"""Whose an alert is: who heard it says how serious it is, and those on duty alone close what they have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from callassist.privacy.tokens import new_token
from callassist.store import alerts as kept_alerts
from callassist.store.cases import alert
from callassist.work import alert_clocks, alerts
from callassist.work.actor import Actor, Grant, Role
from tests.work.trials import EXAMPLE, Call, Trial


@pytest.fixture
def hannah(trial: Trial) -> Call:
    """An interview that stands at the question about risk, with somebody on duty."""
    example = trial.load("example")
    samina = trial.works_here("Samina Yusuf", example)
    trial.duty(example)
    [who] = trial.enrols(example, EXAMPLE)
    call = trial.begins(trial.case(who, "start").id, samina, "en-GB")
    call.opens()
    call.walks(until="mood/p9")
    return call


def standing(call: Call) -> list[Any]:
    """The alerts of an interview that are open, the gravest first."""
    with call.trial.house.database.read() as c:
        return list(kept_alerts.open_of(c, call.id))


def taken_on(call: Call) -> None:
    """The safeguarding lead takes on what is open."""
    study_id = standing(call)[0].study_id
    ruth = Actor("ruth", "ruth", "Ruth", (), (Grant(Role.SAFEGUARDING, study_id),))
    alert_clocks.acknowledge(call.trial.house, ruth, alert_id=standing(call)[0].id, token=new_token())


def test_what_an_answer_raised_is_not_closed_by_who_heard_it(hannah: Call) -> None:
    hannah.says("mood/p9", "3")
    alerts.set_level(hannah.trial.house, hannah.id, alerts.UPSET, by=hannah.who.id, passed_on=False)
    [one] = standing(hannah)
    assert (one.level, one.closed_at) == (alerts.UPSET, None)


def test_what_somebody_has_taken_on_is_not_closed_by_who_heard_it(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    taken_on(hannah)
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by, passed_on=False)
    assert len(standing(hannah)) == 1


def test_what_becomes_graver_after_it_was_taken_on_is_heard_of_again(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    taken_on(hannah)
    hannah.trial.minutes_pass(5)
    alerts.set_level(house, hannah.id, alerts.DANGER, by=by)
    graver, before = standing(hannah)
    assert (graver.level, graver.acknowledged_at) == (alerts.DANGER, None)
    assert graver.acknowledge_by - house.now() <= timedelta(minutes=5)
    assert (before.level, before.acknowledged_at is None) == (alerts.UPSET, False)


def test_what_becomes_graver_before_anybody_heard_of_it_stays_one_with_shorter_clocks(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    [first] = standing(hannah)
    alerts.set_level(house, hannah.id, alerts.DANGER, by=by)
    with house.database.read() as c:
        [one] = c.execute(select(alert)).all()
    assert one.id == first.id
    assert one.acknowledge_by < first.acknowledge_by
