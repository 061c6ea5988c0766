"""Every row of the bench still runs, on tiny sizes; how fast is nobody's business here."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import ROWS, measure
from tests.bench.rows import HEADINGS, SMALL, Result, quantile, table


@pytest.mark.slow
@pytest.mark.parametrize("row", [one for one in ROWS if one != "hour"])  # a minute: by hand
def test_a_row_runs_and_says_what_it_measured(row: str) -> None:
    results = measure([row], SMALL)
    assert results
    assert all(one.measured for one in results)
    lost = [one for one in results if one.what.endswith(("nothing lost", "given twice"))]
    assert all(one.reached for one in lost), lost


def test_the_table_has_a_line_for_each_result() -> None:
    fine = Result("answer", "<= 1 ms", "0.5 ms", True, "floor 0.2 ms", 2.5)
    lines = table([fine, Result("page", "<= 4 ms", "5 ms", False)]).splitlines()
    assert lines[0].split()[0] == HEADINGS[0]
    assert lines[2].endswith("reached")
    assert lines[3].endswith("NOT REACHED")


def test_a_quantile_is_a_time_that_was_measured() -> None:
    assert quantile([4, 1, 3, 2], 0.5) == 2
    assert quantile([4, 1, 3, 2], 0.99) == 4
