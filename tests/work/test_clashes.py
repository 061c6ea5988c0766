"""A time is agreed on only when her household, whoever rings and whoever interprets are free then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import appointments as kept
from callassist.work import appointments
from callassist.work.appointments import Wanted
from callassist.work.studies import load
from tests.booking_desk import KARIM, Desk
from tests.postgres import Server
from tests.stories.test_at_the_same_moment import PATIENCE, in_a_thread, somebody_waits
from tests.trial import at
from tests.web.houses import open_house, tiny_folder
from tests.work.trials import open_trial

MONDAY = at("2026-10-12 10:00")
HASNA = {"study_number": "T-132", "household": "H-132", "phone": "07700 900332", "full_name": "Hasna Miah"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_house(tmp_path)
    opened.clock.set(MONDAY)
    yield Desk(opened.house, opened.house.study("together"))
    opened.house.database.close()


def moved(desk: Desk, appointment: str, wall: str, *, named: bool = False) -> None:
    wanted = Wanted(datetime.fromisoformat(wall), None, named_by_her=named)
    appointments.move(desk.house, desk.samina, appointment, wanted, token=new_token())


def test_who_is_confirmed_for_her_is_not_moved_into_another_familys_call(desk: Desk) -> None:
    anwara, karim = desk.registers(), desk.registers(name="Abdul Karim", number=KARIM)
    agreed, case = desk.agrees("2026-10-15T17:30"), desk.case
    desk.confirms(desk.asks(anwara, "2026-10-15 17:30"))
    desk.joins(**HASNA)
    desk.asks(anwara, "2026-10-16 18:00")
    desk.case = case
    with pytest.raises(Refusal, match="interpreter I-01, who is confirmed for this interview"):
        moved(desk, agreed, "2026-10-16T17:30")
    assert desk.offered("2026-10-16 17:30") == [karim]
    moved(desk, agreed, "2026-10-16T17:15")


def test_a_time_at_which_nobody_could_interpret_is_agreed_only_if_she_named_it(desk: Desk) -> None:
    anwara = desk.registers()
    desk.asks(anwara, "2026-10-15 17:30")
    desk.joins(**HASNA)
    with pytest.raises(Refusal, match="no interpreter of her language could come then"):
        desk.agrees("2026-10-15T18:00")
    with pytest.raises(Refusal, match="no interpreter of her language could come then"):
        desk.agrees("2026-10-17T11:00")  # a Saturday, when Anwara does not work
    agreed = desk.agrees("2026-10-15T18:15")
    moved(desk, agreed, "2026-10-15T18:00", named=True)  # by the on-demand line


def test_a_register_that_knows_nobody_for_her_stands_in_no_ones_way(desk: Desk) -> None:
    desk.registers(languages="Romanian")
    assert desk.agrees("2026-10-15T17:30")


def test_two_of_a_household_are_never_wanted_at_once_whatever_it_is_for(desk: Desk) -> None:
    desk.agency()
    karim = desk.registers(name="Abdul Karim", number=KARIM, gender="male")
    desk.asks(karim, "2026-10-15 17:30")  # for Rahima, with no time agreed yet
    desk.joins(study_number="T-133", role="father", phone="07700 900333", full_name="Jamal Begum")
    with pytest.raises(Refusal, match="T-131 has an appointment at that time"):
        desk.agrees("2026-10-15T18:00")
    assert desk.offered("2026-10-15 18:00") == []
    assert desk.agrees("2026-10-15T18:15")


def test_a_time_that_moves_a_little_takes_its_own_interpreter_along(desk: Desk) -> None:
    anwara = desk.registers()
    agreed = desk.agrees("2026-10-15T17:30")
    desk.asks(anwara, "2026-10-15 17:30")
    moved(desk, agreed, "2026-10-15T17:45")
    with pytest.raises(Refusal, match="nobody there can come"):
        desk.asks(anwara, "2026-10-15 17:30")


def test_of_two_families_who_want_her_at_the_same_instant_one_gets_her(
    tmp_path: Path, database_url: str
) -> None:
    opened = open_trial(tmp_path, database_url)
    opened.clock.set(MONDAY)
    study = opened.house.study(load(opened.house, tiny_folder(), by="system").study_id)
    desk, samina, cases = Desk(opened.house, study), opened.works_here("Samina", study), []
    cases.append(desk.case.id)
    desk.joins(**HASNA)
    cases.append(desk.case.id)
    together, refused = threading.Barrier(2), []
    wanted = Wanted(datetime.fromisoformat("2026-10-15T17:30"), samina.id)

    def agrees(case_id: str) -> None:
        together.wait()
        try:
            appointments.book(opened.house, samina, case_id, wanted, token=new_token())
        except Refusal as refusal:
            refused.append(refusal.what)

    threads = [threading.Thread(target=agrees, args=(one,)) for one in cases]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(refused) == 1 and refused[0].endswith("has an appointment at that time.")
    opened.house.database.close()


@pytest.mark.postgres
def test_while_a_time_of_hers_is_being_agreed_another_family_waits(tmp_path: Path, postgres: Server) -> None:
    opened = open_trial(tmp_path, postgres.url_with_tables())
    opened.clock.set(MONDAY)
    study = opened.house.study(load(opened.house, tiny_folder(), by="system").study_id)
    desk, samina = Desk(opened.house, study), opened.works_here("Samina", study)
    wanted = Wanted(datetime.fromisoformat("2026-10-15T17:30"), samina.id)

    def agrees() -> str:
        return appointments.book(opened.house, samina, desk.case.id, wanted, token=new_token())

    with opened.house.database.engine.begin() as c:
        kept.lock(c, samina.id)
        thread, came = in_a_thread(agrees)
        assert somebody_waits(opened.house)
        assert came == []
    thread.join(PATIENCE)
    assert len(came) == 1
    opened.house.database.close()
