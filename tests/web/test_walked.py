"""What a second walk through two working days found wanting, each so that it stays mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from callassist.privacy.tokens import new_token
from callassist.store.studies import study
from callassist.work.approving_scripts import approve_script
from tests.web import houses
from tests.web.calls import Browser, browser
from tests.web.test_case import book, opened
from tests.web.test_interview_pages import main_of
from tests.work.trials import EXAMPLE, NASREEN, Call, Trial, open_trial

MARCUS = {**EXAMPLE, "study_number": "E-102", "full_name": "Marcus Thistle", "role": "father"}


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened_trial = open_trial(tmp_path)
    yield opened_trial
    opened_trial.house.database.close()


@pytest.fixture
def marcus(trial: Trial) -> tuple[Browser, Call]:
    """A father in the study example, taken as far as the item before the risk item."""
    example = trial.load("example")
    samina = trial.works_here("Samina Yusuf", example)
    trial.duty(example)
    [father] = trial.enrols(example, MARCUS)
    call = trial.begins(trial.case(father, "start").id, samina, "en-GB")
    call.opens()
    call.walks(until="mood/p9")
    return browser(trial, "samina").goes_to(f"/interview/{call.id}"), call


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[houses.Trial]:
    house = houses.open_house(tmp_path)
    house.families("T-014")
    house.works_here("samina", "interviewer")
    house.works_here("helen", "manager")
    yield house
    house.house.database.close()


def test_on_the_page_of_distress_a_father_is_no_she(marcus: tuple[Browser, Call]) -> None:
    page, call = marcus
    page.chooses("1")
    shown = main_of(page)
    assert "Helplines to give him" in shown
    assert "he wants it passed on" in shown
    page.sends(f"/interview/{call.id}/distress", do="level", level="3")
    assert "Stay on the line with him" in page.text
    assert "where he is" in page.text
    assert not re.search(r"\b(she|her)\b", main_of(page))


def test_from_danger_the_way_back_leads_to_the_same_question(marcus: tuple[Browser, Call]) -> None:
    page, call = marcus
    page.chooses("1")
    page.sends(f"/interview/{call.id}/distress", do="level", level="3")
    assert f'href="/interview/{call.id}/at/mood/p9"' in page.text


def test_who_stopped_in_distress_is_not_told_that_it_is_fine(marcus: tuple[Browser, Call]) -> None:
    page, call = marcus
    page.goes_to(f"/interview/{call.id}/leave?outcome=distress")
    assert "Thank you for talking with me" in page.text
    assert "That is fine" not in page.text


def test_what_is_still_open_is_told_in_the_questions_own_words(marcus: tuple[Browser, Call]) -> None:
    page, call = marcus
    page.goes_to(f"/interview/{call.id}/end")
    assert "Questions are still open" in page.text
    assert "13: Thoughts that you would be better off dead" in page.text
    assert ">p9<" not in page.text


def test_a_break_off_before_the_time_agreed_leaves_that_time_standing(luton: houses.Trial) -> None:
    case, samina = luton.case("T-014"), luton.browser("samina")
    opened(samina, case)
    book(samina, case, "2026-10-08T16:15")  # it is 15:52
    said = {"how": "call", "when": "Today 15:50", "what": "broke_off", "note": ""}
    samina.post(f"/case/{case}/attempt", data={**said, "once": new_token()})
    assert "Appointment today at 16:15" in samina.get(f"/case/{case}").text
    luton.hours_pass(0.5)
    opened(samina, case)
    said["when"] = "Today 16:15"
    samina.post(f"/case/{case}/attempt", data={**said, "once": new_token()})
    assert "Appointment today" not in samina.get(f"/case/{case}").text


def test_a_case_whose_window_has_not_opened_shows_no_number_and_no_times(luton: houses.Trial) -> None:
    page = opened(luton.browser("samina"), luton.case("T-014", "six_month"))
    assert "The window opens " in page
    assert "Nobody rings before it opens" in page
    assert "07700 900214" not in page
    assert "Book an appointment" not in page


def test_while_bad_rows_stand_the_main_button_is_not_the_one_that_leaves_them_out(
    luton: houses.Trial,
) -> None:
    head = "study_number,full_name,role,site,cohort,phone,spoken,reads,texts_in,consent_version,consent_on"
    row = "mother,{},luton_jun26,07700 90090{},en-GB,en-GB,en-GB,consent_1,2026-09-01"
    rows = [head, "T-301,Iris Vale," + row.format("luton", 1), "T-302,Joan Hill," + row.format("nowhere", 2)]
    helen = luton.browser("helen")
    file = BytesIO("\n".join(rows).encode())
    page = helen.post("/import", data={"file": (file, "families.csv")}).text
    assert "Take in 1 person, leave out 1</button>" in page
    assert 'class="button main" type="submit">Take in' not in page


def test_why_a_window_opens_is_told_in_words(luton: houses.Trial) -> None:
    page = luton.browser("helen").get("/families/T-014").text
    assert "from the end of the course on 28 September 2026" in page
    assert "cohort end" not in page


@pytest.fixture
def nasreen(trial: Trial) -> Browser:
    """An interview in Urdu, at its first question."""
    together = trial.load("together")
    trial.works_here("Samina Yusuf", together)
    [mother] = trial.enrols(together, NASREEN)
    case = trial.case(mother, "post_programme").id
    page = browser(trial, "samina").goes_to(f"/interview/begin/{case}")
    return page.sends(how="self", language="ur")


def test_a_rehearsal_reads_drafts_aloud_and_says_what_they_are_until_they_are_approved(
    trial: Trial, nasreen: Browser
) -> None:
    assert "Read aloud: Urdu" in nasreen.text
    assert "Urdu wording: draft, not read by a speaker" in nasreen.text
    approves(trial)
    assert "Urdu wording" not in nasreen.goes_to(nasreen.address).text


def test_a_live_study_reads_no_words_aloud_that_nobody_has_approved(trial: Trial, nasreen: Browser) -> None:
    with trial.house.database.engine.begin() as c:
        c.execute(study.update().values(mode="live"))
    page = nasreen.goes_to(nasreen.address)
    assert "Say this in Urdu, word for word: the wording is not approved" in page.text
    assert 'lang="ur"' not in page.text[page.text.index('id="answer"') : page.text.index("</form>")]
    approves(trial)
    assert "Read aloud: Urdu" in nasreen.goes_to(nasreen.address).text


def approves(trial: Trial) -> None:
    said = {"by": "test", "capacity": "reads Urdu, parents' panel", "reference": "26/1"}
    approve_script(trial.house, "together", "post_programme.md", "ur", **said)
