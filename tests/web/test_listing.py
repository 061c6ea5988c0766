"""The manager's lists as files: the rows of the page, and nothing by which somebody could be known."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient

from callassist.privacy.tokens import new_id, new_token
from callassist.store import registry, tasks
from callassist.store.cases import voucher
from callassist.web import families
from callassist.work.plan import plan
from tests.reports.deciding import case_of
from tests.reports.families import at, enrol
from tests.web.houses import Trial


def rows(browser: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = browser.get(address)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.fixture
def helen(trial: Trial) -> FlaskClient:
    trial.works_here("helen", "manager")
    return trial.browser("helen")


def earned(trial: Trial, person: str) -> dict[str, Any]:
    """A voucher of £10 that is owed to somebody, by post."""
    case = case_of(trial.house, person)
    of = {"study_id": trial.study_id, "case_id": case.id, "participant_id": person, "how": "post"}
    row = {"id": new_id(), "pence": 1000, "due_at": at(8, 12), **of}
    trial.house.database.keep(lambda c: registry.add_rows(c, voucher, [row]))
    return row


def test_windows_that_close_as_a_file(trial: Trial, helen: FlaskClient) -> None:
    enrol(trial.house, trial.study_id, "T-060", site="northside", cohort="north_jun26", spoken="ur")
    [one] = rows(helen, "/morning/closing.csv")
    assert (one["study_number"], one["closes_on"], one["language"]) == ("T-060", "2026-10-08", "Urdu")
    assert "in Urdu owed" in one["still_owed"]


def test_a_manager_of_one_site_takes_the_rows_of_her_site(trial: Trial) -> None:
    north = enrol(trial.house, trial.study_id, "T-060", site="northside", cohort="north_jun26")
    earned(trial, north)
    trial.works_here("laila", "manager", site="luton")
    for address in ("/morning/closing.csv", "/vouchers.csv", "/going-out.csv"):
        assert rows(trial.browser("laila"), address) == []
    trial.works_here("nora", "manager", site="northside")
    for address in ("/morning/closing.csv", "/vouchers.csv", "/going-out.csv"):
        assert {one["site"] for one in rows(trial.browser("nora"), address)} == {"northside"}


def test_what_goes_out_as_a_file_has_each_text_once_and_no_words(trial: Trial, helen: FlaskClient) -> None:
    trial.clock.set(at(3, 9))
    enrol(trial.house, trial.study_id, "T-070", spoken="ur", reads="nothing")
    enrol(trial.house, trial.study_id, "T-071")
    plan(trial.house)
    found = rows(helen, "/going-out.csv")
    shown = helen.get("/going-out?each=1").text
    assert found
    assert len({tuple(one.values()) for one in found}) == len(found)
    assert all(one["study_number"] in shown for one in found)
    assert all("Hello" not in cell for one in found for cell in one.values())


def test_vouchers_as_a_file_and_what_somebody_typed_is_not_in_it(trial: Trial, helen: FlaskClient) -> None:
    row = earned(trial, enrol(trial.house, trial.study_id, "T-014"))
    [due] = rows(helen, "/vouchers.csv")
    assert (due["study_number"], due["pence"], due["wants_it_by"]) == ("T-014", "1000", "post")
    issue = {"once": new_token(), "step": "issue", "how": "by post to 1 Made Up Road"}
    helen.post(f"/vouchers/{row['id']}", data=issue)
    [issued] = rows(helen, "/vouchers.csv")
    assert (issued["state"], issued["wants_it_by"]) == ("issued", "")


@pytest.mark.parametrize("address", ["/going-out.csv", "/vouchers.csv", "/morning/closing.csv"])
def test_an_interviewer_may_not_take_them(trial: Trial, address: str) -> None:
    trial.works_here("tom", "interviewer")
    assert trial.browser("tom").get(address).status_code == 403


def test_families_as_a_file_and_a_part_of_the_list_at_a_time(
    trial: Trial, helen: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, site, cohort in (("T-014", "luton", "luton_jun26"), ("T-060", "northside", "north_jun26")):
        enrol(trial.house, trial.study_id, number, site=site, cohort=cohort, spoken="ur")
    found = rows(helen, "/families.csv")
    assert [(one["study_number"], one["speaks"]) for one in found] == [("T-014", "Urdu"), ("T-060", "Urdu")]
    trial.works_here("nora", "manager", site="northside")
    nora = trial.browser("nora")
    assert [one["study_number"] for one in rows(nora, "/families.csv")] == ["T-060"]
    assert "1 person, Northside only" in nora.get("/families").text
    monkeypatch.setattr(families, "MOST", 1)
    first = helen.get("/families").text
    assert "T-014 to T-014, 1 of 2" in first
    assert "/families?after=T-014" in first
    second = helen.get("/families?after=T-014").text
    assert "T-060 to T-060, 1 of 2" in second
    assert "/families/T-014" not in second


def test_tasks_as_a_file_are_those_of_the_page(trial: Trial, helen: FlaskClient) -> None:
    person = enrol(trial.house, trial.study_id, "T-060")
    for kind, words in (("new_time", "Find a new time."), ("course_question", "Asks about the course.")):
        new = tasks.NewTask(
            study_id=trial.study_id,
            kind=kind,
            cause=f"test:{kind}",
            words=words,
            raised_at=trial.clock.at,
            participant_id=person,
        )
        trial.house.database.keep(partial(tasks.leave, new=new))
    [one] = rows(helen, "/morning/tasks.csv")
    assert (one["study_number"], one["what"], one["raised_at"]) == (
        "T-060",
        "Find a new time.",
        "2026-10-08 15:52",
    )
