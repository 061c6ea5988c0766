"""Whoever is granted one site sees that site's figures, windows, alerts and texts, and stops no other."""

from __future__ import annotations

from flask.testing import FlaskClient

from callassist.work.plan import plan
from tests.reports.deciding import book, texts
from tests.reports.families import at, enrol
from tests.web.houses import Trial
from tests.web.test_managing import post


def two_sites(trial: Trial) -> dict[str, str]:
    """A family in Luton and one in Northside, each with an appointment tomorrow; their ids."""
    luton = enrol(trial.house, trial.study_id, "T-014", mobile="+447700900214")
    north = enrol(
        trial.house,
        trial.study_id,
        "T-015",
        mobile="+447700900215",
        site="northside",
        cohort="north_jun26",
        spoken="ur",
    )
    for person in (luton, north):
        book(trial.house, person, at(10, 12))
    plan(trial.house)
    return {"luton": luton, "north": north}


def of_luton(trial: Trial, role: str = "manager") -> FlaskClient:
    trial.works_here("lena", role, site="luton")
    return trial.browser("lena")


def test_her_figures_are_those_of_her_site_and_the_page_says_so(trial: Trial) -> None:
    two_sites(trial)
    browser = of_luton(trial)
    for address in ("/morning", "/completion"):
        page = browser.get(address).text
        assert "Luton only" in page
        assert "1 randomised" in page
        assert "Northside" not in page
    assert "northside" not in browser.get("/completion.csv").text


def test_who_holds_all_sites_is_told_so_and_sees_both(trial: Trial) -> None:
    two_sites(trial)
    trial.works_here("helen", "manager")
    page = trial.browser("helen").get("/completion").text
    assert "all sites" in page
    assert "2 randomised" in page
    assert "Northside" in page


def test_a_monitor_of_one_site_takes_away_the_figures_of_that_site(trial: Trial) -> None:
    two_sites(trial)
    browser = of_luton(trial, "monitor")
    assert "Luton only" in browser.get("/completion").text
    assert "northside" not in browser.get("/completion.csv").text


def test_she_sees_and_holds_the_texts_of_her_site_only(trial: Trial) -> None:
    people = two_sites(trial)
    trial.hours_pass(24)
    browser = of_luton(trial)
    page = browser.get("/going-out").text
    assert "T-014" in page
    assert "T-015" not in page
    post(browser, "/going-out/hold-today")
    assert texts(trial.house, people["luton"])["reminder_24h"] == "held"
    assert texts(trial.house, people["north"])["reminder_24h"] == "ready"


def test_she_pauses_her_site_and_nothing_beyond_it(trial: Trial) -> None:
    two_sites(trial)
    browser = of_luton(trial)
    for beyond in ("study", "site:northside", "template:invite"):
        assert post(browser, "/going-out/pause", what=beyond, why="A complaint.").status_code == 422
    assert post(browser, "/going-out/pause", what="site:luton", why="A complaint.").status_code == 303
    assert "Paused: the site Luton" in browser.get("/going-out").text
