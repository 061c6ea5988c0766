"""TOGETHER (sources/000): two arms, one of them waiting, three interviews, and an amendment that adds one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from callassist.work import enrol
from tests.stories.five_sources.folders import INVITE, head, study
from tests.stories.telling import all_states, states, windows
from tests.trial import Trial

TOML = (
    head("waiting", r"^W-\d{3}$")
    + """
[arms]
names = ["course_now", "course_later"]
unit = "family"
waiting = "course_later"

[[site]]
code = "luton"
name = "Luton"

[[cohort]]
code = "jan21"
site = "luton"
name = "January 2021"
begins = 2021-01-11
ends = 2021-04-12
sessions = 13
waiting_list_begins = 2021-09-13

[[cohort]]
code = "sep20"
site = "luton"
name = "September 2020"
begins = 2020-09-07
ends = 2020-12-07
waiting_list_begins = 2021-06-07

[[strand]]
code = "trial"
title = "Trial"
roles = ["mother", "father"]
consent = "consent_1"

[[plan]]
id = "first"
strand = "trial"
title = "Start, after the course, six months"

[[plan.wave]]
code = "start"
title = "Start"
number = 1
script = "talk.md"
anchor = "enrolled"
closes = { weeks = 4 }

[[plan.wave]]
code = "after"
title = "After the course"
number = 2
script = "talk.md"
anchor = "cohort_end"
closes = { weeks = 4 }

[[plan.wave]]
code = "six_month"
title = "Six months"
number = 3
script = "talk.md"
anchor = "cohort_end"
offset = { months = 6 }
opens = { weeks = -2 }
closes = { weeks = 4 }

[[plan]]
id = "second"
strand = "trial"
title = "Three months added"

[plan.amendment]
of = "first"
changes = ["Adds an interview three months after the course."]
approval = "invented: amendment 1"
sites = { luton = 2021-06-01 }

[[plan.wave]]
code = "start"
title = "Start"
number = 1
script = "talk.md"
anchor = "enrolled"
closes = { weeks = 4 }

[[plan.wave]]
code = "after"
title = "After the course"
number = 2
script = "talk.md"
anchor = "cohort_end"
closes = { weeks = 4 }

[[plan.wave]]
code = "three_month"
title = "Three months"
number = 3
script = "talk.md"
anchor = "cohort_end"
offset = { months = 3 }
opens = { weeks = -1 }
closes = { weeks = 2 }

[[plan.wave]]
code = "six_month"
title = "Six months"
number = 4
script = "talk.md"
anchor = "cohort_end"
offset = { months = 6 }
opens = { weeks = -2 }
closes = { weeks = 4 }
"""
    + INVITE
)
NOW, LATER = "07700 900511", "07700 900512"
ENGLISH = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB"}


def family(number: str, cohort: str, phone: str, joined: str) -> dict[str, str]:
    known = {"study_number": number, "unit": number, "cohort": cohort, "phone": phone}
    return {**ENGLISH, **known, "consent_on": joined}


@pytest.fixture(scope="module")
def life(at_work: Callable[[str], Trial]) -> Any:
    """Two families of one course, who differ only in arm, and one of the course before, until 2022."""
    trial = at_work("2020-09-01 09:00")
    running = trial.load(study(TOML))
    (early,) = trial.enrol(running, family("W-001", "sep20", "07700 900510", "2020-09-01"))
    trial.until("2021-01-04 09:00")
    alike = [
        family(number, "jan21", phone, "2021-01-04") for number, phone in (("W-011", NOW), ("W-012", LATER))
    ]
    twins = trial.enrol(running, *alike)
    arms = {"W-001": "course_now", "W-011": "course_now", "W-012": "course_later"}
    rows = [{"unit": unit, "arm": arm} for unit, arm in arms.items()]
    enrol.allocate(trial.house, running, rows, by="test")
    trial.until("2022-01-03 09:00")
    return trial, running, early, twins


def test_the_waiting_list_has_the_same_windows_as_those_on_the_course(life: Any) -> None:
    trial, _running, _early, (now, later) = life
    assert windows(trial, now) == windows(trial, later)
    assert windows(trial, now)["after"] == (date(2021, 4, 12), date(2021, 5, 10))


def test_the_waiting_list_got_the_same_texts_on_the_same_days(life: Any) -> None:
    trial = life[0]
    assert trial.texts_to(NOW) == trial.texts_to(LATER)
    assert len(trial.texts_to(NOW)) == 4


def test_the_amendment_adds_an_interview_to_those_whose_window_is_still_to_come(life: Any) -> None:
    trial, _running, _early, (now, later) = life
    assert windows(trial, now)["three_month"] == (date(2021, 7, 5), date(2021, 7, 26))
    assert [states(trial, one)["three_month"] for one in (now, later)] == ["missed", "missed"]


def test_a_window_that_closed_before_it_applied_was_never_planned_and_is_not_missed(life: Any) -> None:
    trial, _running, early, _twins = life
    assert windows(trial, early)["three_month"] == (date(2021, 2, 28), date(2021, 3, 21))
    assert states(trial, early)["three_month"] == "not_planned"
    assert len(trial.texts_to("07700 900510")) == 3


def test_every_other_wave_of_everybody_came_and_went(life: Any) -> None:
    trial, running, _early, _twins = life
    assert [all_states(trial, running, wave) for wave in ("start", "after", "six_month")] == [{"missed"}] * 3
