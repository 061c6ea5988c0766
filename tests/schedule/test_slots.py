"""Parts of the week, and what the protocol still owes a family."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from callassist.schedule.slots import Owed, Slot, in_words, kept_until, owed, slot
from callassist.study.contact import Contact, Slots

ASKED = Contact(
    attempts=6,
    owed=Slots(weekday_day=1, weekday_afternoon=1, weekday_evening=1, saturday=1),
    own_language=1,
)


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("2026-10-08T09:00", Slot.WEEKDAY_DAY),
        ("2026-10-08T11:59", Slot.WEEKDAY_DAY),
        ("2026-10-08T12:00", Slot.WEEKDAY_AFTERNOON),
        ("2026-10-08T16:59", Slot.WEEKDAY_AFTERNOON),
        ("2026-10-08T17:00", Slot.WEEKDAY_EVENING),
        ("2026-10-09T20:59", Slot.WEEKDAY_EVENING),
        ("2026-10-10T09:00", Slot.SATURDAY),
        ("2026-10-11T18:00", Slot.SUNDAY),
    ],
)
def test_every_moment_lies_in_one_part_of_the_week(at: str, part: Slot) -> None:
    assert slot(datetime.fromisoformat(at)) is part


def test_three_daytime_tries_leave_an_evening_and_a_saturday_and_a_call_in_her_language() -> None:
    tried = [Slot.WEEKDAY_DAY, Slot.WEEKDAY_DAY, Slot.WEEKDAY_AFTERNOON]
    found = owed(ASKED, tried, in_her_language=0)
    assert in_words(found, "Urdu") == "One evening, one Saturday, one call in Urdu"
    assert (found.tried, found.of) == (3, 6)


def test_english_owes_no_call_in_a_language() -> None:
    found = owed(ASKED, [Slot.SATURDAY], in_her_language=None)
    assert in_words(found, "English") == "One morning, one afternoon, one evening"


def test_with_every_part_tried_what_is_left_is_a_number_of_calls() -> None:
    found = owed(ASKED, [*Slot], in_her_language=1)
    assert in_words(found) == "One more call, at any time"


def test_when_all_is_tried_nothing_is_owed() -> None:
    found = owed(ASKED, [*Slot, Slot.SUNDAY], in_her_language=1)
    assert found.nothing
    assert in_words(found) == "Nothing"


def test_two_are_said_in_the_plural() -> None:
    asked = Contact(attempts=6, owed=Slots(weekday_evening=2))
    assert in_words(owed(asked, [], in_her_language=None)) == "Two evenings"


THURSDAY = datetime.fromisoformat("2026-10-08T15:45+01:00")
TO_21 = THURSDAY.replace(hour=21, minute=0)
DAY = timedelta(days=1)
EVENING_OWED = Owed({Slot.WEEKDAY_EVENING: 1}, 0, 3, 6)


@pytest.mark.parametrize(
    ("owed", "now", "closes", "kept"),
    [
        (EVENING_OWED, THURSDAY, TO_21, TO_21.replace(hour=17)),
        (EVENING_OWED, THURSDAY, TO_21.replace(hour=17), None),  # it closes before
        (EVENING_OWED, THURSDAY, TO_21 + DAY, None),  # tomorrow has an evening too
        (EVENING_OWED, THURSDAY + DAY, TO_21.replace(hour=12) + 4 * DAY, TO_21.replace(hour=17) + DAY),
        (EVENING_OWED, THURSDAY.replace(hour=18), TO_21, None),  # it is that hour
        (Owed({}, 0, 3, 6), THURSDAY, TO_21, None),
        (EVENING_OWED, THURSDAY, TO_21 + 20 * DAY, None),
    ],
)
def test_todays_call_is_kept_for_the_last_evening_that_is_owed(
    owed: Owed, now: datetime, closes: datetime, kept: datetime | None
) -> None:
    assert kept_until(owed, now, closes, lambda at: 9 <= at.hour < 21) == kept


def test_no_call_is_kept_for_an_hour_when_she_may_not_be_rung() -> None:
    assert kept_until(EVENING_OWED, THURSDAY, TO_21, lambda at: at.hour < 17) is None
    assert kept_until(EVENING_OWED, THURSDAY, TO_21, lambda at: at.hour >= 18) == TO_21.replace(hour=18)
