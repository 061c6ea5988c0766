"""What nobody could have meant is answered in words, with the cure, and changes nothing for anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from callassist.errors import Refusal
from callassist.people.columns import NAMES
from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import case_, task, voucher
from callassist.store.people import participant as participants
from callassist.store.people import participation
from callassist.store.shifts import shift
from callassist.store.staff import grant, staff
from callassist.store.studies import pause
from callassist.work import rota
from tests.web.houses import Trial
from tests.web.test_case import rows
from tests.web.test_managing import post


@pytest.fixture
def helen(trial: Trial) -> FlaskClient:
    """T-014's family, Samina who rings, and Helen, who manages."""
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    trial.works_here("helen", "manager")
    return trial.browser("helen")


def refused(answer: Any, *words: str) -> None:
    assert answer.status_code in (404, 422), answer.status_code
    for said in words:
        assert said in answer.text


def test_a_character_that_no_keyboard_has_reaches_no_page(trial: Trial, helen: FlaskClient) -> None:
    refused(post(helen, "/going-out/pause", what="study", why="A\x00 complaint."), "nobody can type")
    refused(helen.get("/families?number=T%00"), "nobody can type")
    refused(helen.get("/families/T%00"), "nobody can type")
    refused(trial.browser().post("/sign-in", data={"name": "helen\x00", "password": "x"}))
    assert rows(trial, pause) == []


def test_a_field_takes_no_book(trial: Trial, helen: FlaskClient) -> None:
    refused(post(helen, "/going-out/pause", what="study", why="x" * 30_000), "Why: it is 30,000 characters")
    assert rows(trial, pause) == []


def test_a_day_at_the_end_of_all_calendars_breaks_no_page(trial: Trial, helen: FlaskClient) -> None:
    samina = trial.staff["samina"]
    late = {"staff": samina, "day": "9999-12-31", "from": "10:00", "until": "12:00"}
    refused(post(helen, "/rota/shift", **late), "more than a year ahead", "Check the year.")
    duty = {"name": "Ruth", "number": "07700 900118", "duty_since": "2026-10-09T10:00"}
    refused(post(helen, "/rota/duty", **duty, duty_until="9999-12-31T23:59"), "more than a year ahead")
    refused(post(helen, "/rota/duty", **{**duty, "duty_since": "2026-10-01T10:00"}, duty_until="2026-10-02"))
    granted = {"role": "supervisor", "study_id": trial.study_id, "until": "9999-12-31"}
    refused(post(helen, f"/people/{samina}/grant", **granted), "farther off than any study")
    for day in ("9999-12-31", "0001-01-01"):
        assert helen.get(f"/calendar?week={day}").status_code == 200
    assert rows(trial, shift) == []


def test_a_language_that_nobody_knows_is_given_to_nobody(trial: Trial, helen: FlaskClient) -> None:
    new = {"sign_in": "zofia", "name": "Zofia", "first_password": "a made-up password"}
    granted = {"role": "interviewer", "study_id": trial.study_id}
    refused(post(helen, "/people", **new, **granted, languages="zzz"), "we do not know the language")
    assert rows(trial, staff, sign_in="zofia") == []
    assert post(helen, "/people", **new, **granted, languages="pl").status_code == 303
    assert helen.get("/people").status_code == 200


def test_a_form_pressed_twice_adds_one_person_with_one_grant(trial: Trial, helen: FlaskClient) -> None:
    new = {"sign_in": "zofia", "name": "Zofia", "first_password": "a made-up password", "once": new_token()}
    form = new | {"role": "interviewer", "study_id": trial.study_id}
    assert [helen.post("/people", data=form).status_code for _ in range(2)] == [303, 303]
    (zofia,) = rows(trial, staff, sign_in="zofia")
    before = len(rows(trial, grant, staff_id=zofia.id))
    again = {"role": "supervisor", "study_id": trial.study_id, "once": new_token()}
    address = f"/people/{zofia.id}/grant"
    assert [helen.post(address, data=again).status_code for _ in range(2)] == [303, 303]
    roles = [one.role for one in rows(trial, grant, staff_id=zofia.id)]
    assert (before, roles.count("interviewer")) == (1, 1)
    assert roles.count("supervisor") == 1


