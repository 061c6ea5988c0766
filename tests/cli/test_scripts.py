"""Commands for scripts as somebody types them: a walk, words out to a translator and back in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from callassist.cli.main import app
from callassist.errors import Refusal

STUDIES = Path(__file__).parents[2] / "scripts" / "questionnaires"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STUDIES / "together", tmp_path / "together"))


def types(*words: object) -> Result:
    """Type a command; a refusal is told as `main` would tell it."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_walk_tells_routes_lengths_and_what_is_planned(folder: Path) -> None:
    told = types("walk", folder / "topic_guide.md", "--random", "12")
    assert told.exit_code == 0
    assert "Safe to talk → Who we are" in told.output
    assert "English, interpreted (× 1.5)" in told.output
    assert "with an interpreter 30 in two sittings, primary outcome first" in told.output
    assert "Every question is reached." in told.output


def test_a_question_that_nobody_reaches_ends_the_walk_with_exit_1(folder: Path) -> None:
    script = folder / "topic_guide.md"
    script.write_text(script.read_text().replace("${part} = 'staff'", "${part} = 'nobody'"))
    told = types("walk", script, "--random", "6", "--json")
    assert told.exit_code == 1
    lost = json.loads(told.output)["unreached"]
    assert lost
    assert all("${part} = 'nobody'" in one["conditions"][0] for one in lost)


def test_one_route_with_answers_of_ones_own(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("question,answer\nis_it_she,wrong_number\n")
    told = types("walk", folder / "baseline.md", "--answers", answers)
    assert told.output.split("\n")[:2] == ["Safe to talk", "  is_it_she: wrong_number"]


def test_words_go_out_and_come_back(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "urdu.xlsx"
    assert "18 texts" in types("translate", "out", folder, sheet, "--language", "ur").output
    book = load_workbook(sheet)
    for row in book["words"].iter_rows(min_row=2):
        row[5].value = f"[{row[3].value}]"
    book.save(sheet)
    assert "topic_guide.md" in types("translate", "in", folder, sheet).output
    assert "bn 78, pl 78." in types("translate", "table", folder).output


def test_a_row_that_does_not_fit_is_told_and_nothing_is_changed(folder: Path, tmp_path: Path) -> None:
    sheet, before = tmp_path / "urdu.xlsx", (folder / "topic_guide.md").read_bytes()
    types("translate", "out", folder, sheet, "--language", "ur")
    book = load_workbook(sheet)
    book["words"]["F2"], book["words"]["H2"] = "words", "0" * 16
    book.save(sheet)
    with pytest.raises(Refusal, match="1 rows do not fit, so nothing was changed"):
        types("translate", "in", folder, sheet)
    assert (folder / "topic_guide.md").read_bytes() == before
