"""Mrs Akhtar can be rung while the children are at school, or after 16:00; the clock knows which that is."""

from __future__ import annotations

import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.errors import Refusal
from callassist.people.times import ANY_TIME, Span, Times, read_times, written

LONDON = ZoneInfo("Europe/London")
SCHOOL = read_times(
    "Mon-Fri 09:00-15:00 16:00-21:00; Sat-Sun 16:00-20:00",
    "While the children are at school, or after 16:00.",
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-10-08T16:15", True),
        ("2026-10-08T15:45", False),
        ("2026-10-08T09:00", True),
        ("2026-10-08T15:00", False),
        ("2026-10-08T20:59", True),
        ("2026-10-08T21:00", False),
        ("2026-10-10T10:00", False),
        ("2026-10-11T16:00", True),
    ],
)
def test_her_safe_hours(moment: str, allowed: bool) -> None:
    assert SCHOOL.allows(local(moment)) is allowed


def test_never_on_friday_at_noon_leaves_every_other_hour() -> None:
    times = read_times("not Fri 12:00-15:00")
    assert not times.allows(local("2026-10-09T12:00"))
    assert times.allows(local("2026-10-09T15:00"))
    assert times.allows(local("2026-10-08T12:30"))


def test_who_set_no_bounds_may_be_rung_at_any_time() -> None:
    assert read_times("") == ANY_TIME
    assert ANY_TIME.any_time
    assert ANY_TIME.allows(local("2026-10-08T03:00"))


def test_a_week_is_drawn_with_overlaps_merged_and_holes_cut() -> None:
    times = read_times("Mon 09:00-12:00 11:00-15:00; not Mon 10:00-10:30")
    assert times.week()[0] == ((540, 600), (630, 900))
    assert times.week()[1] == ()
    assert read_times("not Fri 12:00-15:00").week()[4] == ((0, 720), (900, 1440))


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Friday 09:00 to 15:00",
        "mon-fri 9.00-15.00",
        "Mon–Fri 09:00–15:00",
    ],
)
def test_days_and_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_times(text).open == tuple(Span(day, 540, 900) for day in range(5))


def test_saturday_to_monday_goes_round_the_week() -> None:
    assert [span.weekday for span in read_times("Sat-Mon 10:00-12:00").open] == [0, 5, 6]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("mornings", "no day and hours"),
        ("Mon 15:00-09:00", "ends before"),
        ("Mon 09:00-25:00", "no time of day"),
        ("Mon 09:75-10:00", "no time of day"),
        ("Foo 09:00-10:00", "no day of the week"),
        ("Mon 09:00-10:00 and later", "no hours"),
        ("Mon early", "no hours"),
    ],
)
def test_times_that_cannot_be_read_are_refused_with_an_example(text: str, what: str) -> None:
    with pytest.raises(Refusal, match=what) as refused:
        read_times(text)
    assert "00" in refused.value.cure


spans = st.builds(
    lambda day, begins, length: Span(day, begins, min(begins + length, 1440)),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 600),
)


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=3))
def test_times_survive_being_written(opened: list[Span], shut: list[Span]) -> None:
    times = Times(tuple(sorted(opened)), tuple(sorted(shut)))
    assert read_times(written(times)) == times


@given(st.lists(spans, max_size=4), st.lists(spans, max_size=3), st.integers(0, 6), st.integers(0, 1439))
def test_the_drawn_week_and_the_rule_agree(
    opened: list[Span], shut: list[Span], day: int, minute: int
) -> None:
    times = Times(tuple(opened), tuple(shut))
    moment = datetime(2026, 10, 5 + day, minute // 60, minute % 60, tzinfo=LONDON)
    drawn = any(begins <= minute < ends for begins, ends in times.week()[day])
    assert times.allows(moment) is drawn


@given(st.text(max_size=30))
def test_nothing_but_a_refusal_comes_of_any_text(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert isinstance(read_times(text), Times)
