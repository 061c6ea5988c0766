"""Times are agreed, offered, booked and paid for as long as the study says for each language and dialect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from callassist.store import planning
from callassist.store.texts import message
from callassist.work.agency_people import asking
from callassist.work.house import Shelf
from callassist.work.studies import load
from tests.booking_desk import Desk
from tests.trial import at
from tests.web.houses import open_house, tiny_folder

ROWS = b"""
[[interpreting.length]]
language = "syl"
factor = 1.0

[[interpreting.length]]
language = "syl"
dialect = "Habiganj"
factor = 1.2

[[interpreting.length]]
language = "ur"
own_factor = 1.3
"""
URDU = {"spoken": "Urdu", "reads": "Urdu", "texts_in": "Urdu", "interpreter": "no", "interpreter_gender": ""}
THIRD = {"study_number": "T-133", "household": "H-133", "phone": "07700 900333", "full_name": "Shirin Ali"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_house(tmp_path)
    opened.clock.set(at("2026-10-12 10:00"))
    house = replace(opened.house, shelf=Shelf(opened.house.database))  # the tests' own holds one edition
    files = tiny_folder()
    files["study.toml"] += ROWS
    load(house, files, by="test")
    yield Desk(house, house.study("together"))
    house.database.close()


def minutes(desk: Desk) -> int:
    """For how long the appointment of the family at the desk is held free."""
    with desk.house.database.read() as c:
        (one,) = planning.appointments_of(c, desk.case.id)
    return int(one.minutes)


def test_a_language_that_takes_no_longer_is_booked_paid_and_told_so(desk: Desk) -> None:
    anwara, agency = desk.registers(least_minutes="0"), desk.agency()
    desk.agrees("2026-10-15T17:30")
    assert minutes(desk) == 30
    booked = desk.booking(desk.asks(anwara, "2026-10-15 17:30"))
    assert (booked.minutes, booked.pence, booked.charge) == (30, 1900, 950)  # half an hour at £38
    with desk.house.database.read() as c:
        (text,) = c.execute(select(message).where(message.c.recipient == "interpreter")).all()
    assert text.more["values"]["minutes"] == "30"
    desk.joins(**{**THIRD, "study_number": "T-132", "household": "H-132"})
    assert desk.offered("2026-10-15 17:45") == [agency]
    assert anwara in desk.offered("2026-10-15 18:00")  # 45 minutes would have held her till a quarter past
    sheet = asking(desk.house, desk.study, desk.booking(desk.asks(agency, "2026-10-15 18:00")))
    assert sheet.minutes == 30


def test_a_dialect_has_a_length_of_its_own(desk: Desk) -> None:
    desk.joins(**THIRD, dialect="Habiganj")
    desk.agrees("2026-10-15T17:30")
    assert minutes(desk) == 36


def test_whoever_speaks_it_herself_needs_as_long_as_its_row_says(desk: Desk) -> None:
    desk.joins(**THIRD, **URDU)
    desk.agrees("2026-10-15T17:30")
    assert minutes(desk) == 39
