"""An amendment looked at and used: what the page said of each interview is what then stands there."""

from __future__ import annotations

from dataclasses import replace

from callassist.privacy.tokens import new_token
from callassist.reports.completion import completion
from callassist.store import planning
from callassist.work import editions, stopping
from callassist.work.house import Shelf
from callassist.work.plan import plan
from tests.reports.families import enrol
from tests.web.houses import Trial, tiny_folder
from tests.web.test_managing import helen, post


def earlier_amendment() -> dict[str, bytes]:
    """The study with its amendment in force at both sites since the first days of October."""
    files = tiny_folder()
    dates = (b"luton = 2026-11-02, northside = 2026-11-16", b"luton = 2026-10-01, northside = 2026-10-01")
    assert dates[0] in files["study.toml"]
    return files | {"study.toml": files["study.toml"].replace(*dates)}


def state(trial: Trial, person: str) -> str:
    with trial.house.database.read() as c:
        return str(planning.cases_of(c, person)["three_month"].state)


def test_what_the_page_says_of_an_amendment_is_what_then_stands_there(trial: Trial) -> None:
    house = trial.house = replace(trial.house, shelf=Shelf(trial.house.database))  # editions of its own
    study = trial.study_id
    goes_on = enrol(house, study, "T-014")
    stopped = enrol(house, study, "T-015", mobile="+447700900215")
    stopped_and_past = enrol(house, study, "T-016", mobile="+447700900216", cohort="luton_jan26")
    for person in (stopped, stopped_and_past):
        loss = stopping.Loss(death="bereaved")
        stopping.stop_family(house, by="test", participant_id=person, loss=loss, token=new_token())
    running = house.study(study)
    digest = editions.offer(house, running, earlier_amendment(), by="test")
    [added] = editions.preview(house, running, digest).waves
    assert (added.added, added.stopped, added.not_planned, added.overdue) == (1, 1, 1, 0)
    browser = helen(trial)
    assert "Everything stopped: not asked" in browser.get(f"/editions/{digest}").text
    post(browser, f"/editions/{digest}/use")
    plan(house)
    assert state(trial, goes_on) == "waiting"
    assert state(trial, stopped) == "stopped"
    assert state(trial, stopped_and_past) == "not_planned"
    with house.database.read() as c:
        figures = completion(c, study, house.study(study).edition.protocol, house.now())
    assert figures.of("three_month").due == 0


def test_the_last_lines_of_the_audit_are_words(trial: Trial) -> None:
    browser = helen(trial)
    trial.families("T-014")
    post(browser, "/going-out/pause", what="study", why="A complaint came in.")
    page = browser.get("/editions").text
    assert "Paused texts and calls" in page
    assert "Took families in" in page
