"""Before anybody is taken in, the page says which windows are open and what becomes of the invitations."""

from __future__ import annotations

from callassist.work import enrol
from callassist.work.opening_already import Already, open_already
from tests.web.houses import Trial
from tests.work.trials import NASREEN


def looked_at(trial: Trial, **more: str) -> tuple[Already, ...]:
    running = trial.house.study(trial.study_id)
    found = enrol.read(trial.house, running, [NASREEN | more], name="a file")
    assert not found.bad
    return open_already(trial.house, running, found.good)


def test_a_window_that_opened_before_she_came_has_its_invitation_due(trial: Trial) -> None:
    assert looked_at(trial, cohort="luton_jun26") == (Already("After the programme", 1),)


def test_one_that_is_fresh_is_due(trial: Trial) -> None:
    assert looked_at(trial, cohort="luton_jan26") == (Already("Six months", 1),)


def test_a_course_that_goes_on_opens_nothing(trial: Trial) -> None:
    assert looked_at(trial, cohort="luton_sep26") == ()
