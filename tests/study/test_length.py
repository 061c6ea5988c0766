"""How long an interview is planned for: as the protocol says, and longer with an interpreter."""

from __future__ import annotations

import pytest

from callassist.study.interpreting import Interpreting, Length
from callassist.study.length import Planned, planned, said


@pytest.mark.parametrize(
    ("minutes", "interpreted", "expected"),
    [
        (30, False, Planned(30, 1)),
        (30, True, Planned(45, 1)),
        (31, True, Planned(24, 2)),
        (40, True, Planned(30, 2)),
        (90, False, Planned(90, 1)),
        (90, True, Planned(45, 2)),
    ],
)
def test_an_interpreted_interview_takes_half_as_long_again_and_two_sittings_over_the_cap(
    minutes: int, interpreted: bool, expected: Planned
) -> None:
    assert planned(minutes, Interpreting(), interpreted=interpreted) == expected


def test_a_page_says_how_long_with_whom_and_in_how_many_sittings() -> None:
    assert said(Planned(40, 1), interpreted=False) == "about 40 minutes"
    assert said(Planned(45, 1), interpreted=True) == "about 45 minutes with an interpreter"
    two = said(Planned(24, 2), interpreted=True)
    assert two == "two sittings of about 24 minutes with an interpreter, primary outcome first"


BY_LANGUAGE = Interpreting(
    length=(
        Length(language="so", factor=1.4),
        Length(language="ar", factor=1.3, own_factor=1.1),
        Length(language="ar", dialect="Sudanese", factor=2),
    )
)


@pytest.mark.parametrize(
    ("language", "dialect", "interpreted", "expected"),
    [
        ("so", "", True, Planned(42, 1)),
        ("so", "", False, Planned(30, 1)),  # nothing is said of who speaks it herself
        ("ur", "", True, Planned(45, 1)),  # no row: the study's factor
        ("ar", "", True, Planned(39, 1)),
        ("ar", "Syrian", True, Planned(39, 1)),  # falls back to its language
        ("ar", "sudanese", True, Planned(30, 2)),  # over the cap
        ("ar", "Sudanese", False, Planned(33, 1)),  # its language's, as its own row leaves that out
        ("ar-SD", "", True, Planned(45, 1)),
    ],
)
def test_each_language_takes_as_long_as_its_row_says(
    language: str, dialect: str, interpreted: bool, expected: Planned
) -> None:
    found = planned(30, BY_LANGUAGE, interpreted=interpreted, language=language, dialect=dialect)
    assert found == expected
