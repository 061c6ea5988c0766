"""Stronger Families (sources/001): a service without arms; two of six problems; a family is counted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from callassist.privacy.tokens import new_token
from callassist.store import memberships, planning
from callassist.store.interviews import folded
from callassist.work import answers, at_hand, events, finishing, interviews, moving
from callassist.work.events import Happened, Subject
from callassist.work.sittings import Manner
from tests.stories.five_sources.folders import INVITE, head, study
from tests.stories.telling import homes, interviewer, person, states, windows
from tests.trial import Trial

SCRIPT = """
| survey |
| | type | name | label::English (en-GB) | required | calculation |
| | select_multiple problem | problems | Which of these does the family live with? | yes | |
| | calculate | how_many | | | count-selected(${problems}) |
| | calculate | eligible | | | if(${how_many} >= 2, 'yes', 'no') |
| | text | words | Is there anything else? | | |

| choices |
| | list_name | name | label::English (en-GB) |
| | problem | crime | Crime or trouble with neighbours |
| | problem | school | Missing school |
| | problem | help | A child who needs help |
| | problem | work | No work, or money troubles |
| | problem | violence | Violence at home |
| | problem | health | Poor health |
"""

TOML = (
    head("stronger", r"^S-\d{3}$")
    + """
[[site]]
code = "luton"
name = "Luton"

[[strand]]
code = "service"
title = "Whole-family plan"
roles = ["mother", "father", "grandparent", "carer"]
consent = "agreement_1"

[[plan]]
id = "service"
strand = "service"
title = "Start, and six months after the plan is closed"

[[plan.wave]]
code = "start"
title = "Start"
number = 1
script = "talk.md"
anchor = "enrolled"
closes = { weeks = 4 }

[[plan.wave]]
code = "sustained"
title = "Six months after the plan was closed"
number = 2
script = "talk.md"
anchor = "event:plan_closed"
offset = { months = 6 }
closes = { weeks = 4 }
"""
    + INVITE
)
FAMILY = {
    "spoken": "en-GB",
    "reads": "en-GB",
    "texts_in": "en-GB",
    "cohort": "",
    "unit": "U-1",
    "consent_version": "agreement_1",
    "child1_name": "Robin",
    "child1_born": "2014-05-02",
    "child1_index": "yes",
}
MOTHER = {**FAMILY, "study_number": "S-001", "household": "H-1", "phone": "07700 900521"}
FATHER = {**FAMILY, "study_number": "S-002", "household": "H-1", "phone": "07700 900522", "role": "father"}
GRANDMOTHER = {
    **FAMILY,
    "study_number": "S-003",
    "household": "H-1",
    "phone": "07700 900523",
    "role": "grandparent",
    "consent_on": "2026-11-02",
}


def is_asked(trial: Trial, running: Any, participant_id: str, wave: str, problems: str) -> str:
    """An interview about the family's problems; whether the script finds two of six."""
    who, case = interviewer(running), trial.case(participant_id, wave)
    interview_id = interviews.start(trial.house, case.id, Manner("en-GB"), by=who.id, once=new_token())
    with trial.house.database.read() as c:
        session = at_hand.take(c, trial.house, at_hand.held(c, interview_id))
    asked = [path for path in session.paths() if path.endswith(("/problems", "/words"))]
    given = [answers.Given(path, said) for path, said in zip(asked, (problems, "No."), strict=True)]
    answers.answer_all(trial.house, interview_id, given, client_event=new_token(), expected=1, by=who.id)
    finishing.finish(trial.house, interview_id, by=who, once=new_token())
    with trial.house.database.read() as c:
        rows = c.execute(select(folded.c.answers).where(folded.c.interview_id == interview_id)).scalar_one()
    return next(str(one["value"]) for one in rows if one["name"] == "eligible")


@pytest.fixture(scope="module")
def life(at_work: Callable[[str], Trial]) -> Any:
    """One family over a year and a half: the father moves out, the grandmother joins, the plan is closed."""
    trial = at_work("2026-06-01 09:00")
    running = trial.load(study(TOML, script=SCRIPT))
    mother, father = trial.enrol(running, MOTHER, FATHER)
    (other,) = trial.enrol(
        running,
        {**MOTHER, "study_number": "S-009", "unit": "U-9", "household": "H-9", "phone": "07700 900529"},
    )
    trial.until("2026-06-05 10:00")
    told = [
        is_asked(trial, running, mother, "start", "school work"),
        is_asked(trial, running, other, "start", "health"),
    ]
    trial.until("2026-09-01 09:00")
    moving.move(trial.house, father, to="H-2", on=date(2026, 8, 30), by="test", token=new_token())
    trial.until("2026-11-02 09:00")
    trial.enrol(running, GRANDMOTHER)
    trial.until("2027-03-01 09:00")
    unit = unit_of(trial, mother)
    closed = Happened(running.id, Subject.UNIT, unit, "plan_closed", actual=date(2027, 2, 26))
    events.record(trial.house, closed, by="test", token=new_token())
    trial.until("2027-12-01 09:00")
    return trial, running, mother, father, told


def unit_of(trial: Trial, participant_id: str) -> str:
    with trial.house.database.read() as c:
        row = planning.participant_row(c, participant_id)
    assert row is not None
    return str(row.unit_id)


def test_two_of_six_problems_are_enough_and_one_is_not(life: Any) -> None:
    assert life[4] == ["yes", "no"]


def test_nothing_is_planned_after_the_plan_until_it_is_closed_and_then_for_everybody(life: Any) -> None:
    trial, running, mother, father, _told = life
    window = (date(2027, 8, 26), date(2027, 9, 23))
    grandmother = person(trial, running, "S-003")
    assert [windows(trial, one)["sustained"] for one in (mother, father, grandmother)] == [window] * 3
    assert "sustained" not in windows(trial, person(trial, running, "S-009"))


def test_the_family_is_counted_once_while_members_join_and_leave(life: Any) -> None:
    trial, running, mother, _father, _told = life
    with trial.house.database.read() as c:
        assert memberships.units(c, running.id, "service", "start") == (2, 2)
    assert states(trial, mother)["start"] == "complete"


def test_who_moved_out_has_two_homes_with_dates_and_the_child_stayed(life: Any) -> None:
    trial, _running, mother, father, _told = life
    before, now = homes(trial, father)
    assert (before[2], now[1], now[2]) == (date(2026, 8, 30), date(2026, 8, 30), None)
    assert homes(trial, mother)[0][0] == before[0] != now[0]


def test_each_member_was_written_to_on_her_own_phone_alone(life: Any) -> None:
    trial = life[0]
    assert [len(trial.texts_to(f"07700 90052{n}")) for n in (1, 2, 3, 9)] == [2, 2, 2, 1]
