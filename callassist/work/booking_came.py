"""What a call says of a booking: she joined, she did not come, or they know each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.interpreters.booking import CAME, BookingEvent, BookingState, moved
from callassist.interpreters.stay import AFTER, BEFORE, MINUTE, overrun, stayed
from callassist.interpreters.terms import Terms
from callassist.store import bookings, interpreters, sittings
from callassist.store.database import Connection
from callassist.store.lists import interpreting
from callassist.work.actor import Actor
from callassist.work.booking_offers import terms
from callassist.work.booking_requests import WHERE, booking_of
from callassist.work.house import House
from callassist.work.interpreters import keep_exclusion
from callassist.work.once import keep_once
from callassist.work.verb import Line, again

GRACE = timedelta(minutes=5)


def of_now(rows: list[Any] | tuple[Any, ...], now: datetime) -> Any | None:
    """The booking of a case that a call at this moment would be held with, or None.

    Where another was booked after one did not come, it is that one's call.
    """
    near = [one for one in rows if one.state in _HELD and -BEFORE <= now - one.starts_at <= AFTER]
    return min(near, key=lambda one: (one.state == _S.NOT_COME, abs(one.starts_at - now)), default=None)


_S = BookingState
_HELD = (_S.CONFIRMED, _S.ATTENDED, _S.LATE, _S.NOT_COME)


def joined(c: Connection, case_id: str, now: datetime) -> str | None:
    """Inside the start of a sitting held with who was booked: she came. The booking's id, if there is one.

    She came when her line joined the call, though the mother may have been reached later; by hand, now. A
    second sitting with her changes nothing.
    """
    row = of_now(list(bookings.of_case(c, case_id)), now)
    if row is None:
        return None
    if row.state not in CAME:
        came = interpreting.on_the_line(c, case_id, row.starts_at - BEFORE) or now
        late = came - row.starts_at >= GRACE + MINUTE  # as clocks show it, whatever the seconds
        event = BookingEvent.CAME_LATE if late else BookingEvent.CAME
        _keep(c, row, event, now, came_at=came, paid=row.pence)
    return str(row.id)


def went(c: Connection, interview_id: str, at: datetime) -> None:
    """Inside the end of a sitting at a moment: whoever was booked for it stayed until then.

    What goes over the booked minutes is charged, at the price that the register has by now.
    """
    for booking_id in sittings.booked_open(c, interview_id):
        row = bookings.one(c, booking_id)
        if row is None or row.state not in CAME or row.why == bookings.KNEW or row.came_at is None:
            continue
        minutes = stayed(row.starts_at, row.came_at, at, late=row.state == BookingState.LATE)
        over = overrun(_terms(c, row), row.minutes, minutes)
        values = {"went_at": at, "paid": max(row.paid or 0, row.pence + over), "changed_at": at}
        if not bookings.move(c, row.id, row.state, **values):
            raise Stale


def _terms(c: Connection, row: Any) -> Terms:
    """What the provider of a booking is paid: an agency by its own terms, whomever it sends."""
    if row.agency_id is not None:
        return terms(interpreters.one_agency(c, row.agency_id))
    return terms(interpreters.one(c, row.interpreter_id))


def absent(c: Connection, case_id: str, at: datetime) -> None:
    """Inside the log of an attempt: she did not come."""
    row = of_now(list(bookings.of_case(c, case_id)), at)
    if row is not None and row.state == BookingState.CONFIRMED:
        _keep(c, row, BookingEvent.NOT_COME, at, paid=0)


def _keep(c: Connection, row: Any, event: BookingEvent, now: datetime, **values: Any) -> None:
    state = BookingState(row.state)
    following = moved(state, event)
    if following is state:
        return
    if not bookings.move(c, row.id, state, state=following, changed_at=now, ended_at=now, **values):
        raise Stale


@again
def know_each_other(house: House, actor: Actor, booking_id: str, *, token: str) -> str:
    """Keep that interpreter and parent know each other: she goes, and is never offered to them again.

    Of one that an agency sent without a name only the booking says so, for whoever books the next one.
    """
    row, now = booking_of(house, actor, booking_id), house.now()
    if now < row.starts_at - BEFORE:
        raise Refusal(
            WHERE,
            "the call is not yet.",
            "Tell the trial manager, who writes into the register whom she knows.",
        )
    state = BookingState(row.state)
    following = state if state in CAME else moved(state, BookingEvent.CAME)

    def work(c: Connection) -> str:
        values = {
            "state": following,
            "why": bookings.KNEW,
            "paid": row.pence,
            "ended_at": now,
            "changed_at": now,
        }
        if not bookings.move(c, row.id, row.state, **values):
            raise Stale
        if row.interpreter_id is not None:
            keep_exclusion(c, row.study_id, row.interpreter_id, row.participant_id, "call", actor.id, now)
        return booking_id

    line = Line(actor.id, "know each other", now, row.study_id, booking_id)
    return keep_once(house, line, token, work)
