"""Changemakers (sources/002): four sites, three programmes, a child not born yet, and staff who are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from callassist.privacy.tokens import new_token
from callassist.store import courses
from callassist.work import events
from callassist.work.events import Happened, Subject
from tests.stories.five_sources.folders import INVITE, head, study
from tests.stories.telling import children, open_tasks, states, windows
from tests.trial import Trial

SITES = "".join(
    f"""
[[site]]
code = "{code}"
name = "{code.title()}"
"""
    for code in ("merton", "stockport", "wirral", "york")
)
PARENTS = '["mother", "father", "partner", "grandparent", "carer"]'
PROGRAMMES = "".join(
    f"""
[[strand]]
code = "{code}"
title = "{title}"
roles = {PARENTS}
consent = "consent_1"

[[plan]]
id = "{code}_plan"
strand = "{code}"
title = "{title}"

[[plan.wave]]
code = "{code}_after"
title = "{title}, after"
number = 1
script = "talk.md"
anchor = "{anchor}"
offset = {{ weeks = {weeks} }}
closes = {{ weeks = 4 }}
"""
    for code, title, anchor, weeks in (
        ("empowering", "Empowering parents", "cohort_end", 0),
        ("foundations", "Expecting together", "event:birth", 12),
        ("resilience", "Resilience", "cohort_end", 4),
    )
)
STAFF = """
[[cohort]]
code = "york_autumn"
site = "york"
name = "Autumn"
begins = 2026-09-07
ends = 2026-11-02

[[cohort]]
code = "wirral_autumn"
site = "wirral"
name = "Autumn"
begins = 2026-09-14
ends = 2026-11-09

[[strand]]
code = "staff"
title = "Those who bring the programmes to families"
roles = ["staff"]
consent = "staff_1"
blinded = false

[[plan]]
id = "staff_plan"
strand = "staff"
title = "One conversation"

[[plan.wave]]
code = "conversation"
title = "Conversation"
number = 1
script = "talk.md"
anchor = "event:launch"
offset = { months = 3 }
closes = { weeks = 6 }
"""
TOML = head("changemakers", r"^C-\d{3}$") + SITES + STAFF + PROGRAMMES + INVITE
ENGLISH = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB", "consent_on": "2026-09-01", "cohort": ""}
CHILD = {"child1_name": "Ash", "child1_born": "2019-01-20", "child1_index": "yes"}
AWAITED = {"child1_name": "the baby", "child1_due": "2026-12-01", "child1_index": "yes"}
COUPLE = {"strand": "foundations", "site": "stockport", "unit": "U-3", "household": "H-3", **AWAITED}


def family(number: str, phone: str, **more: str) -> dict[str, str]:
    return {**ENGLISH, "study_number": number, "phone": phone, **more}


@pytest.fixture(scope="module")
def life(at_work: Callable[[str], Trial]) -> Any:
    """Four sites over a year: two courses, a couple who expect a child, and a worker at one site."""
    trial = at_work("2026-09-01 09:00")
    running = trial.load(study(TOML))
    people = trial.enrol(
        running,
        family("C-001", "07700 900531", strand="empowering", site="york", cohort="york_autumn", **CHILD),
        family("C-002", "07700 900532", strand="resilience", site="wirral", cohort="wirral_autumn", **CHILD),
        family("C-003", "07700 900533", partner_of="C-004", **COUPLE),
        family("C-004", "07700 900534", role="father", partner_of="C-003", **COUPLE),
        family(
            "C-005", "07700 900535", strand="staff", role="staff", site="merton", consent_version="staff_1"
        ),
    )
    with trial.house.database.read() as c:
        merton = next(one.id for one in courses.sites(c, running.id) if one.code == "merton")
    launch = Happened(running.id, Subject.SITE, merton, "launch", actual=date(2026, 9, 1))
    events.record(trial.house, launch, by="test", token=new_token())
    trial.until("2026-11-30 23:00")
    before = (open_tasks(trial, running), [windows(trial, one) for one in people[2:4]])
    trial.until("2026-12-02 09:00")
    asked = open_tasks(trial, running)
    (baby,) = children(trial, people[2])
    events.birth(trial.house, baby.id, date(2026, 12, 1), called="Wren", by="test", token=new_token())
    trial.until("2027-08-01 09:00")
    return trial, running, people, before, asked


def test_three_programmes_at_three_sites_are_each_followed_up_in_their_own_time(life: Any) -> None:
    trial, _running, (york, wirral, mother, _father, _worker), _before, _asked = life
    assert windows(trial, york) == {"empowering_after": (date(2026, 11, 2), date(2026, 11, 30))}
    assert windows(trial, wirral) == {"resilience_after": (date(2026, 12, 7), date(2027, 1, 4))}
    assert windows(trial, mother) == {"foundations_after": (date(2027, 2, 23), date(2027, 3, 23))}


def test_while_the_child_is_only_awaited_nothing_is_planned_and_nobody_is_asked(life: Any) -> None:
    assert life[3] == ([], [{}, {}])


def test_when_the_due_date_comes_somebody_is_asked_to_learn_of_it_once_for_each_parent(life: Any) -> None:
    assert life[4] == [("learn_outcome", "C-003"), ("learn_outcome", "C-004")]


def test_the_birth_opens_the_window_of_both_parents_and_ends_the_asking(life: Any) -> None:
    trial, running, (_york, _wirral, mother, father, _worker), _before, _asked = life
    assert windows(trial, mother) == windows(trial, father)
    assert open_tasks(trial, running) == []
    assert [len(trial.texts_to(f"07700 90053{n}")) for n in (3, 4)] == [1, 1]


def test_a_worker_is_asked_by_what_happened_at_her_site(life: Any) -> None:
    trial, _running, people, _before, _asked = life
    assert windows(trial, people[4]) == {"conversation": (date(2026, 12, 1), date(2027, 1, 12))}
    assert states(trial, people[4]) == {"conversation": "missed"}
