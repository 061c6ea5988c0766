"""What no page offers is not done either when it is posted by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from callassist.privacy.tokens import new_token
from callassist.store.cases import case_, contact, task
from callassist.store.people import participation
from tests.web.houses import Trial
from tests.web.test_case import log, opened, rows
from tests.web.test_deciding import decide


@pytest.fixture
def mercer(trial: Trial) -> str:
    """T-022's case; T-023 is of her household. Samina and Tom ring, Tom and Ursula supervise."""
    trial.families("T-022", "T-023")
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", "supervisor", languages=("en-GB",))
    trial.works_here("ursula", "supervisor")
    return trial.case("T-022")


def test_nobody_signs_a_language_off_by_correcting_a_line(trial: Trial, mercer: str) -> None:
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "other_language", note="Asked for Pashto.")
    (line,) = rows(trial, contact, case_id=mercer)
    for code in ("language_final", "interviewed"):
        sent = {"what": code, "why": "I meant this.", "once": new_token()}
        assert samina.post(f"/attempt/{line.id}", data=sent).status_code == 422
        assert trial.browser("tom").post(f"/attempt/{line.id}", data=sent).status_code == 422
    assert rows(trial, case_, id=mercer)[0].disposition == "2.33"


def test_that_an_interview_was_held_is_not_corrected_away(trial: Trial, mercer: str) -> None:
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "spoke")
    (line,) = rows(trial, contact, case_id=mercer)
    held = update(contact).where(contact.c.id == line.id).values(outcome="interviewed")
    trial.house.database.keep(lambda c: c.execute(held))
    sent = {"what": "no_answer", "why": "I meant this.", "once": new_token()}
    assert samina.post(f"/attempt/{line.id}", data=sent).status_code == 422
    assert len(rows(trial, contact, case_id=mercer)) == 1


def test_what_one_supervisor_decided_another_does_not_decide_again(trial: Trial, mercer: str) -> None:
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "refused_all", note="Never again.", extent="everything")
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    assert decide(trial, trial.browser("tom"), mercer, "ring_again").status_code == 303
    late = {"task": raised.id, "decision": "everything", "once": new_token()}
    answer = trial.browser("ursula").post(f"/case/{mercer}/decide", data=late)
    assert answer.status_code == 422
    assert "decided already" in answer.text
    assert rows(trial, participation) == []
    assert rows(trial, case_, id=mercer)[0].state == "open"
