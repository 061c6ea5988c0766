"""Where each no of a parent leads: what is said, what is logged, what whoever is next finds on the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callassist.work.actor import Actor
from callassist.work.pauses import pause
from tests.web import houses
from tests.web.calls import Browser, browser
from tests.web.test_case import book, log, opened
from tests.web.test_interview_pages import call_of, main_of
from tests.work.trials import NASREEN, Trial, open_trial

RING = 'data-key="H"'


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened_trial = open_trial(tmp_path)
    yield opened_trial
    opened_trial.house.database.close()


@pytest.fixture
def samina(trial: Trial) -> Actor:
    together = trial.load("together")
    trial.duty(together)
    trial.works_here("Tom Field", together)
    return trial.works_here("Samina Yusuf", together)


@pytest.fixture
def case(trial: Trial, samina: Actor) -> str:
    [nasreen] = trial.enrols(trial.house.studies()[0], NASREEN)
    return str(trial.case(nasreen, "post_programme").id)


@pytest.fixture
def asked(trial: Trial, case: str, samina: Actor) -> Browser:
    """It is she, it is safe, and she has just been asked whether to go on."""
    page = browser(trial, "samina")
    page.goes_to(f"/interview/begin/{case}").sends(how="self", language="ur")
    call = call_of(page, trial, samina)
    call.opens()
    call.walks(until="who_we_are/go_on")
    return page.goes_to(f"/interview/{call.id}/at/who_we_are/go_on")


def leaves(page: Browser, **more: str) -> Browser:
    """Log what the page proposes."""
    return page.sends(outcome=page.address.partition("outcome=")[2].partition("&")[0], **more)


def test_later_leads_straight_to_a_time_and_then_the_case_is_free(asked: Browser, case: str) -> None:
    said = main_of(asked.chooses("later"))
    assert "Which day and time would suit you" in said
    assert "Once this is logged, you agree on a time" in said
    said = main_of(leaves(asked))
    assert "asked to be rung later. Agree on a time now" in said
    assert "Book an appointment" in said
    assert "Yours. Nobody else has it open." in said
    assert RING not in asked.text
    slot = asked.text.partition('name="slot" value="')[2].partition('"')[0]
    asked.sends(f"/case/{case}/appointment", slot=slot)
    said = main_of(asked)
    assert "Next try: the appointment" in said
    assert "Nobody has it open." in said


def test_a_time_that_cannot_be_keeps_what_was_typed_beside_what_was_logged(asked: Browser, case: str) -> None:
    leaves(asked.chooses("later"))
    asked.sends(f"/case/{case}/appointment", slot="other", other_day="2026-10-13", other_time="22:30")
    assert 'value="2026-10-13"' in asked.text
    assert 'value="22:30"' in asked.text
    assert "Agree on a time now" in main_of(asked)


@pytest.mark.parametrize(
    ("choice", "follows"),
    [
        ("not_this_time", "Nobody rings about this interview until a supervisor has decided."),
        ("no_more", "Nobody rings or texts until a supervisor has decided."),
    ],
)
def test_a_no_says_what_follows_and_asks_what_was_said_at_once(
    asked: Browser, choice: str, follows: str
) -> None:
    asked.chooses(choice)
    assert follows in main_of(asked)
    assert "keeps its place" not in main_of(asked)
    assert "What was said, in a few words" in asked.text
    assert "data-first>" in asked.text.partition('id="note"')[2][:300]


def test_after_a_no_nobody_is_told_when_to_try_next(asked: Browser, trial: Trial, case: str) -> None:
    leaves(asked.chooses("no_more"), note="She has had enough.")
    said = main_of(asked)
    assert "Wants no more calls. Nobody rings or texts until a supervisor has decided." in said
    assert "Next try" not in said
    tom = browser(trial, "tom").goes_to(f"/case/{case}")
    tom.sends(f"/case/{case}/open")
    assert RING not in tom.text
    assert "the number appears" not in tom.text


def test_the_shorter_one_goes_on_at_once(asked: Browser) -> None:
    asked.chooses("shorter")
    assert "/at/" in asked.address


def test_when_she_was_upset_the_note_is_asked_for_before_it_is_missed(asked: Browser) -> None:
    asked.goes_to(f"/interview/{asked.address.split('/')[2]}/leave?outcome=distress")
    assert "Nobody rings until a supervisor has looked at it." in main_of(asked)
    assert "data-first>" in asked.text.partition('id="note"')[2][:300]


def test_leaving_practice_says_that_nothing_is_kept(trial: Trial, samina: Actor) -> None:
    page = browser(trial, "samina").goes_to("/interview/practice")
    study_id = trial.house.studies()[0].id
    page.sends(wave=f"{study_id}/post_programme", language="ur")
    page.goes_to(f"/interview/{page.address.split('/')[2]}/leave")
    assert "End the practice Nothing is kept." in main_of(page)
    assert "keeps its place" not in main_of(page)


def test_what_was_tried_today_says_so_on_the_list_and_before_ringing_again(trial_house: houses.Trial) -> None:
    samina, case = trial_house.browser("samina"), trial_house.case("T-060")
    opened(samina, case)
    log(samina, case, "other_adult")
    said = samina.get(f"/case/{case}").text
    assert "The window closes today. Owed: one call this evening." in said
    assert "The window closes before the protocol allows another try." in said
    assert "Next try" not in said
    page = opened(samina, case)
    assert "Tried today at 15:50; no other try before the window closes" in page
    assert RING in page
    assert "no other try before the window closes" in samina.get("/day").text


def test_a_text_after_a_call_does_not_shorten_the_rest_that_she_asked_for(trial_house: houses.Trial) -> None:
    samina, case = trial_house.browser("samina"), trial_house.case("T-014")
    opened(samina, case)
    log(samina, case, "not_now", when="Today 15:49")
    log(samina, case, "no_answer", how="text", when="Today 15:51")
    assert "Next try: Sun 11 Oct, 16:00" in samina.get(f"/case/{case}").text


@pytest.fixture
def trial_house(tmp_path: Path) -> Iterator[houses.Trial]:
    house = houses.open_house(tmp_path)
    house.families("T-014", "T-060")
    house.works_here("samina", "interviewer")
    yield house
    house.house.database.close()


def test_while_all_is_paused_the_day_says_so_first_and_names_no_next(trial_house: houses.Trial) -> None:
    samina, case = trial_house.browser("samina"), trial_house.case("T-014")
    opened(samina, case)
    book(samina, case, "2026-10-08T16:30")
    assert "Next: T-014 at 16:30" in samina.get("/day").text
    about = {"study_id": trial_house.study_id, "scope": "study", "of": None, "why": "x"}
    pause(trial_house.house, by="t", token="a form of its own 1", **about)
    page = samina.get("/day").text
    assert "Calls are paused. Ring nobody until the manager resumes." in page
    assert "Next: T-014" not in page


def test_distress_is_practised_without_raising_anything(trial: Trial, samina: Actor) -> None:
    page = browser(trial, "samina").goes_to("/interview/practice")
    page.sends(wave=f"{trial.house.studies()[0].id}/post_programme", language="ur")
    interview = page.address.split("/")[2]
    page.goes_to(f"/interview/{interview}/distress").sends(do="level", level="3")
    assert "Ring 999 on the other phone" in page.text
    assert "Practice: no address is shown." in page.text
    assert "Practice: nothing is raised, nobody is rung." in page.text
    assert trial.rows("alert") == []
