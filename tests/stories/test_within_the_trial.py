"""Stories of a study within the trial: one invitation in two wordings and at two hours, drawn by lot."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from sqlalchemy import select

from callassist.exports.swats import analysis_set
from callassist.reports.swats import ArmFigures, figures
from callassist.store.draws import draw
from callassist.store.lists import swats
from callassist.store.texts import message
from callassist.work.house import Running
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.stories.test_came_back import FAMILY
from tests.trial import Trial

SWAT = """
[[swat]]
id = "hour"
title = "Morning or evening"
ethics = "made up: L/0001/S1"
rule = "hello"
waves = ["welcome"]
strata = ["site"]
[[swat.arm]]
code = "usual"
title = "As usual"
[[swat.arm]]
code = "evening"
title = "In the evening, signed otherwise"
template = "hello_late"
at = "16:30"
sender_name = "Lamp friends"

[hours.calls]"""
LATE = """
[template.hello_late]
purpose = "The same in other words."
place = ["sender"]
[template.hello_late.text]
en-GB = "Good evening, {sender} here. When may we ring? STOP ends these texts."
"""
FAMILIES = 8
Start = Callable[..., Trial]


def folder(swat: str = SWAT) -> dict[str, bytes]:
    files = light(STUDY)
    files["study.toml"] = files["study.toml"].replace(b"\n[hours.calls]", swat.encode(), 1)
    files["messages.toml"] += LATE.encode()
    return files


@pytest.fixture
def trial(a_trial: Start, database_url: str) -> Trial:
    """Eight families, the first two of one home, whose invitation falls due on 4 November."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    homes = {0: "home", 1: "home"}
    people = [
        {
            **FAMILY,
            "study_number": f"L-{201 + n}",
            "phone": f"07700 9007{n:02}",
            "household": homes.get(n, f"home{n}"),
        }
        for n in range(FAMILIES)
    ]
    trial.enrol(trial.load(folder()), *people)
    return trial


def drawn(trial: Trial) -> dict[str, str]:
    with trial.house.database.read() as c:
        return {row.participant_id: row.arm for row in c.execute(select(draw))}


def counted(trial: Trial, study: Running) -> tuple[swats.Counted, ...]:
    with trial.house.database.read() as c:
        return swats.counted(c, study.id, "hour", "hello", trial.house.now())


def arms(trial: Trial) -> dict[str, ArmFigures]:
    study = trial.house.study("lighthouse")
    swat = study.edition.protocol.swat[0]
    return {one.code: one for one in figures(swat, counted(trial, study))}


def test_each_home_gets_one_wording_at_its_hour_under_its_name(trial: Trial) -> None:
    trial.until("2026-11-04 12:00")
    morning = [one["body"] for one in trial.network.accepted()]
    trial.until("2026-11-04 17:00")
    evening = [one["body"] for one in trial.network.accepted()][len(morning) :]
    assert morning and all("Hello, Lamp Team here" in body for body in morning)
    assert evening and all("Good evening, Lamp friends here" in body for body in evening)
    assert len(morning) + len(evening) == FAMILIES
    assert abs(list(drawn(trial).values()).count("usual") - (FAMILIES - 1) / 2) <= 1
    assert len(drawn(trial)) == FAMILIES - 1  # two share a home: drawn once, and counted once
    assert trial.texts_to("07700 900700")[0] == trial.texts_to("07700 900701")[0]


def test_what_was_drawn_stays_whatever_is_planned_again(trial: Trial) -> None:
    trial.until("2026-11-02 12:00")
    before = drawn(trial)
    assert len(before) == FAMILIES - 1
    trial.load({**folder(), "talk.md": light(STUDY)["talk.md"] + b"\n"})  # a new edition: all is planned anew
    trial.until("2026-11-04 17:00")
    assert drawn(trial) == before
    assert len(trial.network.accepted()) == FAMILIES


def test_everybody_drawn_is_counted_when_her_window_has_closed(trial: Trial) -> None:
    trial.until("2026-11-04 17:00")
    assert sum(one.open for one in arms(trial).values()) == FAMILIES - 1
    assert arms(trial)["evening"].reached_differs is None
    trial.replies("07700 900705", "Tuesday at four please")
    trial.until("2026-12-05 12:00")
    found = arms(trial)
    assert sum(one.n for one in found.values()) == FAMILIES - 1
    assert sum(one.went for one in found.values()) == FAMILIES - 1
    assert sum(one.reached for one in found.values()) == 1
    differs = found["evening"].reached_differs
    assert differs is not None and differs.low < differs.by < differs.high
    study = trial.house.study("lighthouse")
    written = list(
        csv.DictReader(StringIO(analysis_set(study.edition.protocol.swat[0], counted(trial, study))))
    )
    assert {row["number"] for row in written if row["reached"] == "1"} == {"L-206"}
    assert all(row["text_sent_at"] and row["stratum"] == "site=north_quay" for row in written)


def test_without_its_own_ethics_reference_nobody_is_drawn(a_trial: Start, database_url: str) -> None:
    trial = a_trial(database_url, now="2026-10-20 08:03")
    trial.enrol(trial.load(folder(SWAT.replace("made up: L/0001/S1", ""))), FAMILY)
    trial.until("2026-11-04 17:00")
    assert drawn(trial) == {}
    assert [one["body"][:6] for one in trial.network.accepted()] == ["Hello,"]


def test_no_list_of_contacts_says_which_words_she_got(trial: Trial) -> None:
    trial.until("2026-11-04 17:00")
    with trial.house.database.read() as c:
        assert {row.template for row in c.execute(select(message.c.template))} == {"hello"}
