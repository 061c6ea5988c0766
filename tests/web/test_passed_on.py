"""What one person tells another of a family: a reader's note, the shorter interview, new contact details."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from callassist.privacy.tokens import new_token
from callassist.store.cases import case_ as case_table
from callassist.store.staff import audit
from callassist.work import finishing, inbox, participation
from callassist.work.actor import Actor
from callassist.work.house import Running
from callassist.work.notes import leave_note
from tests.web.calls import browser
from tests.web.houses import Trial as House
from tests.web.test_managing import a_reply
from tests.work.trials import NASREEN, Trial, open_trial

WORDS = "Can talk after four; asks for Samina."
NUMBER = "07700 900999"


def on_her_case(house: House, name: str, case_id: str) -> str:
    desk = house.browser(name)
    desk.post(f"/case/{case_id}/open")
    return desk.get(f"/case/{case_id}").text


def test_what_a_reader_passed_on_shows_to_whoever_has_the_case(trial: House) -> None:
    trial.families("T-014")
    trial.works_here("rosa", "inbox")
    trial.works_here("samina", "interviewer")
    person = _person(trial)
    reply = a_reply(trial, person, "love the group")
    inbox.pass_on(trial.house, trial.actor("rosa"), reply_id=reply, words=WORDS, token=new_token())
    case_id = trial.case("T-014")
    assert WORDS not in trial.browser("samina").get(f"/case/{case_id}").text, "it shows before it is open"
    page = on_her_case(trial, "samina", case_id)
    assert WORDS in page
    assert "love the group" not in page


def test_a_note_for_one_colleague_shows_to_no_other(trial: House) -> None:
    trial.families("T-014")
    trial.works_here("rosa", "supervisor")
    samina, case_id = trial.works_here("samina", "interviewer"), trial.case("T-014")
    trial.works_here("tom", "interviewer")
    leave_note(
        trial.house,
        by="rosa",
        study_id=trial.study_id,
        to=samina,
        words=WORDS,
        token=new_token(),
        case_id=case_id,
    )
    assert WORDS not in on_her_case(trial, "tom", case_id)
    trial.browser("tom").post(f"/case/{case_id}/give-back")
    trial.hours_pass(2)
    assert WORDS in on_her_case(trial, "samina", case_id)


def test_who_wants_only_the_shorter_interview_is_said_at_the_head_of_the_case(trial: House) -> None:
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    case_id = trial.case("T-014")
    assert "Only the shorter interview is wanted." not in on_her_case(trial, "samina", case_id)
    participation.change(
        trial.house,
        by="manager",
        participant_id=_person(trial),
        wanted=[("shorter_only", True)],
        told=participation.Told(trial.house.now(), "participant", "phone"),
        token=new_token(),
    )
    assert "Only the shorter interview is wanted." in on_her_case(trial, "samina", case_id)


def _person(trial: House) -> str:
    with trial.house.database.read() as c:
        return str(c.execute(select(case_table.c.participant_id).limit(1)).scalar_one())


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Trial]:
    opened = open_trial(tmp_path)
    yield opened
    opened.house.database.close()


def finished(trial: Trial) -> tuple[Running, Actor]:
    """An interview in which she gave another number."""
    together = trial.load("together")
    trial.duty(together)
    samina = trial.works_here("Samina Yusuf", together)
    [nasreen] = trial.enrols(together, NASREEN)
    call = trial.begins(str(trial.case(nasreen, "post_programme").id), samina)
    call.opens()
    call.walks(number_same="no", number_new=NUMBER, language_next="ur")
    finishing.finish(trial.house, call.id, by=samina, once=new_token())
    return together, samina


def test_new_contact_details_are_opened_from_their_task_and_the_audit_says_so(told: Trial) -> None:
    together, _samina = finished(told)
    told.works_here("Helen Grant", together, "manager")
    desk = browser(told, "helen").goes_to("/morning")
    assert NUMBER not in desk.text
    [address] = re.findall(r'href="(/morning/told/[^"]+)"', desk.text)
    before = desk.goes_to(address).text
    assert NUMBER not in before
    assert NUMBER in desk.sends(address).text
    with told.house.database.read() as c:
        shown = c.execute(select(audit.c.by).where(audit.c.verb == "show contact answers")).scalars().all()
    assert shown == [told.staff["Helen Grant"].id]


def test_nobody_who_interviews_opens_them(told: Trial) -> None:
    together, _samina = finished(told)
    told.works_here("Rosa Lind", together, "supervisor", "interviewer")
    [task] = told.rows("task")
    desk = browser(told, "rosa")
    assert desk.goes_to(f"/morning/told/{task.id}").page.status_code == 403
    assert f"/morning/told/{task.id}" not in desk.goes_to("/morning").text
