"""Refusals, numbers and languages as a supervisor decides them, and what the next interviewer is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.schedule.permit import Why
from callassist.store import calls
from callassist.store.cases import case_, contact, task
from callassist.store.lists.around import around
from callassist.store.lists.line import of_people
from callassist.store.people import participant, participation, phone
from callassist.store.texts import message
from callassist.work.appointments import Wanted, book
from callassist.work.decisions import sign_language
from callassist.work.in_line import rested
from callassist.work.line import take_next
from callassist.work.plan import plan
from tests.web.houses import Trial
from tests.web.test_case import log, opened, rows


@pytest.fixture
def mercer(trial: Trial) -> str:
    """T-022's case; she shares a phone with T-023. Samina and Tom are at work, Tom supervises."""
    trial.families("T-022", "T-023", "T-018")
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", "supervisor", languages=("en-GB",))
    return trial.case("T-022")


def decide(trial: Trial, browser: FlaskClient, case_id: str, decision: str) -> Any:
    (raised,) = rows(trial, task, case_id=case_id, state="open")
    data = {"task": raised.id, "decision": decision, "once": new_token()}
    return browser.post(f"/case/{case_id}/decide", data=data)


def test_what_exactly_is_refused_is_asked_offered_first_and_becomes_a_change(
    trial: Trial, mercer: str
) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    log(samina, mercer, "refused_wave", note="Fed up with texts.", extent="texts")
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    assert "What is refused: all texts." in raised.words
    page = tom.get(f"/case/{mercer}").text
    assert page.index("No more texts") < page.index("T-022 may be rung again")
    assert decide(trial, tom, mercer, "no_texts").status_code == 303
    (change,) = rows(trial, participation, participant_id=raised.participant_id)
    assert (change.dimension, change.allowed, change.decided_by) == ("texts", False, "participant")
    assert rows(trial, case_, id=mercer)[0].state == "open"


def test_everything_stops_her_case_and_a_decision_that_was_not_offered_changes_nothing(
    trial: Trial, mercer: str
) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    log(samina, mercer, "refused_all", note="Never again.", extent="everything")
    assert decide(trial, tom, mercer, "recycled").status_code == 422
    assert decide(trial, tom, mercer, "everything").status_code == 303
    found = rows(trial, case_, id=mercer)[0]
    assert (found.state, found.disposition) == ("stopped", "2.112")
    assert rows(trial, task, case_id=mercer, state="open") == []


def test_a_number_that_is_somebody_elses_now_is_held_back_for_everybody_who_had_it(
    trial: Trial, mercer: str
) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    log(samina, mercer, "recycled")
    assert decide(trial, tom, mercer, "recycled").status_code == 303
    assert [one.state for one in rows(trial, phone)].count("recycled") == 2
    assert "No number may be rung" in opened(tom, trial.case("T-023"))


def test_another_language_closes_nothing_until_a_supervisor_signs_with_a_reason(
    trial: Trial, mercer: str
) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    urdu = trial.case("T-018")
    opened(samina, urdu)
    log(samina, urdu, "other_language", note="Asked for Pashto.")
    assert rows(trial, case_, id=urdu)[0].disposition == "2.33"
    assert "Sign it off" not in samina.get(f"/case/{urdu}").text
    assert "Sign it off" in tom.get(f"/case/{urdu}").text
    sent = {"reason": " ", "once": new_token()}
    assert tom.post(f"/case/{urdu}/language", data=sent).status_code == 422
    sent["reason"] = "No agency has a speaker of Pashto this month."
    assert samina.post(f"/case/{urdu}/language", data=sent).status_code == 403
    with pytest.raises(Refusal, match="it is a supervisor’s"):
        sign_language(trial.house, trial.actor("samina"), urdu, reason="None is found.", token=new_token())
    assert rows(trial, case_, id=urdu)[0].disposition == "2.33"
    assert tom.post(f"/case/{urdu}/language", data=sent).status_code == 303
    found = rows(trial, case_, id=urdu)[0]
    assert (found.state, found.disposition) == ("stopped", "2.332")
    signed = rows(trial, contact, case_id=urdu, outcome="language_final")[0]
    assert not signed.attempt
    assert b"Pashto" not in signed.note


