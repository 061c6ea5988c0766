"""Bookings follow the appointments they were made for: by themselves where nobody has promised anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Stale
from callassist.interpreters.booking import BookingState
from callassist.interpreters.following import Agreed, Fate, Then, fate, follows
from callassist.store import appointments, bookings
from callassist.store.database import Connection
from callassist.work.booking_requests import ask_next, leave_task
from callassist.work.booking_texts import BOOKING_CANCELLED, tell
from callassist.work.house import SYSTEM, House, Running
from callassist.work.verb import Line, keep

RUNG = ("open", "waiting")
WONDER = timedelta(hours=2)
TELL_AGENCY = "An agency was asked for a time that no longer stands. Tell it that this one is off: "
DID_SHE_COME = "Nobody has said whether the interpreter came. Say it on the page of bookings."


def follow(house: House) -> int:
    """Look at every booking that lies ahead, and do what its appointment asks for; how many were moved on."""
    with house.database.read() as c:
        rows = bookings.live(c)
        agreed = {one.case_id: one for study in {r.study_id for r in rows} for one in _standing(c, study)}
    if not rows:
        return 0
    running, now = {one.id: one for one in house.studies()}, house.now()
    return sum(_look(house, running[row.study_id], row, agreed, now) for row in rows)


def became(row: Any, now: datetime) -> Fate:
    """What became of the time that a booking (as store.bookings gives it) was made for."""
    if row.case_state not in RUNG:
        return Fate.GONE
    if row.state != BookingState.CONFIRMED and row.starts_at <= now:
        return Fate.GONE
    if row.appointment_id is None:
        return Fate.SAME
    stands = row.appointment_state in appointments.STANDING or row.appointment_state in ("kept", "missed")
    return fate(row.starts_at, Agreed(row.agreed_at, stands))


def _standing(c: Connection, study_id: str) -> list[Any]:
    return list(bookings.standing(c, study_id, datetime.fromisoformat("2000-01-01T00:00+00:00")))


def _look(house: House, running: Running, row: Any, agreed: Mapping[str, Any], now: datetime) -> int:
    own = agreed.get(row.case_id)
    if row.appointment_id is None and own is not None and own.starts_at == row.starts_at:
        return _change(house, row, "follow appointment", {"appointment_id": own.id}, now)
    match follows(BookingState(row.state), became(row, now)):
        case Then.CANCEL:
            return _cancel(house, running, row, now)
        case Then.ASK_AGAIN:
            return _ask_again(house, running, row, now)
        case Then.DECIDE:
            return _task(house, row, *_decide(running, row), now)
        case Then.NOTHING:
            over = row.starts_at + timedelta(minutes=row.minutes) + WONDER <= now
            return _task(house, row, "came", DID_SHE_COME, now) if over else 0


def _decide(running: Running, row: Any) -> tuple[str, str]:
    """The cause and the words of a task: nobody's name, what it is about, and until when it costs nothing."""
    until = row.free_until.astimezone(ZoneInfo(running.edition.protocol.study.zone))
    price = f"Free to cancel until {until:%a} {until.day} {until:%b %H:%M}, then £{row.charge / 100:.2f}."
    if row.case_state in RUNG and row.appointment_state in appointments.STANDING:
        what = "The appointment has moved. Ask the interpreter for the new time, or cancel."
        return f"moved:{row.agreed_at:%Y%m%d%H%M}", f"{what} {row.reference}. {price}"
    return (
        "gone",
        f"An interpreter is booked for a time that no longer stands. Cancel {row.reference}. {price}",
    )


def _cancel(house: House, running: Running, row: Any, now: datetime) -> int:
    """Nobody had promised anything, so it costs nothing; who was asked is told."""
    values = {"state": BookingState.CANCELLED, "ended_at": now, "paid": 0, "why": "appointment gone"}
    return _change(house, row, "booking cancelled", values, now, running)


def _ask_again(house: House, running: Running, row: Any, now: datetime) -> int:
    values = {"state": BookingState.CANCELLED, "ended_at": now, "paid": 0, "why": "appointment moved"}
    done = _change(house, row, "booking cancelled", values, now, running)
    if done:
        ask_next(house, row.id, starts_at=row.agreed_at)
    return done


def _change(
    house: House,
    row: Any,
    verb: str,
    values: Mapping[str, Any],
    now: datetime,
    running: Running | None = None,
) -> int:
    def work(c: Connection) -> int:
        if not bookings.move(c, row.id, row.state, **values, changed_at=now):
            raise Stale
        if running is not None:
            tell(c, house, running, row, BOOKING_CANCELLED, "cancelled", now)
            if row.agency_id is not None and row.starts_at > now:  # it gets no text, and would send somebody
                leave_task(c, row, "off", f"{TELL_AGENCY}{row.theirs or row.reference}.", now)
        return 1

    try:
        return keep(house, Line(SYSTEM, verb, now, row.study_id, row.id), work)
    except Stale:
        return 0  # the next round reads what it is now


def _task(house: House, row: Any, cause: str, words: str, now: datetime) -> int:
    with house.database.read() as c:
        if bookings.has_task(c, row.id, cause):
            return 0
    keep(
        house,
        Line(SYSTEM, "leave task", now, row.study_id, row.case_id),
        lambda c: leave_task(c, row, cause, words, now),
    )
    return 1
