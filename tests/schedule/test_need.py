"""How many Urdu evenings the windows need, told from what is owed and what is planned."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from callassist.schedule.need import Need, OnShift, Owing, day_lengths, needs, pieces
from callassist.schedule.slots import Slot
from callassist.study.week import DayHours
from callassist.work.actor import speaks

NOW = datetime(2026, 10, 8, 8, 0, tzinfo=UTC)  # a Thursday, nine in London
EVENING = Slot.WEEKDAY_EVENING
LENGTHS = {EVENING: 4.0, Slot.WEEKDAY_DAY: 3.0}


def evening(day: int, *languages: str) -> OnShift:
    """Four hours from five o'clock in London on a day of October."""
    begins = datetime(2026, 10, day, 16, 0, tzinfo=UTC)
    return OnShift(languages or ("ur", "en-GB"), begins, begins + timedelta(hours=4))


def owing(many: int, closes: int, language: str = "ur") -> Owing:
    return Owing(language, datetime(2026, 10, closes, 23, 0, tzinfo=UTC), {EVENING: many})


def of(cases: list[Owing], *shifts: OnShift, language: str = "ur", part: Slot | None = EVENING) -> Need:
    found = needs(
        cases, shifts, now=NOW, zone="Europe/London", calls_an_hour=2, lengths=LENGTHS, speaks=speaks
    )
    return next(one for one in found if one.language == language and one.slot is part)


def test_calls_owed_in_the_evening_are_met_by_evenings_of_somebody_who_speaks_the_language() -> None:
    cases = [owing(8, 16), owing(8, 16)]
    assert (of(cases).short, of(cases).shifts) == (8.0, 2)
    assert of(cases, evening(12)).shifts == 1
    assert of(cases, evening(12), evening(13)).short == 0
    assert of(cases, evening(12, "pl"), evening(13, "en-GB")).shifts == 2


def test_an_evening_after_the_window_has_closed_helps_nobody() -> None:
    cases = [owing(8, 12), owing(8, 30)]
    late = of(cases, evening(14), evening(15))
    assert (late.short, late.by) == (4.0, cases[0].closes_at)
    assert of(cases, evening(9), evening(15)).short == 0


def test_a_part_of_the_week_that_does_not_come_again_is_not_asked_for() -> None:
    saturday = Owing("ur", datetime(2026, 10, 9, 12, 0, tzinfo=UTC), {Slot.SATURDAY: 1})
    found = needs(
        [saturday],
        [],
        now=NOW,
        zone="Europe/London",
        calls_an_hour=2,
        lengths=LENGTHS,
        speaks=speaks,
    )
    assert [one.slot for one in found] == [None]


def test_a_shift_counts_in_the_part_of_the_week_that_each_hour_lies_in() -> None:
    begins = datetime(2026, 10, 9, 14, 45, tzinfo=UTC)
    cut = [
        (part, (b - a).total_seconds() / 3600)
        for part, a, b in pieces(begins, begins.replace(hour=19, minute=0), "Europe/London")
    ]
    assert cut == [(Slot.WEEKDAY_AFTERNOON, 1.25), (EVENING, 3.0)]


def test_a_night_on_which_the_clocks_go_back_has_its_own_hours() -> None:
    begins = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # 23:00 in London on the Saturday
    cut = [
        (part, (b - a).total_seconds() / 3600)
        for part, a, b in pieces(begins, begins + timedelta(hours=4), "Europe/London")
    ]
    assert cut == [(Slot.SATURDAY, 1.0), (Slot.SUNDAY, 3.0)]


def test_the_length_of_an_evening_is_that_of_the_studys_calling_hours() -> None:
    hours = DayHours(
        monday=(time(9), time(21)), tuesday=(time(10), time(20, 30)), saturday=(time(10), time(14))
    )
    assert day_lengths(hours) == {
        Slot.WEEKDAY_DAY: 3.0,
        Slot.WEEKDAY_AFTERNOON: 5.0,
        EVENING: 4.0,
        Slot.SATURDAY: 4.0,
    }


@pytest.mark.parametrize("language", ["so", "pl"])
def test_a_language_that_nobody_on_the_rota_speaks_is_named_first(language: str) -> None:
    found = needs(
        [owing(1, 20), owing(6, 20, language)],
        [evening(12)],
        now=NOW,
        zone="Europe/London",
        calls_an_hour=2,
        lengths=LENGTHS,
        speaks=speaks,
    )
    assert found[0].language == language
