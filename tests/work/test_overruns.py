"""What an interview takes beyond the minutes that were booked is charged; every figure worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.interpreters.booking import BookingEvent
from callassist.interpreters.stay import overrun, stayed
from callassist.interpreters.terms import Terms
from callassist.privacy.tokens import new_id, new_token
from callassist.store.calls import call, leg
from callassist.store.lists import interpreting
from callassist.work import booking_came, bookings, interviews, leaving
from callassist.work.sittings import How, Manner
from callassist.work.studies import load
from tests.booking_desk import Desk
from tests.trial import at
from tests.web.houses import open_house, tiny_folder
from tests.work.trials import open_trial

BOOKED = Manner("syl", How.BOOKED)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Rahima's interpreter is confirmed for half past five: 45 minutes at £38 an hour, no fewest minutes."""
    opened = open_house(tmp_path)
    opened.clock.set(at("2026-10-12 10:00"))
    yield booked(Desk(opened.house, opened.house.study("together")))
    opened.house.database.close()


def booked(desk: Desk) -> Desk:
    desk.confirms(desk.asks(desk.registers(least_minutes="0"), "2026-10-12 17:30"))
    return desk


def it_is(desk: Desk, wall: str) -> None:
    assert isinstance(desk.house.clock, StandingClock)
    desk.house.clock.set(at(f"2026-10-12 {wall}"))


def begins(desk: Desk, wall: str) -> str:
    it_is(desk, wall)
    return interviews.start(desk.house, desk.case.id, BOOKED, by="samina", once=new_token())


def breaks_off(desk: Desk, interview_id: str, wall: str) -> None:
    it_is(desk, wall)
    leaving.break_off(
        desk.house, interview_id, "broke_off", None, by=desk.samina, once=new_token(), note="She had to go."
    )


def joins_the_call(desk: Desk, wall: str) -> None:
    """The interpreter's line joins a call of the case, and stays."""
    it_is(desk, wall)
    now, call_id = desk.house.now(), new_id()
    of_call = {"id": call_id, "study_id": desk.study.id, "case_id": desk.case.id, "direction": "out"}
    of_call |= {"cause": "hand:1", "token": "t1", "started_at": now, "good_until": now}
    of_leg = {"id": new_id(), "call_id": call_id, "study_id": desk.study.id, "part": "interpreter"}
    of_leg |= {"cause": "leg:1", "token": "t2", "state": "up", "made_at": now, "joined_at": now}
    desk.house.database.keep(lambda c: c.execute(insert(call), of_call))
    desk.house.database.keep(lambda c: c.execute(insert(leg), of_leg))


def stands(desk: Desk) -> tuple[str, int]:
    (one,) = desk.all()
    return one.state, one.paid


def test_within_the_booked_time_the_booking_is_paid_and_no_more(desk: Desk) -> None:
    breaks_off(desk, begins(desk, "17:33"), "18:15")
    assert stands(desk) == ("attended", 2850)  # 45 minutes of £38


def test_minutes_beyond_the_booked_ones_are_charged(desk: Desk) -> None:
    breaks_off(desk, begins(desk, "17:33"), "18:37:10")
    assert stands(desk) == ("attended", 4307)  # 68 minutes, from half past five, as the last is begun
    with desk.house.database.read() as c:
        (row,) = interpreting.of_bookings(c, desk.study.id)
    assert row.paid - row.pence == 1457


def test_one_who_knew_the_family_is_not_paid_for_the_rest_of_the_call(desk: Desk) -> None:
    talk = begins(desk, "17:33")
    (one,) = desk.all()
    booking_came.know_each_other(desk.house, desk.samina, one.id, token=new_token())
    breaks_off(desk, talk, "18:37:10")
    assert stands(desk) == ("attended", 2850)


def test_of_a_late_one_only_what_she_was_there_is_counted(desk: Desk) -> None:
    breaks_off(desk, begins(desk, "17:40"), "18:37:10")
    assert stands(desk) == ("late", 3674)  # 58 minutes


def test_one_who_waited_on_the_line_for_the_mother_did_not_come_late(desk: Desk) -> None:
    joins_the_call(desk, "17:29")
    breaks_off(desk, begins(desk, "17:41"), "18:20")
    assert stands(desk) == ("attended", 3230)  # 51 minutes from when she joined


def test_a_second_sitting_with_her_leaves_her_on_time_and_adds_its_minutes(desk: Desk) -> None:
    talk = begins(desk, "17:30")
    breaks_off(desk, talk, "17:40")
    it_is(desk, "17:50")
    interviews.resume(desk.house, talk, BOOKED, by="samina")
    assert stands(desk) == ("attended", 2850)
    breaks_off(desk, talk, "18:20")
    assert stands(desk) == ("attended", 3167)  # 50 minutes


def test_a_sitting_whose_page_was_lost_ends_when_something_was_last_kept_in_it(
    tmp_path: Path, database_url: str
) -> None:
    opened = open_trial(tmp_path, database_url)
    opened.clock.set(at("2026-10-12 10:00"))
    study = load(opened.house, tiny_folder(), by="system").study_id
    desk = booked(Desk(opened.house, opened.house.study(study)))
    joins_the_call(desk, "17:29")
    talk = begins(desk, "17:41")
    it_is(desk, "19:30")
    interviews.resume(desk.house, talk, Manner("syl", How.ON_DEMAND), by="samina")
    assert stands(desk) == ("attended", 2850)
    opened.house.database.close()


def test_by_hand_she_came_at_her_time_and_what_was_charged_stays(desk: Desk) -> None:
    breaks_off(desk, begins(desk, "17:33"), "18:37:10")
    (one,) = desk.all()
    it_is(desk, "21:00")
    bookings.mark(desk.house, desk.samina, one.id, BookingEvent.CAME_LATE, token=new_token())
    assert stands(desk) == ("late", 4307)
    (one,) = desk.all()
    assert one.came_at == at("2026-10-12 17:33")


def test_of_an_interview_on_paper_she_came_when_it_was_held_and_no_more_is_charged(desk: Desk) -> None:
    it_is(desk, "19:00")
    paper = Manner("syl", How.BOOKED, mode="paper", held_at=at("2026-10-12 17:32"))
    talk = interviews.start(desk.house, desk.case.id, paper, by="samina", once=new_token())
    breaks_off(desk, talk, "20:00")
    assert stands(desk) == ("attended", 2850)


def test_nobody_has_come_before_her_time(desk: Desk) -> None:
    (one,) = desk.all()
    it_is(desk, "16:30")
    with pytest.raises(Refusal, match="the time has not come yet"):
        bookings.mark(desk.house, desk.samina, one.id, BookingEvent.CAME, token=new_token())


@pytest.mark.parametrize(
    ("least", "minutes", "pence"),
    [(60, 45, 0), (60, 60, 0), (60, 61, 64), (0, 44, 0), (0, 46, 64), (0, 90, 2850)],
)
def test_the_fewest_minutes_that_are_paid_cover_an_overrun_first(
    least: int, minutes: int, pence: int
) -> None:
    assert overrun(Terms(3800, least), 45, minutes) == pence


def test_who_was_there_early_is_paid_from_then() -> None:
    came, went, booked = at("2026-10-12 17:10"), at("2026-10-12 18:00"), at("2026-10-12 17:30")
    assert stayed(booked, came, went, late=False) == 50
    assert stayed(booked, booked, went, late=False) == 30
