"""A pause stops calls as well as texts: the case says so, and nothing is handed out meanwhile."""

from __future__ import annotations

from callassist.schedule.order import Not
from callassist.work.line import take_next
from callassist.work.pauses import pause, resume
from tests.web.houses import Trial


def test_while_calls_are_paused_nothing_is_handed_out_and_the_case_says_so(trial: Trial) -> None:
    trial.families("T-014", "T-060")
    trial.works_here("samina", "interviewer")
    held = pause(
        trial.house,
        by="t",
        study_id=trial.study_id,
        scope="study",
        of=None,
        why="x",
        token="a form of its own 1",
    )
    asked = take_next(trial.house, trial.actor("samina"))
    assert asked.case_id is None
    assert Not.PAUSED in dict(asked.waits)
    page = trial.browser("samina").get(f"/case/{trial.case('T-014')}").text
    assert "Calls are paused" in page
    resume(trial.house, by="t", study_id=trial.study_id, pause_id=held, token="a form of its own 2")
    assert take_next(trial.house, trial.actor("samina")).case_id is not None


def test_a_paused_site_leaves_the_others_to_be_rung(trial: Trial) -> None:
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    trial.hours_pass(0.5)
    pause(
        trial.house,
        by="t",
        study_id=trial.study_id,
        scope="site",
        of="northside",
        why="x",
        token="a form of its own 1",
    )
    assert take_next(trial.house, trial.actor("samina")).case_id is not None
