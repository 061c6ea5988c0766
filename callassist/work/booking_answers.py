"""An interpreter's YES or NO by text settles what she was asked for; anything else waits for a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from callassist.errors import Stale
from callassist.interpreters.booking import ASKED, BookingEvent, BookingState, moved
from callassist.messages.inbound import InboundText
from callassist.messages.understand import Kind, understand
from callassist.privacy.index import number_index
from callassist.store import bookings, inboxes, interpreters, lookups
from callassist.store.database import Connection
from callassist.work.booking_requests import SAID_NO, ask_next, leave_task
from callassist.work.booking_texts import BOOKING_CONFIRMED, BOOKING_WHICH, tell
from callassist.work.booking_times import promise
from callassist.work.house import SYSTEM, House, Running
from callassist.work.verb import Line, again, keep

_REFERENCE = re.compile(r"\bB\s*[-–]?\s*(\d{4,})\b", re.I)
EVENTS = {Kind.YES: BookingEvent.CONFIRMED, Kind.NO: BookingEvent.DECLINED}


@again
def answered(house: House, row: Any, text: InboundText, studies: Sequence[Running]) -> bool:
    """Work a text of an interpreter who was asked for something; False leaves it to those who read texts.

    A number that a family has as well is nobody's for a program to tell: a person reads it.
    """
    for running in studies:
        index = number_index(house.keys, running.id, text.sender)
        with house.database.read() as c:
            people = interpreters.on_number(c, running.id, index)
            rows = bookings.of_interpreter(c, people[0].id) if len(people) == 1 else ()
            shared = bool(people) and bool(lookups.on_number(c, running.id, index))
        if len(people) == 1 and not shared:
            return _settle(house, running, row, text, rows)
    return False


def _settle(house: House, running: Running, row: Any, text: InboundText, rows: Sequence[Any]) -> bool:
    named = _REFERENCE.search(text.body)
    said = understand(_REFERENCE.sub(" ", text.body), ("en-GB",))
    if said.kind not in EVENTS or not said.clear:
        return False
    event, now = EVENTS[said.kind], house.now()
    meant = _meant(rows, named[1] if named else "", event)
    if not meant:
        return False
    if len(meant) > 1:
        _ask_which(house, running, row, meant[0], now)
        return True
    _keep(house, running, row, meant[0], event, now)
    if event is BookingEvent.DECLINED:
        ask_next(house, meant[0].id)
    return True


def _meant(rows: Sequence[Any], named: str, event: BookingEvent) -> list[Any]:
    """What an answer can mean: what it names, else what still waits for one."""
    if named:
        return [one for one in rows if one.reference == f"B-{int(named):04d}"]
    waiting = [one for one in rows if one.state in ASKED]
    return waiting or (list(rows) if event is BookingEvent.DECLINED else [])


def _keep(house: House, running: Running, row: Any, booking: Any, event: BookingEvent, now: datetime) -> None:
    state = BookingState(booking.state)
    following = moved(state, event)
    values = {"state": following, "answered_at": now, "changed_at": now}
    if event is BookingEvent.CONFIRMED:
        values["gender_said"] = booking.interpreter_gender

    def work(c: Connection) -> None:
        if not inboxes.worked(c, row.id, now, f"booking {event}"):
            return
        if following is not state and not bookings.move(c, booking.id, booking.state, **values):
            raise Stale
        if following is not state and event is BookingEvent.CONFIRMED:
            tell(c, house, running, booking, BOOKING_CONFIRMED, "confirmed", now)
            promise(c, booking.case_id, booking.starts_at, now)
        if state is BookingState.CONFIRMED and following is BookingState.DECLINED:
            leave_task(c, booking, "withdrawn", SAID_NO, now)

    line = Line(SYSTEM, f"booking {event}", now, running.id, booking.id, {"source": "text", "inbox": row.id})
    keep(house, line, work)
    house.wake("send")


def _ask_which(house: House, running: Running, row: Any, booking: Any, now: datetime) -> None:
    def work(c: Connection) -> None:
        if inboxes.worked(c, row.id, now, "booking: which one?"):
            tell(c, house, running, booking, BOOKING_WHICH, f"which:{row.id[-12:]}", now)

    keep(house, Line(SYSTEM, "ask which booking", now, running.id, booking.id), work)
    house.wake("send")
