"""Whoever is granted one site sees that site's figures, windows, alerts and texts, and stops no other."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, insert, select

from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import case_, task
from callassist.store.studies import pause
from callassist.store.texts import message
from callassist.work import pauses
from callassist.work.plan import plan
from callassist.work.staff import grant
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


def a_task(trial: Trial, person: str) -> str:
    """A task about somebody."""
    task_id = new_id()
    row = {
        "id": task_id,
        "study_id": trial.study_id,
        "kind": "ring",
        "participant_id": person,
        "state": "open",
    }
    more = {"words": "Ring her.", "raised_at": trial.house.now(), "cause": f"test:{task_id}"}
    trial.house.database.keep(lambda c: c.execute(insert(task).values(**row, **more)))
    return task_id


def one_id(trial: Trial, query: Select[tuple[str]]) -> str:
    with trial.house.database.read() as c:
        return str(c.execute(query.limit(1)).scalar_one())


@pytest.fixture
def northern(trial: Trial) -> dict[str, str]:
    """What stands in Northside, by the address at which it is changed."""
    people = two_sites(trial)
    person = people["north"]
    text = one_id(trial, select(message.c.id).where(message.c.participant_id == person))
    case = one_id(trial, select(case_.c.id).where(case_.c.participant_id == person))
    pauses.pause(
        trial.house,
        by="helen",
        study_id=trial.study_id,
        scope="site",
        of="northside",
        why="A complaint.",
        token=new_token(),
    )
    held = one_id(trial, select(pause.c.id))
    task_id = a_task(trial, person)
    return {
        "hold": f"/going-out/hold/{text}",
        "release": "/going-out/release",
        "resume": f"/going-out/resume/{held}",
        "undecided": f"/morning/undecided/{text}",
        "give": f"/morning/give/{case}",
        "task": f"/morning/task/{task_id}",
        "participation": "/families/T-015/participation",
        "stop": "/families/T-015/death",
        "identity": "/families/T-015/identity",
        "course": "/sites/north_jun26/look",
        "text": text,
    }


@pytest.mark.parametrize(
    "verb",
    ["hold", "release", "resume", "undecided", "give", "task", "participation", "stop", "identity", "course"],
)
def test_a_manager_of_luton_changes_nothing_of_northside(
    trial: Trial, northern: dict[str, str], verb: str
) -> None:
    refused = post(of_luton(trial), northern[verb], text=northern["text"], ends="2026-12-01", did="Rang her")
    assert refused.status_code == 403
    assert "of Northside, and your grant is for Luton only" in refused.text
    trial.works_here("nora", "manager", site="northside")
    allowed = post(
        trial.browser("nora"), northern[verb], text=northern["text"], ends="2026-12-01", did="Rang her"
    )
    assert allowed.status_code != 403


def test_she_does_not_end_a_pause_of_the_whole_study(trial: Trial) -> None:
    two_sites(trial)
    trial.works_here("helen", "manager")
    post(trial.browser("helen"), "/going-out/pause", what="study", why="A complaint.")
    held = one_id(trial, select(pause.c.id))
    refused = post(of_luton(trial), f"/going-out/resume/{held}")
    assert refused.status_code == 403
    assert "of the whole study" in refused.text
    assert post(trial.browser("helen"), f"/going-out/resume/{held}").status_code == 303


def test_two_grants_do_not_add_up_to_one(trial: Trial) -> None:
    """A supervisor of all sites who manages Luton sees Northside's families, and stops none of them."""
    two_sites(trial)
    browser = of_luton(trial)
    grant(trial.house, by="test", staff_id=trial.staff["lena"], role="supervisor", study_id=trial.study_id)
    assert browser.get("/families/T-015").status_code == 200
    assert post(browser, "/families/T-015/death").status_code == 403


def test_courses_and_vouchers_are_of_her_site_and_other_pages_say_all(trial: Trial) -> None:
    two_sites(trial)
    browser = of_luton(trial)
    for address in ("/sites", "/vouchers"):
        page = browser.get(address).text
        assert "Luton only" in page
        assert "Northside" not in page
    for address in ("/editions", "/data", "/import"):
        assert "All sites." in browser.get(address).text
