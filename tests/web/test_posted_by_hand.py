"""What no page offers is not done either when it is posted by hand."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import insert, update

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import alert, appointment, case_, contact, task
from callassist.store.people import participation
from callassist.work import appointments, stopping
from callassist.work.heard import COURSE
from tests.meanwhile import meanwhile
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


def test_a_site_team_closes_questions_about_the_course_and_no_other_task(trial: Trial, mercer: str) -> None:
    trial.works_here("leyla", "site_team")
    samina, leyla = trial.browser("samina"), trial.browser("leyla")
    opened(samina, mercer)
    log(samina, mercer, "refused_all", note="Never again.", extent="everything")
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    sent = {"did": "Talked to her.", "once": new_token()}
    assert leyla.post(f"/sites/asked/{raised.id}", data=sent).status_code == 404
    assert rows(trial, task, id=raised.id)[0].state == "open"
    asked = {"kind": COURSE, "id": new_id(), "cause": "test:course", "words": "Asks about the course."}
    of_hers = {
        "study_id": trial.study_id,
        "participant_id": raised.participant_id,
        "raised_at": trial.clock.at,
    }
    trial.house.database.keep(lambda c: c.execute(insert(task).values(state="open", **asked, **of_hers)))
    assert leyla.post(f"/sites/asked/{asked['id']}", data=sent).status_code == 303


def test_a_case_is_given_to_nobody_who_may_not_open_it(trial: Trial, mercer: str) -> None:
    trial.works_here("helen", "manager")
    nora = trial.works_here("nora", "interviewer", site="northside")
    helen = trial.browser("helen")
    sent = {"to": nora, "once": new_token()}
    assert "does not interview" in helen.post(f"/morning/give/{mercer}", data=sent).text
    assert rows(trial, case_, id=mercer)[0].given_to is None
    sent["to"] = trial.staff["samina"]
    assert helen.post(f"/morning/give/{mercer}", data=sent).status_code == 303


def test_what_was_done_about_an_alert_is_not_lost_behind_what_another_wrote(
    trial: Trial, mercer: str
) -> None:
    trial.works_here("ruth", "safeguarding")
    alert_id, ruth, tom = new_id(), trial.browser("ruth"), trial.browser("tom")
    (case,) = rows(trial, case_, id=mercer)
    row = {"id": alert_id, "study_id": trial.study_id, "participant_id": case.participant_id, "level": 2}
    row |= {"cause": f"item:{alert_id}", "source": "item", "about": "phq9 p9", "raised_at": trial.clock.at}
    clocks = dict.fromkeys(("acknowledge_by", "close_by", "acknowledged_at"), trial.clock.at)
    trial.house.database.keep(lambda c: c.execute(insert(alert).values(**row, **clocks)))
    done = {"do": "close", "action": "Rang her; safe.", "once": new_token()}
    assert ruth.post(f"/alerts/{alert_id}", data=done).status_code == 303
    late = {"do": "close", "action": "Wrote to her GP.", "once": new_token()}
    answer = tom.post(f"/morning/alert/{alert_id}", data=late)
    assert answer.status_code == 422
    assert "somebody has closed it already" in answer.text.lower()
    (kept,) = rows(trial, alert, id=alert_id)
    assert kept.closed_by == trial.staff["ruth"]


def test_a_time_agreed_as_everything_is_stopped_is_not_agreed(trial: Trial, mercer: str) -> None:
    (case,) = rows(trial, case_, id=mercer)
    loss = stopping.Loss("bereaved")

    def stop() -> None:
        whom = {"participant_id": case.participant_id, "loss": loss, "token": new_token()}
        stopping.stop_family(trial.house, by="helen", **whom)

    wanted = appointments.Wanted(
        datetime.fromisoformat("2026-10-09T15:00"), trial.staff["tom"], named_by_her=True
    )
    house = meanwhile(trial.house, stop)
    with pytest.raises(Refusal, match=r"stopped"):
        appointments.book(house, trial.actor("tom"), mercer, wanted, token=new_token())
    assert rows(trial, appointment) == []


def test_a_day_that_is_none_is_refused_wherever_it_comes_from(trial: Trial, mercer: str) -> None:
    tom = trial.browser("tom")
    opened(tom, mercer)
    for slot in ("2026-13-40T10:00", "2027-02-29T25:61"):
        answer = tom.post(f"/case/{mercer}/appointment", data={"slot": slot, "once": new_token()})
        assert answer.status_code == 422
        assert "is no day and time" in answer.text
