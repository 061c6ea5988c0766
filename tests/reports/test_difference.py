"""Newcombe's interval against the figures that he printed (Statistics in Medicine 1998;17:873, table II)."""

from __future__ import annotations

import pytest

from callassist.reports.difference import newcombe, wilson


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_method_gives_the_authors_own_figures(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(first, second)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00006)


def test_nothing_is_said_of_nobody() -> None:
    assert newcombe((0, 0), (3, 10)) is None


def test_a_share_of_none_has_an_interval_above_it() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=0.00005)
