"""STEPP (sources/004): a due date, a birth, twins, and a loss after which nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from callassist.privacy.tokens import new_token
from callassist.store import planning
from callassist.work import events, fills
from tests.stories.five_sources.folders import INVITE, head, study
from tests.stories.telling import children, open_tasks, states, windows
from tests.trial import Trial

TOML = (
    head("stepp", r"^B-\d{3}$")
    + """
[[site]]
code = "luton"
name = "Luton"

[[strand]]
code = "service"
title = "Getting ready for a baby"
roles = ["mother", "father"]
consent = "agreement_1"

[[plan]]
id = "baby"
strand = "service"
title = "Six to eight weeks after the birth"

[[plan.wave]]
code = "six_weeks"
title = "Six to eight weeks"
number = 1
script = "talk.md"
anchor = "event:birth"
offset = { weeks = 6 }
closes = { weeks = 2 }
"""
    + INVITE
)
DUE = {
    "spoken": "en-GB",
    "reads": "en-GB",
    "texts_in": "en-GB",
    "cohort": "",
    "consent_version": "agreement_1",
    "consent_on": "2026-06-01",
    "child1_name": "the baby",
    "child1_due": "2026-09-10",
    "child1_index": "yes",
}
TWINS = {**DUE, "child1_name": "first twin", "child2_name": "second twin", "child2_due": "2026-09-10"}
BORN, WAITING, LOST, TWO, LATE = (f"07700 90055{n}" for n in range(1, 6))


@pytest.fixture(scope="module")
def life(at_work: Callable[[str], Trial]) -> Any:
    """Five mothers with one due date: a birth, no news, a loss, twins of whom one is lost, a late birth."""
    trial = at_work("2026-06-01 09:00")
    running = trial.load(study(TOML))
    numbers = zip((BORN, WAITING, LOST, TWO, LATE), (DUE, DUE, DUE, TWINS, DUE), strict=True)
    rows = [{**row, "study_number": f"B-00{n}", "phone": phone} for n, (phone, row) in enumerate(numbers, 1)]
    mothers = trial.enrol(running, *rows)
    trial.until("2026-07-20 09:00")
    (lost,) = children(trial, mothers[2])
    events.loss(trial.house, lost.id, date(2026, 7, 18), by="test", token=new_token())
    trial.until("2026-09-03 09:00")
    (born,) = children(trial, mothers[0])
    events.birth(trial.house, born.id, date(2026, 9, 1), called="Ada", by="test", token=new_token())
    first, second = children(trial, mothers[3])
    events.birth(trial.house, second.id, date(2026, 9, 2), called="Ivy", by="test", token=new_token())
    events.loss(trial.house, first.id, date(2026, 9, 2), by="test", token=new_token())
    trial.until("2026-09-11 09:00")
    asked = open_tasks(trial, running)
    trial.until("2026-09-20 09:00")
    (late,) = children(trial, mothers[4])
    events.birth(trial.house, late.id, date(2026, 9, 19), by="test", token=new_token())
    trial.until("2027-06-01 09:00")
    return trial, running, mothers, asked


def test_six_weeks_are_counted_from_the_birth_and_never_from_the_due_date(life: Any) -> None:
    trial, _running, mothers, _asked = life
    assert windows(trial, mothers[0]) == {"six_weeks": (date(2026, 10, 13), date(2026, 10, 27))}
    assert windows(trial, mothers[4]) == {"six_weeks": (date(2026, 10, 31), date(2026, 11, 14))}
    assert [len(trial.texts_to(one)) for one in (BORN, LATE)] == [1, 1]


def test_a_due_date_alone_sends_nothing_and_asks_a_person_when_it_comes(life: Any) -> None:
    trial, running, mothers, asked = life
    assert [one for one in asked if one[0] == "learn_outcome"] == [
        ("learn_outcome", "B-002"),
        ("learn_outcome", "B-005"),
    ]
    assert trial.texts_to(WAITING) == []
    assert windows(trial, mothers[1]) == {}
    assert ("learn_outcome", "B-002") in open_tasks(trial, running)
    assert ("learn_outcome", "B-005") not in open_tasks(trial, running)


def test_after_a_loss_nothing_is_planned_sent_or_asked(life: Any) -> None:
    trial, running, mothers, _asked = life
    assert trial.texts_to(LOST) == []
    assert windows(trial, mothers[2]) == {}
    assert [kind for kind, number in open_tasks(trial, running) if number == "B-003"] == ["who_writes_next"]


def test_after_the_loss_of_one_twin_the_other_is_not_written_about_either(life: Any) -> None:
    trial, running, mothers, _asked = life
    assert trial.texts_to(TWO) == []
    assert set(states(trial, mothers[3]).values()) <= {"stopped"}
    assert [kind for kind, number in open_tasks(trial, running) if number == "B-004"] == ["who_writes_next"]


def test_the_twin_that_lives_is_the_one_a_script_may_speak_of(life: Any) -> None:
    trial, _running, mothers, _asked = life
    with trial.house.database.read() as c:
        row = planning.participant_row(c, mothers[3])
        told = fills.of_family(c, trial.house, row, None, "nobody").sealed_text()
    assert "Ivy" in told
    assert "first twin" not in told


def test_recording_a_loss_twice_changes_nothing(life: Any) -> None:
    trial, _running, mothers, _asked = life
    (lost,) = children(trial, mothers[2])
    assert (lost.outcome, lost.died_on) == ("lost", date(2026, 7, 18))
