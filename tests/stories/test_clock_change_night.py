"""The nights on which the clocks change: a reminder comes at the same wall time the day before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from callassist.errors import Refusal
from tests.stories.telling import book, windows
from tests.trial import Trial, at

BACK, FORWARD = "07700 900621", "07700 900622"
ENGLISH = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB"}


@pytest.fixture(scope="module")
def nights(at_work: Callable[[str], Trial]) -> Any:
    """One appointment on the Sunday after each change: 25 October 2026 and 28 March 2027."""
    trial = at_work("2026-10-14 12:00")
    together = trial.load("together")
    people = trial.enrol(
        together,
        {**ENGLISH, "study_number": "T-621", "phone": BACK},
        {**ENGLISH, "study_number": "T-622", "phone": FORWARD},
    )
    book(trial, together, people[0], "post_programme", "2026-10-25 11:30")
    trial.until("2027-03-15 12:00")
    book(trial, together, people[1], "six_month", "2027-03-28 12:00")
    with pytest.raises(Refusal) as skipped:
        book(trial, together, people[0], "six_month", "2027-03-28 01:30")
    trial.until("2027-03-29 12:00")
    return trial, people, str(skipped.value)


def reminder(trial: Trial, participant_id: str) -> Any:
    (found,) = [
        row
        for row in trial.messages()
        if row.participant_id == participant_id and row.template == "reminder_24h"
    ]
    return found


def test_when_the_clocks_go_back_it_comes_twenty_five_hours_before(nights: Any) -> None:
    trial, people, _ = nights
    found = reminder(trial, people[0])
    assert found.due_at == at("2026-10-24 11:30")
    assert at("2026-10-25 11:30") - found.due_at == timedelta(hours=25)
    assert (found.state, found.receipt) == ("accepted", "delivered")


def test_when_the_clocks_go_forward_it_comes_twenty_three_hours_before(nights: Any) -> None:
    trial, people, _ = nights
    found = reminder(trial, people[1])
    assert found.due_at == at("2027-03-27 12:00")
    assert at("2027-03-28 12:00") - found.due_at == timedelta(hours=23)
    assert (found.state, found.receipt) == ("accepted", "delivered")


def test_each_says_the_time_on_the_wall(nights: Any) -> None:
    trial = nights[0]
    assert any("11:30" in one and "25" in one for one in trial.texts_to(BACK))
    assert any("12:00" in one and "28" in one for one in trial.texts_to(FORWARD))


def test_each_came_once(nights: Any) -> None:
    trial = nights[0]
    for number in (BACK, FORWARD):
        assert sum("Reply YES" in one for one in trial.texts_to(number)) == 1


def test_a_time_that_the_clocks_skip_cannot_be_agreed(nights: Any) -> None:
    assert "does not exist" in nights[2]


def test_windows_are_whole_days_on_both_sides_of_a_change(nights: Any) -> None:
    trial, people, _ = nights
    assert windows(trial, people[0])["six_month"] == (date(2027, 3, 14), date(2027, 4, 25))
    case = trial.case(people[0], "six_month")
    assert (case.opens_at, case.closes_at) == (at("2027-03-14 00:00"), at("2027-04-26 00:00"))
