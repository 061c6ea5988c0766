"""How an interpreter's booking stands beside the time it is for, as the list of the day says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from callassist.interpreters.booking import LIVE, BookingState
from callassist.web import words
from callassist.web.answers import State

_S = BookingState
_BEST = (_S.CONFIRMED, _S.ATTENDED, _S.LATE, _S.OFFERED, _S.REQUESTED, _S.NOT_COME, _S.DECLINED)
NONE = State("▲", "Nobody is booked", "wait")


def booked(rows: Sequence[Any], appointment: Any, zone: str) -> State:
    """Of a case's bookings (as store.lists.shift.booked gives them), the one for an appointment, in words."""
    own = [
        one for one in rows if one.appointment_id == appointment.id or one.starts_at == appointment.starts_at
    ]
    best = min(reversed(own), key=lambda one: _BEST.index(_S(one.state)), default=None)
    if best is not None:
        return _said(best)
    other = next((one for one in rows if one.state in LIVE), None)
    if other is None:
        return NONE
    at = words.local(other.starts_at, zone)
    return State("▲", "Booked for another time", "wait", f"{words.WEEKDAYS[at.weekday()]} {at:%H:%M}")


def _said(row: Any) -> State:
    reference = row.theirs or row.reference
    return {
        _S.REQUESTED: State("○", "Requested", "wait", "promise nothing yet"),
        _S.OFFERED: State("◐", "Offered", "wait", "promise nothing yet"),
        _S.CONFIRMED: State("✓", "Confirmed", "good", reference),
        _S.DECLINED: State("✕", "Declined", "stop", "nobody is booked"),
        _S.NOT_COME: State("✕", "Did not come", "stop", reference),
        _S.ATTENDED: State("✓", "Came", "good", reference),
        _S.LATE: State("✓", "Came late", "good", reference),
    }[_S(row.state)]
