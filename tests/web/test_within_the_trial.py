"""The page of studies within the trial: its figures, its file, and who may see them."""

from __future__ import annotations

from dataclasses import replace

from callassist.work.house import Shelf
from callassist.work.studies import load
from tests.web.houses import Trial, tiny_folder

SWAT = b"""
[[swat]]
id = "evening"
title = "Morning or evening"
ethics = "made up: S1"
rule = "invite"
waves = ["post_programme"]
[[swat.arm]]
code = "usual"
title = "As usual"
[[swat.arm]]
code = "late"
title = "In the evening"
at = "18:00"

[hours.calls]"""


def with_swat() -> dict[str, bytes]:
    files = dict(tiny_folder())
    files["study.toml"] = files["study.toml"].replace(b"\n[hours.calls]", SWAT, 1)
    return files


def test_a_data_manager_sees_each_arm_and_takes_the_set(trial: Trial) -> None:
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    load(trial.house, with_swat(), by="test")
    trial.works_here("owen", "data")
    owen = trial.browser("owen")
    page = owen.get("/within-the-trial").text
    assert "Morning or evening" in page
    assert "In the evening" in page
    assert "Newcombe" in page
    assert "within-the-trial" in owen.get("/data").text
    taken = owen.post("/within-the-trial/evening", data={"study": "together"})
    assert taken.text.startswith("swat,number,stratum")
    assert owen.post("/within-the-trial/no-such", data={"study": "together"}).status_code == 404


def test_a_study_without_one_says_what_begins_one(trial: Trial) -> None:
    trial.works_here("owen", "data")
    assert "[[swat]]" in trial.browser("owen").get("/within-the-trial").text


def test_nobody_who_interviews_sees_it(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    assert trial.browser("samina").get("/within-the-trial").status_code == 403
