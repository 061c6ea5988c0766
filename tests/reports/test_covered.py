"""What leaves the house shows no count from one to four, nor lets one be worked back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from callassist.reports.completion import Cell, Completion, Line
from callassist.reports.covered import COUNTS, covered, csv_of

NOW = datetime(2026, 10, 8, tzinfo=UTC)
small = st.builds(
    Cell,
    done=st.integers(0, 12),
    open=st.integers(0, 12),
    missed=st.integers(0, 9),
    stopped=st.integers(0, 6),
)


def table(cells: list[list[Cell]]) -> Completion:
    lines, whole = [], Cell()
    for site, languages in enumerate(cells):
        here = Cell()
        below = []
        for tag, cell in enumerate(languages):
            below.append(Line("w", "Wave", 1, f"s{site}", f"l{tag}", cell))
            here = here.plus(cell)
        lines += [Line("w", "Wave", 1, f"s{site}", "", here), *below]
        whole = whole.plus(here)
    return Completion(NOW, 99, 80, (Line("w", "Wave", 1, "", "", whole), *lines))


def test_a_small_count_is_covered_and_so_is_a_neighbour_that_would_tell_it() -> None:
    figures = table([[Cell(done=20, open=10, missed=2), Cell(done=30, open=20, missed=10)]])
    shown = covered(figures)
    assert shown[2, "missed"] == "<5"
    assert shown[3, "missed"] == "covered"
    assert shown[2, "followed"] == "covered" or shown[2, "open_now"] == "covered"


def test_large_counts_stay_as_they_are() -> None:
    figures = table([[Cell(done=20, open=10, missed=5), Cell(done=30, open=20, missed=10)]])
    rows = list(csv.DictReader(io.StringIO(csv_of(figures))))
    assert [row["done"] for row in rows] == ["50", "50", "20", "30"]
    assert "covered" not in csv_of(figures)


@given(st.lists(st.lists(small, min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_count_from_one_to_four_is_ever_shown_or_left_alone_in_a_sum(cells: list[list[Cell]]) -> None:
    figures = table(cells)
    shown = covered(figures)
    assert not any(value in {"1", "2", "3", "4"} for value in shown.values())
    for number in range(len(figures.lines)):
        row = [shown[number, column] for column in ("done", "open_now", "missed", "followed")]
        assert sum(not value.isdigit() for value in row) != 1
    sites = [number for number, line in enumerate(figures.lines) if line.site and not line.language]
    for column in COUNTS:
        assert sum(not shown[number, column].isdigit() for number in (0, *sites)) != 1
