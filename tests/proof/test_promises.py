"""The README promises what is proved, and nothing is proved by the code that it proves."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from tests.proof.line import Line
from tests.proof.lint import ignored
from tests.proof.oracle_days import is_bank_holiday
from tests.proof.promises import PROMISES

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def promised() -> list[str]:
    """The names that stand first in the list under “What it promises”."""
    section = README.read_text().partition("## What it promises")[2].partition("\n## ")[0]
    return re.findall(r"^- `([^`]+)`", section, re.MULTILINE)


def test_every_promise_of_the_readme_has_its_proof_and_every_proof_its_promise() -> None:
    assert promised() == list(PROMISES)


def imported(file: Path) -> set[str]:
    """The modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", sorted(HERE.glob("oracle*.py")), ids=lambda file: file.name)
def test_the_oracle_knows_nothing_of_what_it_judges(file: Path) -> None:
    strangers = {name.partition(".")[0] for name in imported(file)} - {"tests"}
    assert not strangers & {"callassist", "webhooks", "sqlalchemy", "holidays", "pydantic"}
    ours = {name for name in imported(file) if name.startswith("tests")}
    assert all(name.startswith("tests.proof.oracle") for name in ours)


def test_the_oracle_guesses_no_bank_holiday_of_a_year_it_does_not_know() -> None:
    with pytest.raises(KeyError):
        is_bank_holiday(date(2031, 1, 1), "ENG")  # a year that nobody has written down


def test_a_line_holds_only_if_it_was_tried_and_notices_what_is_broken() -> None:
    assert Line("x", "", 3, "", holds=True, broken=(("bent", True),)).passes
    assert not Line("x", "", 0, "", holds=True).passes
    assert not Line("x", "", 3, "", holds=True, broken=(("bent", False),)).passes
    assert not Line("x", "", 3, "", holds=True, left_out="no browser").passes


def test_a_line_that_is_switched_off_is_found() -> None:
    assert ignored("a.py", "x = 1  # no" + "qa: E501\n") == ["a.py:1"]
    assert ignored("a.py", "x = 1  # not off\n") == []