def test_what_is_not_there_is_not_said_to_be_done(trial: Trial, helen: FlaskClient) -> None:
    refused(post(helen, "/morning/task/nowhere", did="Rang her."), "not there")
    refused(post(helen, "/vouchers/nowhere", step="issue", how="post"), "not there")
    refused(post(helen, "/families/T-014/take-back"), "nothing is stopped")
    for what in ("site:nowhere", "template:nowhere", "nowhere:x"):
        refused(post(helen, "/going-out/pause", what=what, why="A complaint."))
    assert rows(trial, pause) == []


def test_a_voucher_that_a_colleague_moved_on_is_looked_at_first(trial: Trial, helen: FlaskClient) -> None:
    (case,) = rows(trial, case_, wave="baseline")
    row = {"id": new_id(), "study_id": trial.study_id, "case_id": case.id, "pence": 1000}
    row |= {"participant_id": case.participant_id, "due_at": trial.clock.at}
    trial.house.database.keep(lambda c: c.execute(insert(voucher).values(**row)))
    at = f"/vouchers/{row['id']}"
    refused(post(helen, at, step="acknowledge"), "Look where it stands now.")
    assert post(helen, at, step="issue", how="post").status_code == 303
    refused(post(helen, at, step="void"), "Look where it stands now.")
    (kept,) = rows(trial, voucher)
    assert (kept.how, kept.void_at, kept.acknowledged_at) == ("post", None, None)


def test_a_file_with_nobody_in_it_says_so(trial: Trial, helen: FlaskClient) -> None:
    template = ",".join(NAMES).encode()
    for content in (template, template + b"\r\n,,\r\n"):
        sent = {"file": (BytesIO(content), "families.csv")}
        refused(helen.post("/import", data=sent), "families.csv: nobody is in it")
    assert len(rows(trial, participants)) == 1


def test_a_form_for_one_family_left_blank_is_shown_again(trial: Trial, helen: FlaskClient) -> None:
    refused(post(helen, "/import/by-hand", full_name=" "), "Study number: it is empty.")
    assert len(rows(trial, participants)) == 1


def test_a_table_of_no_shifts_plans_none(trial: Trial, helen: FlaskClient) -> None:
    refused(post(helen, "/rota/shifts", rows="sign_in,day,from,until"), "no shift below its first row")
    assert rows(trial, shift) == []


def test_a_shift_is_taken_off_by_its_own_study_alone(trial: Trial, helen: FlaskClient) -> None:
    planned = {"staff": trial.staff["samina"], "day": "2026-10-09", "from": "10:00", "until": "12:00"}
    assert post(helen, "/rota/shift", **planned).status_code == 303
    (row,) = rows(trial, shift)
    with pytest.raises(Refusal):
        rota.take_off(
            trial.house, trial.actor("helen"), study_id="another", shift_id=row.id, token=new_token()
        )
    assert rows(trial, shift)[0].ended_at is None


def test_a_death_is_told_of_a_day_gone_by_and_written_about_at_midday(
    trial: Trial, helen: FlaskClient
) -> None:
    address, death = "/families/T-014/death", {"death": "bereaved", "writes_next": "Helen"}
    refused(post(helen, address, **death, on="2027-01-01"), "still to come")
    refused(post(helen, address, **death, not_before="2020-01-01"), "Check the year.")
    assert not any(one.stopped_at for one in rows(trial, participants))
    answer = post(helen, address, **death, on="2026-10-07", not_before="2026-10-26")
    assert answer.status_code == 303
    assert "stopped for 1 person of this family" in helen.get("/families/T-014").text
    (asked,) = rows(trial, task, kind="who_writes_next")
    assert asked.due_at == datetime(2026, 10, 26, 12, tzinfo=UTC)  # the clocks went back the day before


def test_nobody_wanted_less_before_she_joined(trial: Trial, helen: FlaskClient) -> None:
    told = {"wants-texts": "no", "decided_by": "participant", "how_told": "on the phone"}
    refused(post(helen, "/families/T-014/participation", **told, since="2001-01-01"), "she joined on")
    assert rows(trial, participation) == []
