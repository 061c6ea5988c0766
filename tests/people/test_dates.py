"""A birth date is known as far as it is known, and is never in the future."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.errors import Refusal
from callassist.people.dates import (
    Age,
    PartialDate,
    Precision,
    age_on,
    read_birth_date,
    read_day,
    read_due_date,
    read_partial,
)

TODAY = date(2026, 10, 8)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("2019-03-14", PartialDate(2019, 3, 14)),
        ("14/03/2019", PartialDate(2019, 3, 14)),
        ("14.3.2019", PartialDate(2019, 3, 14)),
        ("2019-03", PartialDate(2019, 3)),
        ("03/2019", PartialDate(2019, 3)),
        ("2019", PartialDate(2019)),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(text: str, born: PartialDate) -> None:
    assert read_birth_date(text, TODAY) == born


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("2026-10-09", "in the future"),
        ("2027", "in the future"),
        ("1890-01-01", "120 years"),
        ("2019-02-29", "does not exist"),
        ("31/04/2019", "does not exist"),
        ("2019-00-10", "does not exist"),
        ("2019-10-00", "does not exist"),
        ("0000", "does not exist"),
        ("03/14/2019", "does not exist"),
        ("14/03/19", "cannot|can read"),
        ("about four", "can read"),
        ("43538", "can read"),
        ("", "can read"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(text: str, what: str) -> None:
    with pytest.raises(Refusal, match=what) as refused:
        read_birth_date(text, TODAY, where="row 4, child1_born")
    assert refused.value.where == "row 4, child1_born"
    assert refused.value.cure


def test_born_today_or_this_year_is_not_in_the_future() -> None:
    assert read_birth_date("2026-10-08", TODAY).precision is Precision.DAY
    assert read_birth_date("2026", TODAY).precision is Precision.YEAR


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (PartialDate(2019, 10, 8), Age(7, 7)),
        (PartialDate(2019, 10, 9), Age(6, 6)),
        (PartialDate(2019, 10), Age(6, 7)),
        (PartialDate(2019), Age(6, 7)),
        (PartialDate(2026), Age(0, 0)),
        (PartialDate(2026, 10), Age(0, 0)),
    ],
)
def test_age_is_a_range_where_the_day_is_not_known(born: PartialDate, age: Age) -> None:
    assert age_on(born, TODAY) == age


def test_a_leap_day_child_grows_older_on_the_first_of_march() -> None:
    born = PartialDate(2020, 2, 29)
    assert age_on(born, date(2025, 2, 28)) == Age(4, 4)
    assert age_on(born, date(2025, 3, 1)) == Age(5, 5)


def test_a_due_date_may_have_passed_but_is_no_further_off_than_a_pregnancy() -> None:
    assert read_due_date("2026-09-01", TODAY) == date(2026, 9, 1)
    with pytest.raises(Refusal, match="pregnancy"):
        read_due_date("2027-10-08", TODAY)


def test_a_due_date_needs_its_day() -> None:
    with pytest.raises(Refusal, match="no day"):
        read_day("2027-01")


@given(st.dates(date(1910, 1, 1), TODAY))
def test_a_date_survives_being_written(day: date) -> None:
    born = PartialDate(day.year, day.month, day.day)
    assert read_partial(str(born)) == born
    assert read_partial(f"{day:%d/%m/%Y}") == born
    assert born.earliest == born.latest == day


@given(st.text(max_size=20))
def test_nothing_but_a_refusal_comes_of_any_text(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert read_birth_date(text, TODAY).earliest <= TODAY
