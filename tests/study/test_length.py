"""How long an interview is planned for: as the protocol says, and longer with an interpreter."""

from __future__ import annotations

import pytest

from callassist.study.length import Planned, planned, said
from callassist.study.protocol import Interpreting


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
