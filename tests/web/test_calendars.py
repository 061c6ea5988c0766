"""A family's page: which calendars she says she keeps, ticked by a manager and told to who rings."""

from __future__ import annotations

from dataclasses import replace

from callassist.privacy.tokens import new_token
from callassist.work.enrol import enrol
from callassist.work.house import Shelf
from callassist.work.plan import plan
from callassist.work.studies import load
from callassist.work.tables import rows_of
from tests.web.houses import FOLDER, Trial, tiny_folder


def test_what_she_says_is_ticked_and_the_interviewer_sees_the_hours(trial: Trial) -> None:
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    files = {**tiny_folder(), "calendars.toml": (FOLDER / "calendars.toml").read_bytes()}
    load(trial.house, files, by="test")
    trial.families("T-014")
    trial.works_here("helen", "manager")
    trial.works_here("samina", "interviewer")
    helen, samina = trial.browser("helen"), trial.browser("samina")
    page = helen.get("/families/T-014").text
    assert "no calendar that she has named" in page
    asked = {"study": "together", "keeps": ["fridays"], "once": new_token()}
    unsaid = helen.post("/families/T-014/calendars", data=asked)
    assert unsaid.status_code == 422
    assert 'value="fridays" checked' in unsaid.text
    assert "no calendar that she has named" in unsaid.text
    told = {**asked, "told_how": "on the phone"}
    assert helen.post("/families/T-014/calendars", data=told).status_code == 303
    assert 'value="fridays" checked' in helen.get("/families/T-014").text
    case = f"/case/{trial.case('T-014')}"
    assert "Fridays not 12:00 to 15:00" in samina.get(case).text
    assert samina.post("/families/T-014/calendars", data=told).status_code == 403


def test_a_study_without_calendars_asks_for_none(trial: Trial) -> None:
    trial.families("T-014")
    trial.works_here("helen", "manager")
    assert "Calendars she says" not in trial.browser("helen").get("/families/T-014").text


def test_what_she_said_on_joining_comes_in_with_the_file(trial: Trial) -> None:
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    files = {**tiny_folder(), "calendars.toml": (FOLDER / "calendars.toml").read_bytes()}
    load(trial.house, files, by="test")
    family = rows_of("families.csv", (FOLDER / "rehearsal" / "families.csv").read_bytes())
    [row] = [one for one in family if one["study_number"] == "T-014"]
    told = row | {"calendars": "fridays", "calendars_how_told": "when she joined"}
    together = trial.house.study("together")
    assert enrol(trial.house, together, [told], by="test").taken_in == 1
    assert enrol(trial.house, together, [told], by="test").taken_in == 0
    plan(trial.house)
    trial.works_here("helen", "manager")
    trial.works_here("samina", "interviewer")
    assert 'value="fridays" checked' in trial.browser("helen").get("/families/T-014").text
    case = f"/case/{trial.case('T-014')}"
    assert "Fridays not 12:00 to 15:00" in trial.browser("samina").get(case).text
