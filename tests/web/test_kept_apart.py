"""Nobody who rings families of a trial is granted what would tell her their group, nor was it once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from callassist.cli.main import app
from callassist.cli.study import add_user
from callassist.cli.terminal import the_house
from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.store import staff as rows
from callassist.store.lists import here as lists
from callassist.work import going_live, kept_apart
from callassist.work.house import House
from callassist.work.staff import end_grant, grant
from callassist.work.studies import load
from tests.web.houses import FOLDER, Trial, tiny_folder
from tests.web.test_managing import post

PASSWORD = "a made-up password"
TELLS = {
    "site_team": "is on the site team, which knows the groups",
    "unblinded": "sees the allocation",
    "inbox": "reads parents’ texts, and they write about the course",
    "manager": "sees what goes out to the part of the study that tells the group",
}


def gives(trial: Trial, name: str, role: str, **more: str) -> str:
    where = {"study_id": trial.study_id, **more}
    return grant(trial.house, by="test", staff_id=trial.staff[name], role=role, **where)


@pytest.mark.parametrize("role", TELLS)
def test_whoever_rings_is_granted_nothing_that_tells_the_group_and_the_other_way_round(
    trial: Trial, role: str
) -> None:
    trial.works_here("samina", "interviewer")
    trial.works_here("leyla", role)
    for name, asked in (("samina", role), ("leyla", "interviewer")):
        with pytest.raises(Refusal, match="must not learn who is in which group") as refused:
            gives(trial, name, asked, site="luton")
        assert TELLS[role] in refused.value.what
        assert refused.value.cure == "End the other grant first, or choose somebody else."
        with trial.house.database.read() as c:
            assert len(rows.all_grants(c, trial.staff[name])) == 1


def test_a_supervisor_rings_too_and_may_manage_but_not_know(trial: Trial) -> None:
    trial.works_here("tom", "supervisor")
    gives(trial, "tom", "manager")
    with pytest.raises(Refusal, match="a supervisor of “together” must not learn"):
        gives(trial, "tom", "site_team")


def test_whoever_rings_the_part_that_tells_the_group_rings_no_other(trial: Trial) -> None:
    trial.works_here("grace", "interviewer", strand="process")
    gives(trial, "grace", "site_team")
    trial.works_here("kasia", "interviewer")
    with pytest.raises(Refusal, match="rings the part of the study that tells the group"):
        gives(trial, "kasia", "interviewer", strand="process")


def test_what_was_known_once_is_not_forgotten_when_the_grant_ends(trial: Trial) -> None:
    trial.works_here("leyla")
    held = gives(trial, "leyla", "site_team")
    end_grant(trial.house, by="test", grant_id=held)
    trial.hours_pass(24)
    with pytest.raises(Refusal, match="was on the site team") as refused:
        gives(trial, "leyla", "interviewer")
    assert "not forgotten" in refused.value.cure
    trial.works_here("rosa")
    end_grant(trial.house, by="test", grant_id=gives(trial, "rosa", "inbox"))
    gives(trial, "rosa", "interviewer")


def test_a_grant_with_a_last_day_can_be_ended_before_it(trial: Trial) -> None:
    trial.works_here("kasia")
    until = trial.house.now() + timedelta(days=100)
    given = {"by": "test", "staff_id": trial.staff["kasia"], "study_id": trial.study_id}
    held = grant(trial.house, role="interviewer", until=until, **given)
    end_grant(trial.house, by="test", grant_id=held)
    with trial.house.database.read() as c:
        (row,) = rows.all_grants(c, trial.staff["kasia"])
    assert row.until == trial.house.now()


def test_the_page_says_where_what_and_how_it_is_mended(trial: Trial) -> None:
    trial.works_here("ade", "administrator")
    trial.works_here("samina", "interviewer")
    asked = {"role": "site_team", "study_id": trial.study_id}
    browser = trial.browser("ade")
    answer = post(browser, f"/people/{trial.staff['samina']}/grant", **asked)
    assert answer.status_code == 422
    assert "an interviewer of “together” must not learn who is in which group" in answer.text
    assert "End the other grant first, or choose somebody else." in answer.text


def test_pairs_that_are_older_than_the_rule_are_named_before_going_live(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    trial.holds_anyway("samina", "site_team")
    running = trial.house.study("together")
    with trial.house.database.read() as c:
        pairs = [(who, one.rings) for who, one in kept_apart.found(c, (running,), trial.house.now())]
    assert pairs == [("samina", "interviewer")]
    lacking = going_live.go_live(trial.house, "together", by="test")
    assert any(one.startswith("Nobody who rings and knows the groups: samina is on") for one in lacking)


def test_check_names_them_and_nobody_is_added_with_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CALLASSIST_DATABASE", "CALLASSIST_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CALLASSIST_NETWORK", "http://127.0.0.1:9")  # nobody answers there
    monkeypatch.setenv("CALLASSIST_DATA", str(tmp_path))
    with the_house(writes=True) as house:
        study_id = load(house, tiny_folder(), by="test").study_id
    with pytest.raises(Refusal, match="must not learn who is in which group"):
        add_user("samina", "Samina", ["interviewer", "site_team"], study="together", password=PASSWORD)
    add_user("samina", "Samina", ["site_team"], study="together", password=PASSWORD)
    with the_house(writes=True) as house:
        (samina,) = here(house)
        house.database.keep(lambda c: rows.add_grant(c, older(study_id, samina.id)))
    told = CliRunner().invoke(app, ["check", str(FOLDER)]).output
    assert "warning: grants of samina: rings families, and is on the site team" in told
    assert "End one of the two grants on the page of people." in told


def here(house: House) -> Sequence[Any]:
    with house.database.read() as c:
        return lists.everybody(c)


def older(study_id: str, staff_id: str) -> dict[str, object]:
    row = {"id": new_id(), "staff_id": staff_id, "study_id": study_id, "role": "interviewer", "site": None}
    return row | {"strand": "trial", "since": datetime(2026, 1, 1, tzinfo=UTC), "until": None, "by": "test"}
