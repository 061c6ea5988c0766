"""The allocation comes in a file of its own, once, and never changes."""

from __future__ import annotations

import pytest

from callassist.errors import Refusal
from callassist.people.allocation import Allocated, read_allocation

UNITS = ("U-014", "U-022")
ARMS = ("programme", "waiting_list")


def test_each_unit_has_its_arm() -> None:
    found = read_allocation(
        [{"unit": "U-014", "arm": "programme"}, {"unit": "U-022", "arm": "waiting_list"}],
        units=UNITS,
        arms=ARMS,
    )
    assert found.good == (Allocated("U-014", "programme"), Allocated("U-022", "waiting_list"))
    assert found.bad == ()


def test_a_second_time_changes_nothing() -> None:
    rows = [{"unit": "U-014", "arm": "programme"}]
    again = read_allocation(rows, units=UNITS, arms=ARMS, existing={"U-014": "programme"})
    assert (again.good, again.bad, again.same) == ((), (), ("U-014",))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"unit": "U-999", "arm": "programme"}, "row 2, unit: there is no unit “U-999”."),
        ({"unit": "U-014", "arm": "control"}, "row 2, arm: the study has no arm “control”."),
        ({"unit": "", "arm": "programme"}, "row 2, unit: is empty."),
        ({"unit": "U-014", "arm": None}, "row 2, arm: is empty."),
        ({"unit": "U-022", "arm": "programme"}, "row 2, arm: U-022 is allocated to another arm already."),
    ],
)
def test_what_is_wrong_with_a_row(row: dict[str, object], said: str) -> None:
    found = read_allocation([row], units=UNITS, arms=ARMS, existing={"U-022": "waiting_list"})
    assert found.good == ()
    assert str(found.bad[0]).startswith(said)


def test_a_unit_given_both_arms_keeps_the_first_and_says_so() -> None:
    rows = [{"unit": "U-014", "arm": "programme"}, {"unit": "U-014", "arm": "waiting_list"}]
    found = read_allocation(rows, units=UNITS, arms=ARMS)
    assert found.good == (Allocated("U-014", "programme"),)
    assert found.bad[0].row == 3


def test_wrong_columns_are_refused() -> None:
    with pytest.raises(Refusal, match="unit and arm"):
        read_allocation([{"unit": "U-014", "group": "a"}], units=UNITS, arms=ARMS, name="allocation.csv")
