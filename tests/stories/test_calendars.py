"""Stories of calendars that a parent says she keeps: texts and calls go round them, and hold nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import observances, planning
from callassist.work.in_line import ringable
from callassist.work.keeping import keep_calendars, kept_in_words
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.stories.telling import person
from tests.stories.test_came_back import FAMILY
from tests.trial import Trial, at

CALENDARS = b"""schema = 1
[[calendar]]
code = "ramadan"
name = "Ramadan hours"
[[calendar.period]]
from = 2026-11-01
to = 2026-11-29
avoid = [["10:00", "16:00"]]
[[calendar]]
code = "fridays"
name = "Friday prayers"
[[calendar.period]]
from = 2026-01-01
to = 2026-12-31
days = ["friday"]
avoid = [["12:30", "14:30"]]
"""
HERS, ANOTHERS = "07700 900701", "07700 900702"


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """Two families alike in all but number, whose invitation falls due on Wednesday 4 November at 11:30."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    study = trial.load({**light(STUDY), "calendars.toml": CALENDARS})
    trial.enrol(
        study,
        {**FAMILY, "study_number": "L-201", "phone": HERS},
        {**FAMILY, "study_number": "L-202", "phone": ANOTHERS},
    )
    return trial


def says(trial: Trial, *codes: str, how: str = "on the phone") -> None:
    study = trial.house.study("lighthouse")
    who = person(trial, study, "L-201")
    keep_calendars(
        trial.house, study, by="test", participant_id=who, codes=codes, how_told=how, token=new_token()
    )


def test_a_text_waits_for_the_hours_that_her_calendar_leaves_and_nobody_elses_does(trial: Trial) -> None:
    says(trial, "ramadan")
    trial.until("2026-11-04 15:50")
    assert len(trial.texts_to(ANOTHERS)) == 1
    assert trial.texts_to(HERS) == []
    trial.until("2026-11-04 16:10")
    assert len(trial.texts_to(HERS)) == 1


def test_nobody_rings_then_either_and_the_page_says_when(trial: Trial) -> None:
    says(trial, "ramadan", "fridays")
    protocol = trial.house.study("lighthouse").edition.protocol
    with trial.house.database.read() as c:
        row = planning.participant_row(c, person(trial, trial.house.study("lighthouse"), "L-201"))
    assert row is not None
    may = ringable(row.times, protocol)
    assert [may(at(f"2026-11-04 {hour}")) for hour in ("09:30", "10:00", "15:59", "16:00")] == [
        True,
        False,
        False,
        True,
    ]
    assert not may(at("2026-12-04 13:00"))  # a Friday after the fast
    assert may(at("2026-12-03 13:00"))
    told = kept_in_words(row.times, protocol, at("2026-11-02 09:00"))
    assert told[0] == "Ramadan hours: 1 Nov 2026 to 29 Nov 2026, not 10:00 to 16:00."
    assert "Fridays not 12:30 to 14:30" in told[1]


def test_what_she_no_longer_keeps_shuts_nothing_and_stays_as_history(trial: Trial) -> None:
    says(trial, "ramadan")
    says(trial, how="she wrote")
    trial.until("2026-11-04 12:00")
    assert len(trial.texts_to(HERS)) == 1
    with trial.house.database.read() as c:
        rows = observances.of_person(c, person(trial, trial.house.study("lighthouse"), "L-201"))
    assert [(row.calendar, row.keeps, row.how_told) for row in rows] == [
        ("ramadan", True, "on the phone"),
        ("ramadan", False, "she wrote"),
    ]


def test_what_she_did_not_say_herself_is_not_recorded(trial: Trial) -> None:
    with pytest.raises(Refusal, match="it is empty"):
        says(trial, "ramadan", how=" ")
    with pytest.raises(Refusal, match="not in the study"):
        says(trial, "diwali")
    with pytest.raises(Refusal, match="nothing is different"):
        says(trial)


def test_a_language_or_a_name_puts_nobody_under_a_calendar(trial: Trial) -> None:
    study = trial.house.study("lighthouse")
    named = {"full_name": "Ayesha Rahman", "spoken": "Urdu", "reads": "Urdu", "texts_in": "English"}
    trial.enrol(study, {**FAMILY, **named, "study_number": "L-203", "phone": "07700 900703"})
    trial.until("2026-11-04 12:00")
    assert len(trial.texts_to("07700 900703")) == 1
