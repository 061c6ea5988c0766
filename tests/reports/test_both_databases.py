"""Every reading of the manager's pages, and every decision, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from callassist.clock import StandingClock
from callassist.exports import rows
from callassist.exports.dataset import Wanted
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_token
from callassist.store.database import Database
from callassist.store.lists import allocation_file
from callassist.store.lists import dataset as lists
from callassist.store.schema import metadata
from callassist.web.app import create_app
from callassist.work import cohorts, holding, pauses, stopping
from callassist.work.house import House, Shelf
from callassist.work.plan import plan
from callassist.work.staff import add_staff, grant
from callassist.work.studies import load
from tests.reports.deciding import book, case_of, text_of
from tests.reports.families import at, enrol
from tests.web.houses import PASSWORD, THURSDAY, tiny_folder

PAGES = (
    "/morning",
    "/going-out",
    "/replies",
    "/families",
    "/families?number=T-0",
    "/families/T-014",
    "/sites",
    "/people",
    "/vouchers",
    "/completion",
    "/completion.csv",
    "/data",
    "/editions",
    "/import",
)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    database = Database(database_url)
    metadata.create_all(database.engine)
    keys = Keyring.parse(Keyring.fresh())
    yield House(
        database=database,
        clock=StandingClock(THURSDAY),
        keys=keys,
        sealer=Sealer(keys),
        shelf=Shelf(database),
        network=None,
        gate=None,
        public_url="https://calls.example.org",
    )
    database.close()


def test_a_managers_day(house: House) -> None:
    study_id = load(house, tiny_folder(), by="test").study_id
    person = enrol(house, study_id, "T-014", arm="programme", child="Imran")
    other = enrol(house, study_id, "T-015", mobile="+447700900215", arm="waiting_list", spoken="ur")
    enrol(house, study_id, "T-060", mobile="+447700900260", site="northside", cohort="north_jun26")
    book(house, person, at(10, 12))
    plan(house)
    helen = add_staff(house, by="test", sign_in="helen", name="Helen Marsh", password=PASSWORD)
    tom = add_staff(house, by="test", sign_in="tom", name="Tom", password=PASSWORD, languages=["en-GB"])
    for who, role in ((helen, "manager"), (helen, "inbox"), (tom, "interviewer")):
        grant(house, by="test", staff_id=who, role=role, study_id=study_id)
    app = create_app(house)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/sign-in", data={"name": "helen", "password": PASSWORD})
    for page in PAGES:
        assert browser.get(page).status_code in (200, 303), page
    assert "Give to Tom" in browser.get("/morning").text
    decide(house, study_id, person)
    stopping.stop_family(
        house, by=helen, participant_id=other, loss=stopping.Loss("bereaved"), token=new_token()
    )
    assert case_of(house, other).state == "stopped"
    for page in PAGES:
        assert browser.get(page).status_code in (200, 303), page
    exported(house, study_id)


def decide(house: House, study_id: str, person: str) -> None:
    reminder = text_of(house, person, "reminder_24h").id
    who = {"by": "helen", "study_id": study_id}
    holding.hold(house, **who, message_id=reminder, token=new_token())
    ways: dict[str, Any] = {**who, "scope": "site", "of": "luton", "why": "A complaint."}
    pause_id = pauses.pause(house, **ways, token=new_token())
    pauses.resume(house, **who, pause_id=pause_id, token=new_token())
    assert holding.release(house, **who, message_ids=[reminder], token=new_token()) == "1"
    running = house.study(study_id)
    shown = cohorts.preview(house, running, "luton_jun26", date(2026, 10, 12))
    assert shown.participants == 2


def exported(house: House, study_id: str) -> None:
    wanted = Wanted(study_id, "together", "rehearsal", "", house.now(), "en-GB")
    strands, nobody = ("trial",), frozenset[str]()
    with house.database.read() as c:
        people = [number for number, *_more in rows.people(c, wanted, strands, nobody)]
        assert people == ["T-014", "T-015", "T-060"]
        assert len(list(rows.cases(c, wanted, strands, nobody))) == 9
        assert list(rows.contacts(c, wanted, strands, nobody)) == []
        assert list(lists.interviews(c, study_id, strands)) == []
        assert lists.not_finished(c, study_id) == {}
        assert [row.arm for row in allocation_file.rows(c, study_id)] == ["programme", "waiting_list"]
