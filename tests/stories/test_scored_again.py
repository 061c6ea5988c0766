"""A statistician has every score worked out again at the terminal; a licence brings its words along."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from callassist import assembly, settings
from callassist.cli.main import main
from callassist.clock import StandingClock
from callassist.privacy.tokens import new_token
from callassist.store.interviews import folded
from callassist.work import finishing, studies
from tests.work.test_scores import EMOTIONAL, FAMILY, rings, survey
from tests.work.trials import THURSDAY, Trial, files

PACK = """
schema = 1
instrument = "wemwbs"
licence = "a made-up licence"
licence_ref = "M-1"
licensed_to = "A made-up university"
[language.en-GB]
translation = "official"
[language.en-GB.item]
""" + "".join(f'w{n} = "made-up words {n}"\n' for n in range(1, 15))
REHEARSAL = {"CALLASSIST_NETWORK": "http://127.0.0.1:9"}  # nobody answers there


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CALLASSIST_DATABASE", "CALLASSIST_KEYS", "CALLASSIST_PORCH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in REHEARSAL.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CALLASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


ALERT = """instrument = "phq9"
item = "p9"
at_least = 1
level = 2
acknowledge_minutes = 60
close_hours = 72
"""
USED = 'id = "wemwbs"\nmissing = { total = "up_to_three" }\n'


@pytest.fixture
def trial(data: Path) -> Iterator[Trial]:
    clock = StandingClock(THURSDAY)
    built = assembly.build(settings.read({"CALLASSIST_DATA": str(data), **REHEARSAL}))
    yield Trial(replace(built, clock=clock), clock)
    built.database.close()


@pytest.fixture
def held(trial: Trial) -> Trial:
    """One interview, held to its end."""
    study = {**files("example"), "wellbeing.md": survey().encode()}
    call = rings(trial, trial.house.study(studies.load(trial.house, study, by="test").study_id), FAMILY)
    for n in EMOTIONAL:
        call.says(f"about_index/s{n}", "1")
        for row in (1, 2):
            call.says(f"each_child[{row}]/r{n}", "2")
    for n in range(1, 15):
        call.says(f"both/w{n}", "3")
        call.says(f"both/p{n}", "4")
    finishing.finish(trial.house, call.id, by=call.who, once=new_token())
    return trial


def types(monkeypatch: pytest.MonkeyPatch, *command: str) -> int:
    """Type a command; its exit code."""
    monkeypatch.setattr(sys, "argv", ["callassist", *command])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_equal_scores_end_well(
    held: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert types(monkeypatch, "score", "--study", "example") == 0
    assert capsys.readouterr().out == "31 scores of 1 interviews: 0 differ.\n"


def test_a_difference_is_told_by_study_number_and_ends_with_one(
    held: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = held.rows("folded")[0].scores
    kept["wemwbs"]["total"] |= {"value": "43", "rule_version": "0"}
    held.house.database.keep(lambda c: c.execute(update(folded).values(scores=kept)))
    assert types(monkeypatch, "score", "--study", "example") == 1
    said = capsys.readouterr().out
    assert "E-101, " in said
    assert "wemwbs total was 43" in said
    assert "31 scores of 1 interviews: 1 differ." in said
    assert "Clark" not in said
    assert types(monkeypatch, "score", "--study", "example", "--json") == 1
    [told] = json.loads(capsys.readouterr().out)["differences"]
    assert (told["kept"]["value"], told["now"]["value"]) == ("43", "42")


def test_a_pack_comes_from_elsewhere_and_makes_another_edition(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, pack = tmp_path / "little", tmp_path / "licensed" / "wemwbs.pack.toml"
    for place in (folder, pack.parent):
        place.mkdir()
    for name, content in (files("example") | {"wellbeing.md": survey().encode()}).items():
        (folder / name).write_bytes(content)
    study = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(
        study.replace("[[safety.alert]]", "[[instrument]]").replace(ALERT, USED)
    )
    pack.write_text(PACK)
    assert types(monkeypatch, "load", str(folder)) == 0
    assert types(monkeypatch, "load", str(folder), "--pack", str(pack)) == 0
    said = capsys.readouterr().out
    assert "a new study" in said
    assert "a new edition" in said
    assert types(monkeypatch, "check", str(folder), "--pack", str(pack)) == 0
    checked = capsys.readouterr().out
    assert "Well-being Scale, with its short form is a blank slot" not in checked
    assert "Difficulties Questionnaire, parent form is a blank slot" in checked
    assert "made-up words" not in said + checked


def test_what_is_no_pack_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        types(monkeypatch, "check", "scripts/questionnaires/example", "--pack", str(tmp_path / "x.toml")) == 1
    )
    assert "it is no text pack. Name a file that ends in .pack.toml." in capsys.readouterr().err
