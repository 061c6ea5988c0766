"""Loading a study at a terminal says when no interview that asks about risk could begin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callassist.cli.main import app

EXAMPLE = Path(__file__).parents[2] / "scripts" / "questionnaires" / "example"


def test_hours_without_a_lead_are_told_when_a_study_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALLASSIST_DATABASE", raising=False)
    monkeypatch.delenv("CALLASSIST_KEYS", raising=False)
    monkeypatch.setenv("CALLASSIST_NETWORK", "http://127.0.0.1:9")  # nobody answers there
    monkeypatch.setenv("CALLASSIST_DATA", str(tmp_path / "data"))
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    told = CliRunner().invoke(app, ["load", str(folder)])
    assert "example: a new study" in told.output
    assert "warning" not in told.output
    text = (folder / "study.toml").read_text()
    begins, ends = text.index("[[safety.duty]]"), text.index("# Made up for rehearsal")
    (folder / "study.toml").write_text(text[:begins] + text[ends:])
    told = CliRunner().invoke(app, ["load", str(folder)])
    assert "example: a new edition" in told.output
    assert "warning: nobody is on duty in" in told.output
    assert "fill the duty rota" in told.output
