"""Families as they are: two households, one child; a pregnancy, a birth, a loss."""

from __future__ import annotations

from datetime import date

import pytest

from callassist.errors import Refusal
from callassist.people.dates import Age, PartialDate
from callassist.people.family import (
    Child,
    IndexChild,
    Membership,
    Pregnancy,
    Tie,
    TieKind,
    choose_index,
    household_on,
    living_children,
    tied,
)

TODAY = date(2026, 10, 8)
IMRAN = Child("imran", PartialDate(2019, 3, 14))
SARA = Child("sara", PartialDate(2022, 7))
AWAITED = Child("third", due=date(2026, 11, 1), pregnancy=Pregnancy.AWAITED)


def test_a_script_speaks_of_living_children_only_oldest_first() -> None:
    lost = Child("fourth", due=date(2026, 5, 1), pregnancy=Pregnancy.LOST)
    died = Child("fifth", PartialDate(2018), died=date(2026, 10, 2))
    assert living_children([SARA, AWAITED, lost, died, IMRAN], TODAY) == (IMRAN, SARA)


def test_a_child_who_died_was_living_until_that_day() -> None:
    died = Child("imran", PartialDate(2019, 3, 14), died=date(2026, 10, 2))
    assert died.living(date(2026, 10, 1))
    assert not died.living(date(2026, 10, 2))


def test_a_child_not_born_yet_has_no_age_and_is_not_spoken_of() -> None:
    assert AWAITED.age(TODAY) is None
    assert not AWAITED.living(TODAY)
    assert IMRAN.age(TODAY) == Age(7, 7)


@pytest.mark.parametrize(
    ("child", "day", "owed"),
    [
        (AWAITED, date(2026, 10, 31), False),
        (AWAITED, date(2026, 11, 1), True),
        (Child("x", due=date(2026, 11, 1), pregnancy=Pregnancy.UNKNOWN), date(2026, 12, 1), True),
        (Child("x", due=date(2026, 11, 1), pregnancy=Pregnancy.LOST), date(2026, 12, 1), False),
        (IMRAN, TODAY, False),
    ],
)
def test_the_outcome_of_a_pregnancy_is_learnt_before_anything_is_sent(
    child: Child, day: date, owed: bool
) -> None:
    assert child.outcome_owed(day) is owed


def test_a_child_needs_a_birth_or_a_due_date() -> None:
    with pytest.raises(Refusal, match="neither"):
        Child("nobody")


def test_nobody_dies_before_being_born() -> None:
    with pytest.raises(Refusal, match="before the birth"):
        Child("x", PartialDate(2019, 3, 14), died=date(2019, 3, 13))


def test_the_index_child_is_the_oldest_of_the_right_age() -> None:
    assert choose_index("U-1", [SARA, IMRAN], least=3, most=18, on=TODAY) == IndexChild(
        "U-1", "imran", "oldest from 3 to 18"
    )
    assert choose_index("U-1", [SARA, AWAITED], least=5, most=18, on=TODAY) is None


def test_separated_parents_share_a_child_who_lives_in_both_homes() -> None:
    homes = [
        Membership("H-1", "imran", date(2025, 1, 1)),
        Membership("H-2", "imran", date(2025, 6, 1)),
        Membership("H-2", "father", date(2025, 6, 1)),
        Membership("H-1", "father", date(2020, 1, 1), date(2025, 6, 1)),
    ]
    assert household_on(homes, "imran", TODAY) == ("H-1", "H-2")
    assert household_on(homes, "father", date(2025, 5, 31)) == ("H-1",)
    assert household_on(homes, "father", date(2025, 6, 1)) == ("H-2",)


def test_co_parents_are_found_from_either_side_while_the_tie_holds() -> None:
    ties = [
        Tie(TieKind.CO_PARENT_OF, "mother", "father", date(2025, 6, 1)),
        Tie(TieKind.PARTNER_OF, "mother", "father", date(2015, 1, 1), date(2025, 6, 1)),
        Tie(TieKind.PARENT_OF, "mother", "imran", date(2019, 3, 14)),
    ]
    assert tied(ties, "father", TieKind.CO_PARENT_OF, TODAY) == ("mother",)
    assert tied(ties, "father", TieKind.PARTNER_OF, TODAY) == ()
    assert tied(ties, "imran", TieKind.PARENT_OF, TODAY) == ()
    assert tied(ties, "mother", TieKind.PARENT_OF, TODAY) == ("imran",)
