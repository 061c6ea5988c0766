"""What becomes of a booking: offered, confirmed, declined, taken back at its price, and who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.interpreters.booking import BookingEvent, BookingState, moved
from callassist.interpreters.register import Gender
from callassist.interpreters.stay import BEFORE
from callassist.privacy.sealing import place
from callassist.store import attempts, bookings
from callassist.store.database import Connection
from callassist.work.actor import Actor
from callassist.work.booking_requests import SAID_NO, WHERE, ask_next, booking, booking_of, leave_task
from callassist.work.booking_texts import BOOKING_CANCELLED, BOOKING_CONFIRMED, tell
from callassist.work.booking_times import promise
from callassist.work.house import House, Running
from callassist.work.once import keep_once
from callassist.work.verb import Line, again


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a provider said when confirming: its reference, the code to say or digits to send, the gender."""

    theirs: str = ""
    code: str = ""
    digits: str = ""
    gender: str = ""


@again
def note_offer(house: House, actor: Actor, booking_id: str, gender: str, *, token: str) -> str:
    """Keep that a provider can give somebody, and of which gender; it waits for our yes."""
    said = gender if gender in set(Gender) else None
    return _happens(house, actor, booking_id, BookingEvent.OFFERED, {"gender_said": said}, token=token)


@again
def confirm(house: House, actor: Actor, booking_id: str, told: Confirmation, *, token: str) -> str:
    """Keep that a booking is confirmed, with what is said or sent when the line is rung."""
    for where, said in (("Their reference", told.theirs), ("Code to say", told.code)):
        if len(said) > 80:
            raise Refusal(where, "it is longer than 80 characters.", "Make it shorter.")
    if told.digits and not (len(told.digits) <= 32 and set(told.digits) <= set("0123456789*#wW")):
        raise Refusal(
            "Digits to send",
            "they hold something else than 0 to 9, * and #.",
            "Write at most 32; w waits half a second.",
        )

    def seal(column: str, said: str) -> bytes | None:
        study = booking(house, booking_id).study_id
        return house.sealer.seal(study, said, place(f"booking.{column}", booking_id)) if said else None

    values = {
        "theirs": told.theirs.strip() or None,
        "code": seal("code", told.code.strip()),
        "digits": seal("digits", told.digits.strip()),
        "answered_at": house.now(),
    }
    if told.gender in set(Gender):
        values["gender_said"] = told.gender
    return _happens(
        house, actor, booking_id, BookingEvent.CONFIRMED, values, token=token, text=BOOKING_CONFIRMED
    )


def decline(house: House, actor: Actor, booking_id: str, *, token: str) -> str | None:
    """Keep that a provider cannot come, and ask the next of ours; the new booking's id, or None."""
    _happens(house, actor, booking_id, BookingEvent.DECLINED, {"answered_at": house.now()}, token=token)
    return ask_next(house, booking_id, by=actor.id)


def price_now(row: Any, now: datetime) -> int:
    """What taking a booking back costs at this moment, in pence."""
    if row.state != BookingState.CONFIRMED or now < row.free_until:
        return 0
    return int(row.charge)


@again
def cancel(house: House, actor: Actor, booking_id: str, *, agreed: int, token: str) -> str:
    """Take a booking back. `agreed`: the price in pence that whoever cancels was shown and said yes to."""
    row, now = booking(house, booking_id), house.now()
    price = price_now(row, now)
    if price > agreed:
        raise Refusal(
            "Cancelling",
            f"it costs £{price / 100:.2f} now, and was not agreed to.",
            "Look at the price, then say again that it is to be cancelled.",
        )
    values = {"ended_at": now, "paid": price, "why": "inside the charge" if price else "free"}
    return _happens(
        house, actor, booking_id, BookingEvent.CANCELLED, values, token=token, text=BOOKING_CANCELLED
    )


@again
def mark(house: House, actor: Actor, booking_id: str, event: BookingEvent, *, token: str) -> str:
    """Keep by hand who came, came late, or did not come."""
    row, now = booking(house, booking_id), house.now()
    if now < (row.starts_at if event is BookingEvent.NOT_COME else row.starts_at - BEFORE):
        raise Refusal(WHERE, "the time has not come yet.", "Cancel the booking, if it is not wanted.")
    if event is BookingEvent.NOT_COME:
        values = {"paid": 0, "came_at": None, "ended_at": now}
    else:
        values = {"paid": row.paid or row.pence, "came_at": row.came_at or row.starts_at, "ended_at": now}
    return _happens(house, actor, booking_id, event, values, token=token)


def _happens(
    house: House,
    actor: Actor,
    booking_id: str,
    event: BookingEvent,
    values: dict[str, Any],
    *,
    token: str,
    text: str = "",
) -> str:
    """Let an event befall a booking by its table, with a text about it if one is due."""
    row, now = booking_of(house, actor, booking_id), house.now()
    running, state = house.study(row.study_id), BookingState(row.state)
    following = moved(state, event)

    def work(c: Connection) -> str:
        _move(c, row, following, {**values, "changed_at": now}, always=event is BookingEvent.CONFIRMED)
        if following is not state:
            after(c, house, running, row, following, actor.id, now, text)
        return booking_id

    line = Line(actor.id, f"booking {event}", now, row.study_id, booking_id, {"was": str(state)})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    house.wake("send")
    return kept


def after(
    c: Connection,
    house: House,
    running: Running,
    row: Any,
    state: BookingState,
    by: str,
    now: datetime,
    text: str = "",
) -> None:
    """Inside a verb: what a new state of a booking brings with it: a text, and tasks that it settles."""
    if text:
        tell(c, house, running, row, text, str(state), now)
    if state is BookingState.CONFIRMED:
        promise(c, row.case_id, row.starts_at, now)
    if state is BookingState.DECLINED and row.state == BookingState.CONFIRMED:
        leave_task(c, row, "withdrawn", SAID_NO, now)
    if state is BookingState.CANCELLED:
        attempts.end_kinds(
            c, row.case_id, ("interpreter",), by=by, now=now, action="the booking was cancelled"
        )


def _move(
    c: Connection, row: Any, following: BookingState, values: dict[str, Any], *, always: bool = False
) -> None:
    if following == row.state and not always:
        return
    if not bookings.move(c, row.id, row.state, state=following, **values):
        raise Stale
