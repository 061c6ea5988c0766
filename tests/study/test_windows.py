"""When a wave opens, aims and closes, over ends of months, leap years, clock changes and amendments."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.study.protocol import Amendment, Offset, Plan, Protocol, Wave
from callassist.study.windows import moment, plan_on, shift, window, windows

COURSE = {"cohort_start": date(2026, 1, 12), "cohort_end": date(2026, 4, 20)}
AFTER = Wave(
    code="after", title="After", number=1, script="a.md", anchor="cohort_end", closes=Offset(weeks=5)
)
LATER = Wave(
    code="later",
    title="Later",
    number=2,
    script="a.md",
    anchor="cohort_end",
    offset=Offset(months=6),
    opens=Offset(weeks=-2),
    closes=Offset(weeks=4),
)


def plan(
    name: str, *waves: Wave, amends: str | None = None, from_day: date | None = None, to: str = "everybody"
) -> Plan:
    change = {
        "of": amends,
        "changes": ["one more"],
        "approval": "made up",
        "applies_to": to,
        "sites": {"luton": from_day},
    }
    return Plan(
        id=name,
        strand="trial",
        title=name,
        wave=waves,
        amendment=Amendment.model_validate(change) if amends else None,
    )


def test_a_window_opens_on_its_anchor_and_the_closing_day_still_counts():
    found = window(AFTER, COURSE)
    assert found is not None
    assert (found.opens, found.target, found.closes) == (
        date(2026, 4, 20),
        date(2026, 4, 20),
        date(2026, 5, 25),
    )
    assert found.closes_at("Europe/London") == datetime(2026, 5, 25, 23, 0, tzinfo=UTC)


def test_months_are_calendar_months_and_opening_and_closing_count_from_the_target():
    found = window(LATER, COURSE)
    assert found is not None
    assert (found.opens, found.target, found.closes) == (
        date(2026, 10, 6),
        date(2026, 10, 20),
        date(2026, 11, 17),
    )
    assert found.why == "6 months after the end of the course on 20 April 2026"


@pytest.mark.parametrize(
    ("day", "by", "landed"),
    [
        (date(2026, 8, 31), Offset(months=6), date(2027, 2, 28)),
        (date(2027, 8, 31), Offset(months=6), date(2028, 2, 29)),
        (date(2028, 2, 29), Offset(months=12), date(2029, 2, 28)),
        (date(2026, 3, 31), Offset(months=-1), date(2026, 2, 28)),
        (date(2026, 12, 15), Offset(months=1, weeks=1, days=1), date(2027, 1, 23)),
        (date(2026, 1, 31), Offset(months=1, days=1), date(2026, 3, 1)),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(day, by, landed):
    assert shift(day, by) == landed


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-24, 24), st.integers(0, 27))
def test_a_later_day_is_never_shifted_before_an_earlier_one(day, months, later):
    by = Offset(months=months)
    other = shift(day, Offset(days=later))
    assert shift(day, by) <= shift(other, by)


def test_there_is_no_window_while_the_day_is_not_known():
    assert window(AFTER, {}) is None
    born = AFTER.model_copy(update={"anchor": "event:birth"})
    assert window(born, COURSE) is None
    found = window(born, {"birth": date(2026, 9, 1)})
    assert found is not None
    assert found.why == "from birth on 1 September 2026"


def test_only_the_roles_that_a_wave_names_are_asked():
    staff = AFTER.model_copy(update={"code": "staff_only", "roles": ("staff",)})
    both = plan("p", AFTER, staff)
    assert [w.wave for w in windows(both, "mother", COURSE)] == ["after"]
    assert [w.wave for w in windows(both, "staff", COURSE)] == ["after", "staff_only"]


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 3, 28), time(10), datetime(2026, 3, 28, 10, tzinfo=UTC)),
        (date(2026, 3, 29), time(10), datetime(2026, 3, 29, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(10), datetime(2026, 10, 25, 10, tzinfo=UTC)),
    ],
)
def test_wall_times_around_both_clock_changes(day, at, utc):
    assert moment(day, at, "Europe/London") == utc


# Amendments: who goes by which plan, on which day

FIRST = plan("first", AFTER)
SECOND = plan("second", AFTER, LATER, amends="first", from_day=date(2026, 9, 1))


def protocol(*plans: Plan) -> Protocol:
    """A protocol of which only the plans matter."""
    return Protocol.model_construct(plan=plans)


@pytest.mark.parametrize(
    ("day", "site", "holds", "again"),
    [
        (date(2026, 8, 31), "luton", "first", date(2026, 9, 1)),
        (date(2026, 9, 1), "luton", "second", None),
        (date(2026, 9, 1), "northside", "first", None),
    ],
)
def test_an_amendment_holds_from_its_own_day_at_its_own_site(day, site, holds, again):
    found = plan_on(day, protocol(FIRST, SECOND), FIRST, site, date(2026, 1, 2))
    assert (found.plan.id, found.again_on) == (holds, again)


def test_an_amendment_for_later_families_leaves_earlier_ones_alone():
    later_only = plan("second", AFTER, LATER, amends="first", from_day=date(2026, 9, 1), to="enrolled_after")
    both = protocol(FIRST, later_only)
    today = date(2026, 10, 8)
    assert plan_on(today, both, FIRST, "luton", date(2026, 8, 31)).plan.id == "first"
    assert plan_on(today, both, FIRST, "luton", date(2026, 9, 1)).plan.id == "second"


def test_an_amendment_of_an_amendment_follows_it():
    third = plan("third", LATER, amends="second", from_day=date(2026, 10, 1))
    found = plan_on(date(2026, 10, 8), protocol(FIRST, SECOND, third), FIRST, "luton", date(2026, 1, 2))
    assert (found.plan.id, found.since) == ("third", date(2026, 10, 1))
