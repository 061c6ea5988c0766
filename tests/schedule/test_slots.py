"""Parts of the week, and what the protocol still owes a family."""

from __future__ import annotations

from datetime import datetime

import pytest

from callassist.schedule.slots import Slot, in_words, owed, slot
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
