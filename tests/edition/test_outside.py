"""Lists that stand in files of the study's own folder: read with the interview, missed when it is checked."""

from __future__ import annotations

from pathlib import Path

from callassist.edition.check import examine
from callassist.edition.outside import outside
from callassist.questionnaire.script import load

FOLDER = Path(__file__).parents[1] / "browser" / "every_type"
EXAMPLE = Path(__file__).parents[2] / "scripts" / "questionnaires" / "example"


def folder() -> dict[str, bytes]:
    files = {one.name: one.read_bytes() for one in (*EXAMPLE.iterdir(), *FOLDER.iterdir()) if one.is_file()}
    study = files["study.toml"].decode().replace("wellbeing.md", "every_type.md")
    return files | {"study.toml": study.encode()}


def told(files: dict[str, bytes]) -> list[str]:
    return [str(one) for one in examine(files) if "places.csv" in str(one)]


def test_a_list_is_read_from_its_file_under_the_name_the_script_uses() -> None:
    files = folder()
    script = load(files["every_type.md"].decode(), name="every_type.md")
    assert list(outside(script, files)) == ["places"]
    assert "bedford" in outside(script, files)["places"]


def test_a_list_whose_file_is_not_there_is_an_error_with_its_row() -> None:
    files = folder()
    assert told(files) == []
    del files["places.csv"]
    [said] = told(files)
    assert "every_type.md: sheet survey, row 2" in said
    assert "Add places.csv" in said
