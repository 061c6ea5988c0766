"""The manager plans shifts and the duty rota; an interviewer sees her own; what is short is said."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.houses import Trial
from tests.web.test_managing import audit, post


def sends(browser: FlaskClient, address: str, **fields: str) -> str:
    """A form is sent and kept, and the page that follows is read."""
    answer = post(browser, address, **fields)
    assert answer.status_code == 303, answer.text
    return browser.get("/rota").text


PASTED = "sign_in\tday\tfrom\tuntil\nsamina\t2026-10-09\t17:00\t21:00\nsamina\t2026-10-12\t09:00\t13:00\n"


def manager(trial: Trial) -> FlaskClient:
    trial.works_here("helen", "manager")
    trial.works_here("samina", "interviewer")
    return trial.browser("helen")


def test_a_shift_is_planned_seen_by_her_and_taken_off_again(trial: Trial) -> None:
    browser = manager(trial)
    assert "No shift is planned" in browser.get("/rota").text
    sent = {"staff": trial.staff["samina"], "day": "2026-10-08", "from": "15:45", "until": "20:00"}
    page = sends(browser, "/rota/shift", **sent)
    assert "On shift now: samina until 20:00" in page
    assert "until 20:00: now" in trial.browser("samina").get("/day").text
    assert post(browser, "/rota/shift", **sent).status_code == 422  # she is on shift then
    off = page.split('action="/rota/shift/')[1].split("/off")[0]
    assert "No shift is planned" in sends(browser, f"/rota/shift/{off}/off")
    assert {"plan shifts", "take shift off"} <= set(audit(trial))


def test_a_pasted_table_is_planned_whole_or_not_at_all(trial: Trial) -> None:
    browser = manager(trial)
    bad = PASTED + "samina\t2026-10-13\tlate\t21:00\nnobody\t2026-10-14\t17:00\t21:00\n"
    answer = post(browser, "/rota/shifts", rows=bad)
    assert answer.status_code == 422
    assert "Row 4" in answer.text
    assert "Row 5" in answer.text
    assert "No shift is planned" in answer.text
    page = sends(browser, "/rota/shifts", rows=PASTED)
    assert "2 shifts are planned" in page
    assert "17:00 to 21:00" in page


def test_what_is_short_is_said_in_words_and_as_a_file(trial: Trial) -> None:
    trial.families("T-014", "T-060")
    browser = manager(trial)
    assert "Urdu:" in browser.get("/rota").text
    first = browser.get("/rota/needs.csv").text.splitlines()[0]
    assert first.endswith("hours_short,more_shifts,before")


def test_an_entry_of_the_duty_rota_is_made_and_ends(trial: Trial) -> None:
    browser = manager(trial)
    sent = {
        "name": "Ruth Adeyemi",
        "number": "07700 900118",
        "duty_since": "2026-10-08T15:00",
        "duty_until": "2026-10-08T21:00",
    }
    page = sends(browser, "/rota/duty", **sent)
    assert "Ruth Adeyemi" in page
    entry = page.split('action="/rota/duty/')[1].split("/off")[0]
    assert "No entry." in sends(browser, f"/rota/duty/{entry}/off")
    assert post(browser, "/rota/duty", **(sent | {"number": "12"})).status_code == 422


def test_only_a_manager_plans(trial: Trial) -> None:
    trial.works_here("priya", "supervisor")
    trial.works_here("samina", "interviewer")
    assert trial.browser("samina").get("/rota").status_code == 403
    priya = trial.browser("priya")
    assert "Plan the shift" not in priya.get("/rota").text
    assert post(priya, "/rota/shift", staff=trial.staff["samina"]).status_code == 403


@pytest.mark.parametrize(("page", "prefix"), [("/rota/duty", "duty_"), ("/morning/duty", "")])
def test_nobody_is_on_duty_from_an_hour_that_the_clocks_skip(trial: Trial, page: str, prefix: str) -> None:
    trial.works_here("helen", "manager")
    sent = {"name": "Ruth", "number": "07700 900118", f"{prefix}until": "2027-03-28T09:00"}
    for since, said in (("2027-03-28T01:30", "clocks go forward"), ("2027-03-28T02:30", "")):
        answer = post(trial.browser("helen"), page, **sent, **{f"{prefix}since": since})
        assert answer.status_code == (422 if said else 303)
        assert said in answer.text
