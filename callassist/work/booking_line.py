"""Whom to ring when an interpreter is to join: number, code and digits, opened when they are used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.interpreters.booking import BookingState
from callassist.privacy.sealing import place
from callassist.store import bookings, interpreters
from callassist.work.booking_came import of_now
from callassist.work.house import House
from callassist.work.interpreters import agency_number
from callassist.work.verb import Line as Audited
from callassist.work.verb import keep


@dataclass(frozen=True, slots=True)
class Booked:
    """Who is booked for a case now. `who` names an agency or a code, never a person.

    `code` is said aloud when the line answers, `digits` are sent to it.
    """

    booking_id: str
    who: str
    reference: str
    code: str
    digits: str


def line_for(house: House, case_id: str, now: datetime) -> Booked | None:
    """Who is booked to join a call of a case at this moment, or None: once logged as not come, too."""
    with house.database.read() as c:
        row = of_now(list(bookings.of_case(c, case_id)), now)
    return None if row is None or row.state == BookingState.NOT_COME else as_booked(house, row)


def as_booked(house: House, row: Any) -> Booked:
    """A booking's row as a page shows it to who rings."""
    return Booked(
        booking_id=row.id,
        who=row.agency or f"interpreter {row.interpreter_code}",
        reference=row.theirs or row.reference,
        code=_open(house, row, "code"),
        digits=_open(house, row, "digits"),
    )


def number_for(house: House, booking_id: str, *, by: str) -> str:
    """The number (E.164) to ring for a booking. Opening it is recorded. Raises Refusal if there is none."""
    with house.database.read() as c:
        row = bookings.one(c, booking_id)
        whose = interpreters.one(c, row.interpreter_id) if row is not None and row.interpreter_id else None
        agency = interpreters.one_agency(c, row.agency_id) if row is not None and row.agency_id else None
    if row is None or (whose is None and agency is None):
        raise Refusal("Interpreter", "no booking stands.", "Use the on-demand line, or book one.")
    if agency is not None:
        number = agency_number(house, agency)
    elif whose is not None and whose.number is not None:
        number = house.sealer.open(row.study_id, whose.number, place("interpreter.number", whose.id))
    else:
        raise Refusal("Interpreter", "no number is registered.", "Ask the trial manager for it.")
    shown = Audited(by, "show interpreter number", house.now(), row.study_id, booking_id)
    keep(house, shown, lambda _c: None)
    return number


def _open(house: House, row: Any, column: str) -> str:
    sealed = getattr(row, column)
    return house.sealer.open(row.study_id, sealed, place(f"booking.{column}", row.id)) if sealed else ""
