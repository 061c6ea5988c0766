"""From the neutral page one key ends the call, and the words that end it are told where safety is asked."""

from __future__ import annotations

from tests.web.houses import Trial
from tests.web.test_managing import post


def test_the_neutral_page_of_a_case_hangs_up_and_goes_back_to_log_it(trial: Trial) -> None:
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    browser, case_id = trial.browser("samina"), trial.case("T-014")
    post(browser, f"/case/{case_id}/open")
    page = browser.get("/neutral?in=ur", headers={"Referer": f"http://localhost/case/{case_id}"}).text
    assert "hang up" in page
    assert "T-014" not in page
    before = browser.get("/neutral", headers={"Referer": f"http://localhost/interview/begin/{case_id}"}).text
    assert "hang up" in before
    answer = post(browser, "/neutral/hang-up", case=case_id)
    assert answer.location == f"/case/{case_id}?do=log"
    assert "hang up" not in browser.get("/neutral", headers={"Referer": "http://localhost/day"}).text
