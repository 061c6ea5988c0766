"""The internet reaches the porch and nothing else, however it spells the name under which it comes."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete
from werkzeug.test import Client

from callassist import settings
from callassist.errors import Refusal
from callassist.store.studies import edition, studies
from callassist.work.house import Shelf
from callassist.wsgi import Doors, settle
from tests.web.houses import Trial

PUBLIC, OWN = "calls.example.org", "callassist.example.internal"


@pytest.fixture
def doors(trial: Trial, tmp_path: Path) -> Client:
    """A house whose porch and pages have names of their own."""
    told = {"CALLASSIST_DATA": str(tmp_path), "CALLASSIST_NETWORK": "http://127.0.0.1:9"}
    named = {"CALLASSIST_PORCH": f"https://{PUBLIC}/hooks", "CALLASSIST_WEB": f"https://{OWN}"}
    made = Doors(trial.house, settings.read(told | named), None, {})
    made.ready.set()
    return Client(made)


@pytest.mark.parametrize(
    "name", [PUBLIC, "Calls.Example.ORG", f"{PUBLIC}:443", f"{PUBLIC}.", f"{PUBLIC}.:443"]
)
def test_under_its_public_name_there_is_the_porch_alone(doors: Client, name: str) -> None:
    for address in ("/sign-in", "/", "/metrics", "/static/house.css"):
        assert doors.get(address, headers={"Host": name}).status_code == 404
    assert doors.get("/hooks/healthz", headers={"Host": name}).status_code == 200


def test_under_its_own_name_there_are_the_pages(doors: Client) -> None:
    assert doors.get("/sign-in", headers={"Host": OWN}).status_code == 200


@pytest.mark.parametrize(
    "name", ["evil.example", f"{OWN}.evil.example", "127.0.0.1.evil.example:8000", "[x]"]
)
def test_a_name_that_somebody_else_lets_mean_this_machine_is_shown_no_page(doors: Client, name: str) -> None:
    for address in ("/sign-in", "/", "/static/house.css"):
        answer = doors.get(address, headers={"Host": name})
        assert answer.status_code == 421
        assert "set CALLASSIST_WEB" in answer.text
        assert OWN not in answer.text
    assert doors.post("/sign-in", headers={"Host": name}).status_code == 421
    for address in ("/healthz", "/hooks/healthz"):
        assert doors.get(address, headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    "name", [f"{OWN.upper()}:443", f"{OWN}.", "localhost:9000", "127.0.0.1:8000", "10.1.2.3", "[::1]:8000"]
)
def test_its_own_name_however_written_and_the_machines_number_are_shown_them(
    doors: Client, name: str
) -> None:
    assert doors.get("/sign-in", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("setting", ["CALLASSIST_WEB", "CALLASSIST_PORCH", "CALLASSIST_NETWORK"])
@pytest.mark.parametrize(
    "said", ["callassist.example.org", "https://", "ftp://a.example", "http://[x", "http://a:b"]
)
def test_an_address_that_is_not_whole_is_refused_with_the_setting_s_name(setting: str, said: str) -> None:
    with pytest.raises(Refusal, match=f"{setting}: “.*” is no whole address") as refused:
        settings.read({setting: said})
    assert "Write it like https://" in str(refused.value)


def test_editions_are_read_before_anybody_asks_and_searched_for_garbage_once(trial: Trial) -> None:
    house = replace(trial.house, shelf=Shelf(trial.house.database))
    row = house.database.keep(studies)[0]
    try:
        settle(house)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
    house.database.keep(lambda c: c.execute(delete(edition)))
    assert house.shelf.get(row.id, row.edition).digest == row.edition
