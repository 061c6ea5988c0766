"""Stories of a household that has had its texts and calls of the week: the next case is another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callassist.schedule.order import Not, in_words
from callassist.store import planning
from callassist.work.in_line import household_enough
from callassist.work.line import take_next
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.stories.telling import book, interviewer, person
from tests.stories.test_came_back import FAMILY
from tests.trial import Trial


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """Two parents of one home, both texted on Wednesday 4 November at 11:30; two a week is enough."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    files = light(STUDY)
    files["study.toml"] = files["study.toml"].replace(b"[contact]", b"[contact]\nhousehold_a_week = 2")
    study = trial.load(files)
    two = [
        {**FAMILY, "study_number": f"L-20{n}", "phone": f"07700 90070{n}", "household": "H"} for n in (1, 2)
    ]
    trial.enrol(study, *two)
    trial.until("2026-11-04 12:00")
    return trial


def test_nobody_of_the_household_is_the_next_case_until_the_week_is_over(trial: Trial) -> None:
    her = interviewer(trial.house.study("lighthouse"))
    found = take_next(trial.house, her)
    assert (found.case_id, found.waits) == (None, ((Not.ENOUGH, 2),))
    assert in_words(found.waits) == "2 cases have been texted and rung enough this week."
    trial.until("2026-11-11 12:00")
    assert take_next(trial.house, her).case_id is not None


def test_a_time_that_was_agreed_is_kept_all_the_same(trial: Trial) -> None:
    study = trial.house.study("lighthouse")
    book(trial, study, person(trial, study, "L-201"), "welcome", "2026-11-05 10:00")
    trial.until("2026-11-05 09:58")
    case = trial.case(person(trial, study, "L-201"), "welcome")
    assert take_next(trial.house, interviewer(study)).case_id == case.id


def test_who_opens_the_case_by_hand_is_told(trial: Trial) -> None:
    study = trial.house.study("lighthouse")
    protocol, now = study.edition.protocol, trial.house.now()
    with trial.house.database.read() as c:
        row = planning.participant_row(c, person(trial, study, "L-202"))
    until = household_enough(trial.house, row, protocol, now)
    assert until is not None and (until - now).days == 6
