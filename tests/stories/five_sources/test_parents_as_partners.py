"""Parents as Partners (sources/003): separated parents in two homes report on one child, each for herself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from callassist.privacy.tokens import new_token
from callassist.store import planning
from callassist.store.people import tie
from callassist.work import fills, participation
from callassist.work.participation import Told
from tests.stories.five_sources.folders import INVITE, head, study
from tests.stories.telling import children, homes, states, windows
from tests.trial import Trial

TOML = (
    head("partners", r"^P-\d{3}$")
    + """
[[site]]
code = "lewisham"
name = "Lewisham"

[[cohort]]
code = "autumn"
site = "lewisham"
name = "Autumn"
begins = 2026-09-08
ends = 2027-01-05
sessions = 16

[[strand]]
code = "couples"
title = "Parents who bring up a child together"
roles = ["mother", "father"]
consent = "consent_1"

[[plan]]
id = "before_and_after"
strand = "couples"
title = "Before and after"

[[plan.wave]]
code = "before"
title = "Before"
number = 1
script = "talk.md"
anchor = "enrolled"
closes = { weeks = 4 }

[[plan.wave]]
code = "after"
title = "After"
number = 2
script = "talk.md"
anchor = "cohort_end"
closes = { weeks = 6 }
"""
    + INVITE
)
BOTH = {
    "spoken": "en-GB",
    "reads": "en-GB",
    "texts_in": "en-GB",
    "site": "lewisham",
    "cohort": "autumn",
    "unit": "U-1",
    "consent_on": "2026-08-17",
    "child1_name": "Freya",
    "child1_born": "2018-05-17",
    "child1_index": "yes",
}
HERS, HIS = "07700 900541", "07700 900542"
EMILY = {**BOTH, "study_number": "P-001", "full_name": "Emily Stone", "household": "H-1", "phone": HERS}
EMILY |= {"co_parent_of": "P-002"}
DANIEL = {**BOTH, "study_number": "P-002", "full_name": "Daniel Webb", "household": "H-2", "phone": HIS}
DANIEL |= {"role": "father", "co_parent_of": "P-001"}


@pytest.fixture(scope="module")
def life(at_work: Callable[[str], Trial]) -> Any:
    """Both parents for half a year; he asks for no more texts, and she answers STOP to nobody."""
    trial = at_work("2026-08-17 09:00")
    running = trial.load(study(TOML))
    emily, daniel = trial.enrol(running, EMILY, DANIEL)
    trial.until("2026-10-01 12:00")
    told = Told(datetime.fromisoformat("2026-10-01T10:00:00+00:00"), "participant", "on the phone")
    participation.change(
        trial.house, by="test", participant_id=daniel, wanted=[("texts", False)], told=told, token=new_token()
    )
    trial.until("2027-03-01 09:00")
    return trial, running, emily, daniel


def test_both_report_on_the_same_child(life: Any) -> None:
    trial, _running, emily, daniel = life
    (hers,), (his,) = children(trial, emily), children(trial, daniel)
    assert hers.id == his.id
    assert hers.index_child


def test_the_child_has_two_homes_and_each_parent_one(life: Any) -> None:
    trial, _running, emily, daniel = life
    (child,) = children(trial, emily)
    where = {home for home, _since, _until in homes(trial, child.id)}
    assert where == {homes(trial, emily)[0][0], homes(trial, daniel)[0][0]}
    assert len(where) == 2


def test_each_is_the_co_parent_of_the_other(life: Any) -> None:
    trial, _running, emily, daniel = life
    with trial.house.database.read() as c:
        rows = c.execute(select(tie).where(tie.c.kind == "co_parent_of")).all()
    assert {(row.participant_id, row.other_id) for row in rows} == {(emily, daniel), (daniel, emily)}


def test_what_one_wants_less_of_changes_nothing_for_the_other(life: Any) -> None:
    trial, _running, emily, daniel = life
    assert windows(trial, emily) == windows(trial, daniel)
    assert [len(trial.texts_to(one)) for one in (HERS, HIS)] == [2, 1]
    assert states(trial, daniel) == {"before": "missed", "after": "missed"}


def test_a_script_is_told_of_the_child_and_of_one_parent_only(life: Any) -> None:
    trial, _running, emily, _daniel = life
    with trial.house.database.read() as c:
        row = planning.participant_row(c, emily)
        told = fills.of_family(c, trial.house, row, None, "nobody").sealed_text()
    assert "Freya" in told
    assert "Emily" in told
    assert "Daniel" not in told


def test_after_the_course_both_were_asked_from_its_last_day(life: Any) -> None:
    trial, _running, emily, _daniel = life
    assert windows(trial, emily)["after"] == (date(2027, 1, 5), date(2027, 2, 16))
