"""Whose an alert is: who heard it says how serious it is, and those on duty alone close what they have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import alerts as kept_alerts
from callassist.store.cases import alert
from callassist.work import alert_clocks, alerts
from callassist.work.actor import Actor, Grant, Role
from tests.work.trials import Call, Trial


@pytest.fixture
def hannah(trial: Trial) -> Call:
    """An interview that has begun, with somebody on duty."""
    return trial.talks_with_hannah(trial.load("example"))


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
    with pytest.raises(Refusal, match="only whoever is on duty"):
        alerts.set_level(hannah.trial.house, hannah.id, alerts.UPSET, by=hannah.who.id, passed_on=False)
    [one] = standing(hannah)
    assert (one.level, one.closed_at) == (alerts.RISK, None)


def test_what_somebody_has_taken_on_is_not_closed_by_who_heard_it(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    taken_on(hannah)
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by, passed_on=False)
    assert len(standing(hannah)) == 1


def test_what_becomes_graver_after_it_was_taken_on_is_in_nobodys_hands_again(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    taken_on(hannah)
    hannah.trial.minutes_pass(60 * 24 * 7)  # long after the clock by which the first had to be taken on
    alerts.set_level(house, hannah.id, alerts.DANGER, by=by)
    [one] = standing(hannah)
    assert (one.level, one.acknowledged_at) == (alerts.DANGER, None)
    assert one.acknowledge_by - house.now() == timedelta(minutes=5)
    assert [step.what for step in hannah.trial.rows("alert_step")] == ["taken_on", "graver"]


def test_a_level_of_her_own_is_made_less_only_while_nobody_on_duty_knows_of_it(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.DANGER, by=by)
    alerts.set_level(house, hannah.id, alerts.RISK, by=by)
    [one] = standing(hannah)
    assert one.level == alerts.RISK
    assert [(step.what, step.level) for step in hannah.trial.rows("alert_step")] == [("less", alerts.RISK)]
    alerts.note_rung(house, hannah.id, by=by)
    with pytest.raises(Refusal, match="knows of it as level 2"):
        alerts.set_level(house, hannah.id, alerts.UPSET, by=by)


def test_what_becomes_graver_before_anybody_heard_of_it_stays_one_with_shorter_clocks(hannah: Call) -> None:
    house, by = hannah.trial.house, hannah.who.id
    alerts.set_level(house, hannah.id, alerts.UPSET, by=by)
    [first] = standing(hannah)
    alerts.set_level(house, hannah.id, alerts.DANGER, by=by)
    with house.database.read() as c:
        [one] = c.execute(select(alert)).all()
    assert one.id == first.id
    assert one.acknowledge_by < first.acknowledge_by
