"""An amendment adds an interview: from its day at each site, to those whose window is still to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.stories.telling import states, windows
from tests.trial import Trial

PHONES = {one: f"07700 90061{n}" for n, one in enumerate(("early", "luton", "north", "done"))}


@pytest.fixture(scope="module")
def families(at_work: Callable[[str], Trial]) -> Any:
    """Families of three courses at two sites, from before the amendment until its last window has closed."""
    trial = at_work("2026-10-20 09:00")
    together = trial.load("together")
    joined = {"consent_on": "2026-01-04", "texts_in": "en-GB", "reads": "en-GB", "spoken": "en-GB"}
    people = trial.enrol(
        together,
        {**joined, "study_number": "T-611", "cohort": "luton_jan26", "phone": PHONES["early"]},
        {**joined, "study_number": "T-612", "cohort": "luton_jun26", "phone": PHONES["luton"]},
        {
            **joined,
            "study_number": "T-613",
            "site": "northside",
            "cohort": "north_jun26",
            "phone": PHONES["north"],
        },
    )
    trial.settle()
    before = [windows(trial, one) for one in people]
    trial.until("2026-11-02 00:30")
    luton = [windows(trial, one) for one in people]
    trial.until("2026-11-16 00:30")
    both = [windows(trial, one) for one in people]
    trial.until("2027-02-15 09:00")
    return trial, people, before, luton, both


def test_before_its_day_nobody_is_asked_the_new_interview(families: Any) -> None:
    assert all("three_month" not in one for one in families[2])


def test_from_its_day_it_is_planned_at_luton_and_not_yet_at_northside(families: Any) -> None:
    early, luton, north = families[3]
    assert luton["three_month"] == (date(2026, 12, 21), date(2027, 1, 25))
    assert "three_month" in early
    assert "three_month" not in north


def test_two_weeks_later_northside_follows(families: Any) -> None:
    north = families[4][2]
    assert north["three_month"] == (date(2026, 11, 26), date(2026, 12, 31))


def test_a_window_that_had_closed_before_is_not_planned_and_never_missed(families: Any) -> None:
    trial, (early, luton, _north), *_ = families
    assert states(trial, early)["three_month"] == "not_planned"
    assert states(trial, luton)["three_month"] == "missed"


def test_the_waves_that_were_there_keep_their_dates(families: Any) -> None:
    _trial, _people, before, _luton, both = families
    for was, now in zip(before, both, strict=True):
        assert {wave: now[wave] for wave in was} == was


def test_the_new_interview_is_invited_to_once_and_the_closed_one_never(families: Any) -> None:
    trial, (early, luton, north), *_ = families
    invited = {
        row.case_id for row in trial.messages() if row.template == "invite" and row.state == "accepted"
    }
    cases = [trial.case(one, "three_month").id for one in (early, luton, north)]
    assert [one in invited for one in cases] == [False, True, True]
