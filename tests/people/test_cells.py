"""What a spreadsheet made of a cell is put back as it was meant."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from callassist.people.cells import Cells, cell_text
from callassist.people.family import Role


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (1.0, "1"),
        (7700900214, "7700900214"),
        (7700900214.0, "7700900214"),
        (1.5, "1.5"),
        (True, "yes"),
        (False, "no"),
        (datetime.fromisoformat("2019-03-14T00:00"), "2019-03-14"),
        (date(2019, 3, 14), "2019-03-14"),
        (time(16, 15), "16:15:00"),
        ("  T-014\u00a0", "T-014"),
        ("\ufeffT-014", "T-014"),
        ("A\x00B", "AB"),
        ("'+44 7700 900214", "+44 7700 900214"),
        ("'s Gravenhage", "'s Gravenhage"),
        ("E\u0301lodie", "Élodie"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_cell_as_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        *[(cell, True) for cell in ("yes", "TRUE", "Y", True, 1, 1.0, None, "")],
        *[(cell, False) for cell in ("no", "FALSE", False, 0, 0.0)],
    ],
)
def test_yes_and_no_in_every_dress(cell: object, means: bool) -> None:
    cells = Cells(2, {"phone_safe": cell})
    assert cells.yes("phone_safe", default=True) is means
    assert not cells.bad


def test_perhaps_is_neither_yes_nor_no() -> None:
    cells = Cells(2, {"phone_safe": "perhaps"})
    cells.yes("phone_safe", default=True)
    assert str(cells.bad[0]) == "row 2, phone_safe: “perhaps” is neither yes nor no. Write yes or no."


def test_a_word_of_a_list_is_told_apart_from_one_that_is_not() -> None:
    cells = Cells(2, {"role": "Grandparent", "other": "aunt"})
    assert cells.word("role", Role, Role.PARENT) is Role.GRANDPARENT
    assert cells.word("other", Role, Role.PARENT) is Role.PARENT
    assert [bad.column for bad in cells.bad] == ["other"]
    assert "grandparent" in cells.bad[0].cure


def test_a_cell_of_a_thousand_characters_is_complained_of() -> None:
    cells = Cells(2, {"full_name": "x" * 1000})
    assert cells.text("full_name") == ""
    assert "500" in cells.bad[0].what
