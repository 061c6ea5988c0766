"""What follows when something grave is heard once more: every pair of what stood and what is heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from callassist.cases.alerts import Follows, Heard, Standing, follows, sooner

NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
LEVELS = (1, 2, 3)


def heard(level: int, minutes: int = 60, hours: int = 72) -> Heard:
    return Heard(level, NOON + timedelta(minutes=minutes), NOON + timedelta(hours=hours))


@pytest.mark.parametrize(("before", "now", "closed"), list(product(LEVELS, LEVELS, (False, True))))
def test_only_what_is_graver_moves_it_and_what_is_closed_stays_closed(
    before: int, now: int, closed: bool
) -> None:
    found = follows(Standing(heard(before), closed), heard(now))
    if now <= before:
        assert found is Follows.NOTHING
    else:
        assert found is (Follows.NEW if closed else Follows.GRAVER)


def test_the_first_time_it_is_raised() -> None:
    assert follows(None, heard(1)) is Follows.NEW


@pytest.mark.parametrize(
    ("again", "found"),
    [
        (heard(2, minutes=30), Follows.SOONER),
        (heard(2, hours=24), Follows.SOONER),
        (heard(2, minutes=90, hours=90), Follows.NOTHING),
    ],
)
def test_as_grave_as_before_a_clock_that_runs_is_never_made_longer(again: Heard, found: Follows) -> None:
    assert follows(Standing(heard(2), closed=False), again) is found
    assert sooner(heard(2), again).acknowledge_by <= heard(2).acknowledge_by
    assert sooner(heard(2), again).close_by <= heard(2).close_by
