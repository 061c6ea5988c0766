"""What becomes of a booking, from the first asking to who came: every pair of state and event in a table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from callassist.errors import Refusal

Ignored = Literal["ignored"]
Refused = Literal["refused"]
IGNORED: Final[Ignored] = "ignored"
REFUSED: Final[Refused] = "refused"


class BookingState(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"  # asked for; nobody has answered
    OFFERED = "offered"  # they can give somebody; what they can give waits for our yes
    CONFIRMED = "confirmed"  # both sides have said yes: only now may a parent be promised it
    DECLINED = "declined"  # they cannot
    CANCELLED = "cancelled"  # we took it back, inside the charge or outside it
    ATTENDED = "attended"
    LATE = "late"
    NOT_COME = "not_come"


class BookingEvent(StrEnum):
    """What happens to a booking."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CAME = "came"
    CAME_LATE = "came_late"
    NOT_COME = "not_come"


_S, _E = BookingState, BookingEvent
BOOKINGS: Final[Mapping[BookingState, Mapping[BookingEvent, BookingState | Ignored | Refused]]] = {
    _S.REQUESTED: {
        _E.OFFERED: _S.OFFERED,
        _E.CONFIRMED: _S.CONFIRMED,
        _E.DECLINED: _S.DECLINED,
        _E.CANCELLED: _S.CANCELLED,
        _E.CAME: REFUSED,
        _E.CAME_LATE: REFUSED,
        _E.NOT_COME: REFUSED,  # nobody had promised to come
    },
    _S.OFFERED: {
        _E.OFFERED: IGNORED,
        _E.CONFIRMED: _S.CONFIRMED,
        _E.DECLINED: _S.DECLINED,
        _E.CANCELLED: _S.CANCELLED,
        _E.CAME: REFUSED,
        _E.CAME_LATE: REFUSED,
        _E.NOT_COME: REFUSED,
    },
    _S.CONFIRMED: {
        _E.OFFERED: IGNORED,
        _E.CONFIRMED: IGNORED,
        _E.DECLINED: _S.DECLINED,  # they said yes and cannot after all
        _E.CANCELLED: _S.CANCELLED,
        _E.CAME: _S.ATTENDED,
        _E.CAME_LATE: _S.LATE,
        _E.NOT_COME: _S.NOT_COME,
    },
    _S.DECLINED: {
        _E.OFFERED: REFUSED,  # somebody else may have been asked by now
        _E.CONFIRMED: REFUSED,
        _E.DECLINED: IGNORED,
        _E.CANCELLED: IGNORED,
        _E.CAME: REFUSED,
        _E.CAME_LATE: REFUSED,
        _E.NOT_COME: REFUSED,
    },
    _S.CANCELLED: {
        _E.OFFERED: REFUSED,
        _E.CONFIRMED: REFUSED,
        _E.DECLINED: IGNORED,
        _E.CANCELLED: IGNORED,
        _E.CAME: REFUSED,
        _E.CAME_LATE: REFUSED,
        _E.NOT_COME: REFUSED,
    },
    _S.ATTENDED: {
        _E.OFFERED: IGNORED,
        _E.CONFIRMED: IGNORED,
        _E.DECLINED: REFUSED,
        _E.CANCELLED: REFUSED,
        _E.CAME: IGNORED,
        _E.CAME_LATE: _S.LATE,  # put right
        _E.NOT_COME: REFUSED,
    },
    _S.LATE: {
        _E.OFFERED: IGNORED,
        _E.CONFIRMED: IGNORED,
        _E.DECLINED: REFUSED,
        _E.CANCELLED: REFUSED,
        _E.CAME: IGNORED,
        _E.CAME_LATE: IGNORED,
        _E.NOT_COME: REFUSED,
    },
    _S.NOT_COME: {
        _E.OFFERED: IGNORED,
        _E.CONFIRMED: IGNORED,
        _E.DECLINED: REFUSED,
        _E.CANCELLED: REFUSED,
        _E.CAME: _S.LATE,  # came after all
        _E.CAME_LATE: _S.LATE,
        _E.NOT_COME: IGNORED,
    },
}

ASKED: Final = frozenset({_S.REQUESTED, _S.OFFERED})
"""Asked for, and not settled: somebody must still hear or say yes or no."""
LIVE: Final = ASKED | {_S.CONFIRMED}
"""Takes an interpreter's time that lies ahead."""
CAME: Final = frozenset({_S.ATTENDED, _S.LATE})
WORDS: Final[Mapping[BookingState, str]] = {
    _S.REQUESTED: "Requested",
    _S.OFFERED: "Offered, waits for your yes",
    _S.CONFIRMED: "Confirmed",
    _S.DECLINED: "Declined",
    _S.CANCELLED: "Cancelled",
    _S.ATTENDED: "Attended",
    _S.LATE: "Came late",
    _S.NOT_COME: "Did not come",
}


def moved(state: BookingState, event: BookingEvent) -> BookingState:
    """The state that follows; the same one where the event changes nothing. Raises Refusal with the cure."""
    following = BOOKINGS[state][event]
    if following == REFUSED:
        what = f"this booking is “{WORDS[state].lower()}”."
        raise Refusal("Booking", what, "Look at it again; if somebody is still needed, request anew.")
    return state if following == IGNORED else following
