"""Stories of a time agreed with a mother whom we may text in the evening only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stories.telling import book, open_tasks, person
from tests.trial import Trial

HER = "07700 900101"
EVENINGS = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB", "safe_times": "Mon-Sun 18:00-19:30"}


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """Her window is open; it is a Monday at ten, her safe hours begin at six."""
    started = a_trial(database_url, now="2026-09-27 12:00")
    started.enrol(started.load("together"), EVENINGS)
    started.until("2026-10-05 10:00")
    return started


def _book(trial: Trial, wall: str) -> None:
    study = trial.house.studies()[0]
    book(trial, study, person(trial, study, "T-101"), "post_programme", wall)


def test_a_time_agreed_in_the_morning_is_told_in_the_evening(trial: Trial) -> None:
    _book(trial, "2026-10-06 19:00")
    assert not [text for text in trial.texts_to(HER) if "noted" in text]
    trial.until("2026-10-05 18:10")
    assert len([text for text in trial.texts_to(HER) if "noted" in text]) == 1
    assert "text_not_arrived" not in [kind for kind, _ in open_tasks(trial, trial.house.studies()[0])]


def test_one_that_comes_before_her_hours_is_told_by_a_call(trial: Trial) -> None:
    _book(trial, "2026-10-05 15:00")
    assert ("text_not_arrived", "T-101") in open_tasks(trial, trial.house.studies()[0])
    trial.until("2026-10-05 18:10")
    assert not [text for text in trial.texts_to(HER) if "noted" in text]


def test_what_does_not_arrive_in_her_hours_does_not_arrive_after_them(trial: Trial) -> None:
    trial.network.faults({"kind": "unreachable"})
    _book(trial, "2026-10-06 19:00")
    trial.until("2026-10-05 18:10")
    asked = trial.network.accepted()[-1]
    assert 0 < asked["validity"] <= 90 * 60  # six to half past seven, though texts may go until eight
