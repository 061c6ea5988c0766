"""Signing in, being kept out, locking without losing a word, and leaving."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callassist.errors import Refusal
from callassist.work import staff
from tests.web.houses import PASSWORD, Trial


def test_the_sign_in_page_says_whose_study_this_is_not(trial: Trial) -> None:
    page = trial.browser().get("/sign-in").text
    assert "ISRCTN15194500" in page
    assert "Not by or for its team" in page
    assert "No real phone rings" in page
    assert PASSWORD not in page


def test_a_demonstration_shows_whom_to_sign_in_as(trial: Trial) -> None:
    shown = trial.browser(demo_users=(("interviewer", "samina", "word for word"),)).get("/sign-in").text
    assert "samina" in shown
    assert "word for word" in shown


def test_nobody_sees_a_page_without_signing_in_and_comes_back_to_it(trial: Trial) -> None:
    answer = trial.browser().get("/keys")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/keys")


def test_after_signing_in_one_stands_where_one_wanted_to_go(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser()
    answer = browser.post("/sign-in", data={"name": "Samina ", "password": PASSWORD, "next": "/keys"})
    assert answer.headers["Location"] == "/keys"
    assert "samina, interviewer" in browser.get("/keys").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:x"]
)
def test_a_prepared_link_leads_nowhere_else(trial: Trial, elsewhere: str) -> None:
    trial.works_here("samina", "interviewer")
    answer = trial.browser().post(
        "/sign-in", data={"name": "samina", "password": PASSWORD, "next": elsewhere}
    )
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser()
    wrong = browser.post("/sign-in", data={"name": "samina", "password": "not it at all"})
    unknown = browser.post("/sign-in", data={"name": "nobody", "password": "not it at all"})
    assert wrong.status_code == unknown.status_code == 422
    assert "<title>Not saved: Sign in" in wrong.text
    assert "name and password do not belong together" in wrong.text
    assert "name and password do not belong together" in unknown.text
    assert 'value="samina"' in wrong.text
    assert "not it at all" not in wrong.text


def test_after_five_wrong_tries_even_the_right_password_waits(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    for _ in range(5):
        with pytest.raises(Refusal):
            staff.sign_in(trial.house, "samina", "not it at all", clock=trial.machine)
    with pytest.raises(Refusal, match="Wait"):
        staff.sign_in(trial.house, "samina", PASSWORD, clock=trial.machine)
    trial.machine.set(trial.machine.at + timedelta(seconds=16))
    assert staff.sign_in(trial.house, "samina", PASSWORD, clock=trial.machine)


def test_a_rehearsed_week_signs_nobody_out(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    trial.clock.set(trial.clock.at + timedelta(days=7))
    assert browser.get("/keys").status_code == 200


def test_a_page_left_alone_locks_and_the_password_opens_it_where_it_was(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    trial.machine.set(trial.machine.at + timedelta(minutes=16))
    locked = browser.get("/keys")
    assert locked.status_code == 423
    assert "What you typed is kept" in locked.text
    assert "Password of samina" in locked.text
    answer = browser.post("/unlock", data={"password_of_mine": PASSWORD, "next": "/keys"})
    assert answer.headers["Location"] == "/keys"
    assert browser.get("/keys").status_code == 200


def test_what_was_typed_into_a_locked_page_arrives_after_the_password(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    trial.machine.set(trial.machine.at + timedelta(minutes=16))
    locked = browser.post("/keys", data={"once": "o" * 20, "said": "two <words>"})
    assert locked.status_code == 423
    assert '<input type="hidden" name="said" value="two &lt;words&gt;">' in locked.text
    kept = {"again_to": "/keys", "once": "o" * 20, "said": "two <words>"}
    wrong = browser.post("/unlock", data={**kept, "password_of_mine": "not it at all"})
    assert wrong.status_code == 423
    assert "two &lt;words&gt;" in wrong.text
    answer = browser.post("/unlock", data={**kept, "password_of_mine": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (307, "/keys")


def test_locking_now_shuts_every_page_but_the_way_out(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    browser.post("/lock")
    assert browser.get("/keys").status_code == 423
    assert browser.get("/sign-out").status_code == 200


def test_signing_out_says_that_nothing_waits_and_the_cookie_opens_nothing_more(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    cookie = browser.get_cookie("callassist")
    assert cookie is not None
    assert "nothing waits unsent in this browser" in browser.get("/sign-out").text
    browser.post("/sign-out")
    browser.set_cookie("callassist", cookie.value)
    assert browser.get("/keys").status_code == 303


def test_somebody_without_a_grant_is_told_so(trial: Trial) -> None:
    trial.works_here("samina")
    assert trial.browser("samina").get("/keys").status_code == 403


def test_single_letters_can_be_switched_off_as_keys(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    browser.post("/keys", data={})
    assert 'data-letters="off"' in browser.get("/keys").text


def test_a_short_password_and_a_taken_name_are_refused(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    with pytest.raises(Refusal, match="at least 10"):
        staff.add_staff(trial.house, by="test", sign_in="tom", name="Tom Field", password="short")
    with pytest.raises(Refusal, match="taken"):
        staff.add_staff(trial.house, by="test", sign_in="SAMINA", name="Other", password=PASSWORD)


def test_an_ended_grant_opens_nothing(trial: Trial) -> None:
    who = trial.works_here("samina")
    given = staff.grant(trial.house, by="test", staff_id=who, role="interviewer", study_id=trial.study_id)
    browser = trial.browser("samina")
    assert browser.get("/keys").status_code == 200
    staff.end_grant(trial.house, by="test", grant_id=given)
    trial.clock.set(trial.clock.at + timedelta(seconds=1))
    assert browser.get("/keys").status_code == 403


def test_nobody_stays_signed_in_overnight(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    trial.machine.set(trial.machine.at + timedelta(hours=15))
    assert browser.get("/keys").headers["Location"].startswith("/sign-in")
