"""Bookings under pressure: late refusals, two at once, a second for the same call, bounds at their edge."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.interpreters.booking import BookingEvent
from callassist.privacy.tokens import new_token
from callassist.store import attempts
from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.work import agency_people, appointments, booking_came, bookings
from callassist.work.appointments import Wanted
from callassist.work.booking_follow import follow
from callassist.work.booking_offers import asked_of, found
from callassist.work.studies import load
from tests.booking_desk import KARIM, Desk
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


def test_whoever_says_no_after_all_leaves_a_task_however_it_was_said(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-15 17:30")
    karim = desk.registers(name="Abdul Karim", number=KARIM)
    desk.confirms(booked)
    bookings.decline(desk.house, desk.samina, booked, token=new_token())
    assert any("cannot come after all" in words for words in desk.tasks())
    assert [one.interpreter_id for one in desk.all() if one.state == "requested"] == [karim]


def test_two_are_not_paid_for_one_call(desk: Desk) -> None:
    desk.confirms(desk.asks(desk.registers(), "2026-10-15 17:30"))
    karim = desk.registers(name="Abdul Karim", number=KARIM)
    with pytest.raises(Refusal, match="B-0001 is confirmed for that time"):
        desk.asks(karim, "2026-10-15 18:00")
    desk.asks(karim, "2026-10-16 17:30")


def test_nobody_is_offered_before_the_window_opens(desk: Desk) -> None:
    anwara, opens = desk.registers(), at("2026-10-15 00:00")
    later = update(case_).where(case_.c.id == desk.case.id).values(state="waiting", opens_at=opens)
    desk.house.database.keep(lambda c: c.execute(later))
    with desk.house.database.read() as c:
        row = attempts.case(c, desk.case.id)
        offers = found(c, desk.study, row, asked_of(c, desk.study, row), desk.house.now())
    assert offers[0].starts_at == at("2026-10-15 09:00")
    with pytest.raises(Refusal, match="nobody there can come"):
        desk.asks(anwara, "2026-10-14 17:30")


def test_an_interview_ends_before_the_safe_hours_do(desk: Desk) -> None:
    desk.registers()
    desk.joins(**HASNA, safe_times="Mon-Fri 09:00-12:15, 12:30-15:00")
    for wall in ("2026-10-15T14:30", "2026-10-15T12:00"):  # 45 minutes: past three, and over the quarter
        with pytest.raises(Refusal, match="some of its 45 minutes lie outside the safe hours"):
            desk.agrees(wall)
    agreed = desk.agrees("2026-10-15T14:15")
    late = Wanted(datetime.fromisoformat("2026-10-16T14:30"), None)
    with pytest.raises(Refusal, match="outside the safe hours"):
        appointments.move(desk.house, desk.samina, agreed, late, token=new_token())


def test_after_one_who_did_not_come_the_next_booked_is_who_came(desk: Desk) -> None:
    anwara, karim = desk.registers(), desk.registers(name="Abdul Karim", number=KARIM)
    first = desk.asks(anwara, "2026-10-12 17:30")
    desk.confirms(first)
    assert isinstance(desk.house.clock, StandingClock)
    desk.house.clock.set(at("2026-10-12 17:36"))
    bookings.mark(desk.house, desk.samina, first, BookingEvent.NOT_COME, token=new_token())
    second = desk.asks(karim, "2026-10-12 17:45")
    desk.confirms(second)
    now = desk.house.now() + timedelta(minutes=1)
    assert desk.house.database.keep(lambda c: booking_came.joined(c, desk.case.id, now)) == second
    assert (desk.booking(first).state, desk.booking(second).state) == ("not_come", "attended")


def test_an_agency_that_was_asked_for_a_time_that_is_off_is_told_by_somebody(desk: Desk) -> None:
    agency = desk.agency()
    agreed = desk.agrees("2026-10-15T17:30")
    desk.asks(agency, "2026-10-15 17:30")
    appointments.cancel(desk.house, desk.samina, agreed, token=new_token())
    follow(desk.house)
    assert [one.state for one in desk.all()] == ["cancelled"]
    (words,) = desk.tasks()
    assert words.endswith("Tell it that this one is off: B-0001.")


def test_after_a_no_nobody_else_is_asked_for_a_family_that_is_not_to_be_rung(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-15 17:30")
    desk.registers(name="Abdul Karim", number=KARIM)
    stopped = (
        update(participant).where(participant.c.id == desk.case.participant_id).values(stopped_at=MONDAY)
    )
    desk.house.database.keep(lambda c: c.execute(stopped))
    bookings.decline(desk.house, desk.samina, booked, token=new_token())
    assert [one.state for one in desk.all()] == ["declined"]


def test_of_families_booked_at_the_same_instant_each_has_a_reference_and_one_woman_is_not_sent_to_two(
    tmp_path: Path, database_url: str
) -> None:
    opened = open_trial(tmp_path, database_url)
    opened.clock.set(MONDAY)
    study = opened.house.study(load(opened.house, tiny_folder(), by="system").study_id)
    desks = [Desk(opened.house, study)]
    for nth in range(4):
        other = Desk.__new__(Desk)
        other.__dict__.update(desks[0].__dict__)
        other.joins(
            study_number=f"T-14{nth}",
            household=f"H-14{nth}",
            phone=f"07700 90034{nth}",
            full_name=f"Mina {'ABCD'[nth]}",
        )
        desks.append(other)
    agency = desks[0].agency()
    booked = together(desks, lambda desk: desk.asks(agency, "2026-10-15 17:30"))
    assert sorted(desks[0].booking(one).reference for one in booked) == [f"B-000{n}" for n in range(1, 6)]

    (first,) = desks[0].all()
    agency_people.name_interpreter(opened.house, desks[0].samina, first.id, "Rina", token=new_token())
    bookings.cancel(opened.house, desks[0].samina, first.id, agreed=0, token=new_token())

    def names(desk: Desk) -> str:
        (one,) = desk.all()
        return agency_people.name_interpreter(desk.house, desk.samina, one.id, "Rina", token=new_token())

    assert len(together(desks[1:], names)) == 1
    opened.house.database.close()


def together(desks: list[Desk], does: Callable[[Desk], str]) -> list[str]:
    """What each got who was not refused, all at the same instant; whatever else was raised is raised."""
    start = threading.Barrier(len(desks))
    got: list[str] = []
    wrong: list[Exception] = []

    def one(desk: Desk) -> None:
        start.wait()
        try:
            got.append(does(desk))
        except Refusal:
            pass
        except Exception as other:
            wrong.append(other)

    threads = [threading.Thread(target=one, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    return got
