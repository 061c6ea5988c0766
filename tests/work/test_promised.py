"""Nothing is promised to a parent in writing before an interpreter is arranged for the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from callassist.clock import StandingClock
from callassist.privacy.tokens import new_token
from callassist.store.texts import message
from callassist.work import appointments, bookings
from callassist.work.appointments import Wanted
from callassist.work.plan import plan
from callassist.work.studies import load
from tests.booking_desk import Desk
from tests.trial import at
from tests.web.houses import tiny_folder
from tests.work.trials import open_trial

IOANA = {
    "study_number": "T-133",
    "household": "H-133",
    "phone": "07700 900333",
    "full_name": "Ioana Popa",
    "spoken": "Romanian",
    "reads": "Romanian",
    "texts_in": "Romanian",
}


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    """Ioana speaks and reads Romanian, for which the register has an agency and nobody of ours."""
    opened = open_trial(tmp_path, database_url)
    opened.clock.set(at("2026-10-12 10:00"))
    found = Desk(opened.house, opened.house.study(load(opened.house, tiny_folder(), by="system").study_id))
    found.joins(**IOANA)
    yield found
    opened.house.database.close()


def texts(desk: Desk, wall: str = "2026-10-12 10:01") -> list[str]:
    """What is planned for her about the time, once the clock stands there."""
    assert isinstance(desk.house.clock, StandingClock)
    desk.house.clock.set(at(wall))
    plan(desk.house)
    query = select(message.c.template).where(
        message.c.participant_id == desk.case.participant_id, message.c.appointment_id.is_not(None)
    )
    with desk.house.database.read() as c:
        return sorted(c.execute(query).scalars())


def moves(desk: Desk, agreed: str, wall: str, *, named: bool = False) -> None:
    wanted = Wanted(datetime.fromisoformat(wall), None, named_by_her=named)
    appointments.move(desk.house, desk.samina, agreed, wanted, token=new_token())


def test_with_an_agency_she_is_told_once_it_has_confirmed_and_again_when_it_moves(desk: Desk) -> None:
    agency = desk.agency()
    agreed = desk.agrees("2026-10-16T17:30")
    booked = desk.asks(agency, "2026-10-16 17:30")
    assert texts(desk) == []
    assert texts(desk, "2026-10-13 12:00") == []  # two days ahead the reminder waits too
    desk.confirms(booked)
    assert texts(desk, "2026-10-13 12:05") == ["booked", "reminder_24h"]
    moves(desk, agreed, "2026-10-20T17:30")
    bookings.cancel(desk.house, desk.samina, booked, agreed=0, token=new_token())
    assert "moved" not in texts(desk, "2026-10-13 12:10")
    desk.confirms(desk.asks(agency, "2026-10-20 17:30"))
    assert "moved" in texts(desk, "2026-10-13 12:15")


def test_of_ours_the_hours_are_known_so_asking_is_enough(desk: Desk) -> None:
    hers = desk.registers(languages="Romanian")
    desk.agrees("2026-10-16T17:30")
    assert texts(desk) == []
    desk.asks(hers, "2026-10-16 17:30")
    assert "booked" in texts(desk, "2026-10-12 10:05")


def test_a_time_that_she_named_may_be_interpreted_by_the_line_and_is_promised_at_once(desk: Desk) -> None:
    desk.agency()
    wanted = Wanted(datetime.fromisoformat("2026-10-16T17:30"), None, named_by_her=True)
    appointments.book(desk.house, desk.samina, desk.case.id, wanted, token=new_token())
    assert "booked" in texts(desk)


def test_where_the_register_has_nobody_for_her_nothing_waits(desk: Desk) -> None:
    desk.agrees("2026-10-16T17:30")
    assert "booked" in texts(desk)
