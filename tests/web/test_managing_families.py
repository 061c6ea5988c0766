"""The manager's pages about families, courses, imports, people and editions, as she walks them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from callassist.privacy.tokens import new_token
from callassist.work.house import Shelf
from callassist.work.plan import plan
from callassist.work.tables import template_csv
from tests.reports.deciding import book, case_of, texts
from tests.reports.families import at, enrol
from tests.web.houses import PASSWORD, Trial, tiny_folder
from tests.web.test_managing import audit, helen, post


def test_a_family_is_found_by_number_and_its_name_shows_only_when_opened(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014", full_name="Nasreen Akhtar", child="Imran")
    browser = helen(trial)
    found = browser.get("/families?number=t-014")
    assert found.headers["Location"] == "/families/T-014"
    page = browser.get("/families/T-014").text
    assert "Consent given" in page
    for secret in ("Nasreen", "Imran", "900214", "Made Up Road"):
        assert secret not in page
    opened = post(browser, "/families/T-014/identity").text
    assert "Nasreen Akhtar" in opened
    assert "07700 900214" in opened
    assert "show identity" in audit(trial)


def test_a_supervisor_reads_the_story_but_opens_no_name_and_changes_nothing(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    trial.works_here("priya", "supervisor")
    browser = trial.browser("priya")
    page = browser.get("/families/T-014")
    assert page.status_code == 200
    assert "Show name" not in page.text
    assert "Keep and carry out" not in page.text
    assert post(browser, "/families/T-014/identity").status_code == 403


def test_the_site_team_of_luton_sees_no_family_of_northside(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    enrol(
        trial.house, trial.study_id, "T-015", site="northside", cohort="north_jun26", mobile="+447700900215"
    )
    trial.works_here("leyla", "site_team", site="luton")
    browser = trial.browser("leyla")
    assert browser.get("/families/T-014").status_code == 200
    assert browser.get("/families/T-015").status_code == 404
    assert "T-015" not in browser.get("/families").text


def test_no_more_texts_only_the_short_one(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-014")
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    browser = helen(trial)
    answer = post(
        browser,
        "/families/T-014/participation",
        **{"wants-texts": "no", "wants-shorter_only": "yes"},
        since="2026-10-08",
        decided_by="participant",
        how_told="on the phone",
    )
    assert answer.status_code == 303
    page = browser.get("/families/T-014").text
    assert "only the shorter interview" in page
    assert texts(trial.house, person)["reminder_24h"] == "withdrawn"


def test_a_change_without_a_word_on_how_is_not_saved_and_keeps_what_was_typed(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    answer = post(
        helen(trial),
        "/families/T-014/participation",
        **{"wants-texts": "no"},
        since="2026-10-08",
        decided_by="participant",
        how_told="",
        words="leave it",
    )
    assert answer.status_code == 422
    assert "<title>Not saved" in answer.text
    assert "leave it" in answer.text


def test_a_death_stops_the_family_and_asks_who_writes_next(trial: Trial) -> None:
    person = enrol(trial.house, trial.study_id, "T-058", child="Imran")
    browser = helen(trial)
    page = browser.get("/families/T-058").text
    child = re.search(r'<option value="([^"]+)">Child 1', page)
    assert child is not None
    post(browser, "/families/T-058/death", death="child_died", child=child[1], on="2026-10-06")
    assert case_of(trial.house, person).state == "stopped"
    story = browser.get("/families/T-058").text
    assert "Everything is stopped for this family" in story
    assert "this interview was stopped" in story
    assert "not among those followed" in story
    assert "who may write to them" in browser.get("/morning").text


def test_moving_an_end_shows_first_and_asks_why(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    browser = helen(trial)
    shown = post(browser, "/sites/luton_jun26/look", ends="2026-10-12").text
    assert "Nothing has moved yet" in shown
    assert "After the programme" in shown
    without = post(browser, "/sites/luton_jun26/move", was="2026-09-28", ends="2026-10-12", why="")
    assert without.status_code == 422
    post(browser, "/sites/luton_jun26/move", was="2026-09-28", ends="2026-10-12", why="Half term.")
    page = browser.get("/sites").text
    assert "Half term." in page
    late = post(browser, "/sites/luton_jun26/move", was="2026-09-28", ends="2026-10-19", why="Again.")
    assert late.status_code == 409


def test_an_import_is_looked_at_first_and_twice_is_once(trial: Trial) -> None:
    browser = helen(trial)
    content = template_csv().decode("utf-8-sig")

    def send(body: str) -> str:
        file = (io.BytesIO(body.encode()), "families.csv")
        data = {"once": new_token(), "file": file}
        return browser.post("/import", data=data, content_type="multipart/form-data").text

    broken = content.replace(content.splitlines()[1].split(",")[0], "no number", 1)
    assert "bad" in send(broken)
    assert "no kind of file" not in send(content)


def test_a_workbook_that_is_none_is_said_with_the_cure(trial: Trial) -> None:
    file = (io.BytesIO(b"PK not a workbook"), "families.xlsx")
    answer = helen(trial).post(
        "/import", data={"once": new_token(), "file": file}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "<title>Not saved" in answer.text


def test_an_interviewer_added_for_luton_until_june_sees_luton_only(trial: Trial) -> None:
    browser = helen(trial)
    answer = post(
        browser,
        "/people",
        name="Ania Nowak",
        sign_in="ania",
        first_password=PASSWORD,
        role="interviewer",
        study_id=trial.study_id,
        site=f"{trial.study_id}:luton",
        until="2027-06-30",
        languages="pl",
    )
    assert answer.status_code == 303
    page = browser.get("/people").text
    assert "Ania Nowak" in page
    assert "Luton only" in page
    assert "helen: granted interviewer to Ania Nowak" in re.sub(r"\s+", " ", page)
    hers = trial.browser("ania")
    for address in ("/morning", "/families", "/data", "/people", "/replies"):
        assert hers.get(address).status_code in (403, 404), address


def test_a_manager_grants_no_allocation(trial: Trial) -> None:
    answer = post(
        helen(trial),
        "/people",
        name="X",
        sign_in="xx",
        first_password=PASSWORD,
        role="unblinded",
        study_id=trial.study_id,
    )
    assert answer.status_code == 422


def test_an_amendment_says_first_what_it_adds_to_whom_from_when_by_whose_approval(trial: Trial) -> None:
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    enrol(trial.house, trial.study_id, "T-014")
    enrol(trial.house, trial.study_id, "T-015", cohort="luton_jan26", mobile="+447700900215")
    browser, folder = helen(trial), tiny_folder()
    amended = folder["study.toml"].decode().replace('title = "Together"', 'title = "Together again"', 1)

    def send(toml: str) -> Any:
        files = [(io.BytesIO(body), name) for name, body in (folder | {"study.toml": toml.encode()}).items()]
        data = {"once": new_token(), "files": files}
        return browser.post("/editions", data=data, content_type="multipart/form-data")

    broken = send(amended.replace("version = 1", "version =", 1).replace("schema = 1", "schema =", 1))
    assert broken.status_code == 422
    assert "study.toml" in broken.text
    shown = browser.get(send(amended).headers["Location"]).text
    assert "0 cases become overdue." in shown
    assert "amendment 1, 5 October 2026" in shown
    assert "Mon 2 Nov" in shown
    assert "Three months" in shown
    digest = re.search(r'action="/editions/([0-9a-f]{64})/use"', shown)
    assert digest is not None
    post(browser, f"/editions/{digest[1]}/use")
    assert trial.house.study(trial.study_id).edition.digest == digest[1]
    again = post(browser, f"/editions/{digest[1]}/use")
    assert again.status_code == 303