def test_the_next_one_is_told_who_had_it_and_logged_nothing(trial: Trial, mercer: str) -> None:
    opened(trial.browser("samina"), mercer)
    trial.hours_pass(0.6)
    page = opened(trial.browser("tom"), mercer)
    assert "samina had it open from 15:52 and logged nothing." in page


def test_the_page_says_why_this_one(trial: Trial, mercer: str) -> None:
    browser = trial.browser("tom")
    page = browser.post("/next", follow_redirects=True).text
    assert "Why this one" in page
    assert "The first text has not gone yet; nobody else waits for you now." in page
    assert "The protocol still owes a call" in page
    assert "Why this one" not in browser.get(f"/case/{mercer}?why=nonsense").text


def test_who_was_spoken_to_abusively_is_not_offered_the_family_again(trial: Trial, mercer: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    log(samina, mercer, "abusive", note="Shouted at me.")
    decide(trial, tom, mercer, "ring_again")
    trial.hours_pass(24 * 7)
    hers = trial.actor("samina")
    assert mercer not in [take_next(trial.house, hers).case_id for _ in range(3)]
    assert mercer in [take_next(trial.house, trial.actor("tom")).case_id for _ in range(3)]


def test_a_second_not_now_goes_to_a_supervisor(trial: Trial, mercer: str) -> None:
    browser = trial.browser("samina")
    opened(browser, mercer)
    log(browser, mercer, "not_now")
    assert rows(trial, task, case_id=mercer, state="open") == []
    log(browser, mercer, "not_now")
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    assert raised.kind == "supervisor"
    assert "the protocol asks no further time" in raised.words


def test_a_household_is_rung_once_a_day_whoever_in_it_is_meant(trial: Trial, mercer: str) -> None:
    browser = trial.browser("tom")
    opened(browser, mercer)
    log(browser, mercer, "no_answer")
    offered = [take_next(trial.house, trial.actor("tom")).case_id for _ in range(3)]
    assert trial.case("T-023") not in offered


def test_a_window_that_closes_on_language_asks_a_supervisor_to_sign(trial: Trial, mercer: str) -> None:
    samina, tom, urdu = trial.browser("samina"), trial.browser("tom"), trial.case("T-018")
    opened(samina, urdu)
    log(samina, urdu, "other_language", note="Asked for Pashto.")
    decide(trial, tom, urdu, "ring_again")
    trial.hours_pass(24 * 60)
    plan(trial.house)
    found = rows(trial, case_, id=urdu)[0]
    assert (found.state, found.disposition) == ("missed", "2.33")
    (asked,) = rows(trial, task, case_id=urdu, kind="language_unsigned", state="open")
    sent = {"reason": "Nobody was found.", "once": new_token()}
    assert tom.post(f"/case/{urdu}/language", data=sent).status_code == 303
    assert rows(trial, case_, id=urdu)[0].disposition == "2.332"
    assert rows(trial, task, id=asked.id)[0].state == "done"


def test_a_case_stays_with_who_has_a_call_up_about_it_however_long_it_lasts(
    trial: Trial, mercer: str
) -> None:
    opened(trial.browser("samina"), mercer)
    call_id = trial.has_a_call_up("samina", mercer)
    trial.hours_pass(2)
    assert "samina has this case open" in opened(trial.browser("tom"), mercer)
    with trial.house.database.engine.begin() as c:
        calls.note_call(c, call_id, ended_at=trial.clock.at)
    assert "samina had it open" in opened(trial.browser("tom"), mercer)


def test_she_is_rung_in_another_language_that_she_is_content_with(trial: Trial, mercer: str) -> None:
    with trial.house.database.engine.begin() as c:
        c.execute(
            update(participant)
            .where(participant.c.number == "T-018")
            .values(language={"spoken": "syl", "also": ["bn"], "interpreter": True})
        )
        c.execute(update(case_).where(case_.c.id == trial.case("T-018")).values(language="syl"))
    trial.works_here("ruma", "interviewer", languages=("bn",))
    trial.works_here("asif", "interviewer", languages=("ur",))
    assert take_next(trial.house, trial.actor("asif")).case_id is None
    assert take_next(trial.house, trial.actor("ruma")).case_id == trial.case("T-018")
    assert "content with Bengali too" in trial.browser("ruma").get(f"/case/{trial.case('T-018')}").text


def test_a_refusal_is_decided_and_never_closed_by_hand_so_its_held_texts_stay(
    trial: Trial, mercer: str
) -> None:
    trial.works_here("helen", "manager")
    samina, helen = trial.browser("samina"), trial.browser("helen")
    opened(samina, mercer)
    log(samina, mercer, "refused_all", note="Never again.", extent="everything")
    (raised,) = rows(trial, task, case_id=mercer, state="open")
    held = {"state": "held", "reason": Why.REFUSED}
    trial.house.database.keep(
        lambda c: c.execute(update(message).where(message.c.case_id == mercer).values(held))
    )
    assert rows(trial, message, case_id=mercer, state="held")
    sent = {"did": "looked at, and settled", "once": new_token()}
    answer = helen.post(f"/morning/task/{raised.id}", data=sent)
    assert answer.status_code == 422
    assert "A supervisor decides it on the case." in answer.text
    assert rows(trial, task, id=raised.id)[0].state == "open"
    assert {one.state for one in rows(trial, message, case_id=mercer)} == {"held"}


def test_who_was_spoken_to_abusively_finds_the_family_on_no_list_of_hers(trial: Trial, mercer: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    opened(samina, mercer)
    log(samina, mercer, "abusive", note="Shouted at me.")
    decide(trial, tom, mercer, "ring_again")
    trial.works_here("anna", "interviewer")
    at = datetime.fromisoformat("2026-10-08T17:00")
    book(trial.house, trial.actor("tom"), mercer, Wanted(at, None), token=new_token())
    assert "T-022" in trial.browser("anna").get("/day").text
    assert "T-022" not in trial.browser("samina").get("/day").text


def test_a_note_or_somebody_asked_about_her_ends_no_rest_that_she_was_promised(
    trial: Trial, mercer: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, mercer)
    log(samina, mercer, "not_now", when="Today 15:40")
    opened(samina, mercer)
    log(samina, mercer, "letter", when="Today 15:51", how="letter")
    trial.hours_pass(25)  # a “not now” rests three days
    with trial.house.database.read() as c:
        tried = around(c, of_people(c, _person(trial, mercer)), trial.clock.at).contacts[mercer]
    protocol = trial.house.study(trial.study_id).edition.protocol
    assert rested(tried, protocol, trial.clock.at) > trial.clock.at


def _person(trial: Trial, case_id: str) -> list[str]:
    return [rows(trial, case_, id=case_id)[0].participant_id]


def test_signing_off_a_language_decides_nothing_else(trial: Trial, mercer: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    urdu = trial.case("T-018")
    opened(samina, urdu)
    log(samina, urdu, "wrong_person", when="Today 15:40")
    opened(samina, urdu)
    log(samina, urdu, "other_language", note="Asked for Pashto.")
    sent = {"reason": "No agency has a speaker.", "once": new_token()}
    assert tom.post(f"/case/{urdu}/language", data=sent).status_code == 303
    (waits,) = rows(trial, task, case_id=urdu, state="open")
    assert waits.words.startswith("Wrong person; nothing was named.")
