"""Which state follows which: every pair of state and event stands in a table, and every pair is tested."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, TypeVar

from callassist.errors import Refusal

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)
Ignored = Literal["ignored"]
Refused = Literal["refused"]
IGNORED: Final[Ignored] = "ignored"
REFUSED: Final[Refused] = "refused"


class CaseState(StrEnum):
    """What has become of a participant's wave."""

    WAITING = "waiting"  # its window has not opened
    OPEN = "open"
    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSED = "missed"  # the window closed without an interview
    STOPPED = "stopped"  # she takes no more calls, or died
    NOT_PLANNED = "not_planned"  # its window closed before the plan applied to her


class CaseEvent(StrEnum):
    """What happens to a case."""

    OPENED = "opened"
    CLOSED = "closed"
    COMPLETED = "completed"
    PART_DONE = "part_done"
    STOPPED = "stopped"
    RESUMED = "resumed"  # a stop is taken back
    REOPENED = "reopened"  # by a supervisor, with a reason
    MOVED_LATER = "moved_later"  # the window now opens in the future
    LEFT_OUT = "left_out"  # the plan does not ask it of her


_C, _V = CaseState, CaseEvent
CASES: Mapping[CaseState, Mapping[CaseEvent, CaseState | Ignored | Refused]] = {
    _C.WAITING: {
        _V.OPENED: _C.OPEN,
        _V.CLOSED: _C.MISSED,
        _V.COMPLETED: REFUSED,
        _V.PART_DONE: REFUSED,
        _V.STOPPED: _C.STOPPED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: REFUSED,
        _V.MOVED_LATER: IGNORED,
        _V.LEFT_OUT: _C.NOT_PLANNED,
    },
    _C.OPEN: {
        _V.OPENED: IGNORED,
        _V.CLOSED: _C.MISSED,
        _V.COMPLETED: _C.COMPLETE,
        _V.PART_DONE: _C.PARTIAL,
        _V.STOPPED: _C.STOPPED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: REFUSED,
        _V.MOVED_LATER: _C.WAITING,
        _V.LEFT_OUT: _C.NOT_PLANNED,
    },
    _C.COMPLETE: {
        _V.OPENED: IGNORED,
        _V.CLOSED: IGNORED,
        _V.COMPLETED: IGNORED,
        _V.PART_DONE: IGNORED,
        _V.STOPPED: IGNORED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: _C.OPEN,
        _V.MOVED_LATER: IGNORED,
        _V.LEFT_OUT: IGNORED,
    },
    _C.PARTIAL: {
        _V.OPENED: IGNORED,
        _V.CLOSED: IGNORED,
        _V.COMPLETED: _C.COMPLETE,
        _V.PART_DONE: IGNORED,
        _V.STOPPED: IGNORED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: _C.OPEN,
        _V.MOVED_LATER: IGNORED,
        _V.LEFT_OUT: IGNORED,
    },
    _C.MISSED: {
        _V.OPENED: _C.OPEN,
        _V.CLOSED: IGNORED,
        _V.COMPLETED: _C.COMPLETE,
        _V.PART_DONE: _C.PARTIAL,
        _V.STOPPED: IGNORED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: _C.OPEN,
        _V.MOVED_LATER: _C.WAITING,
        _V.LEFT_OUT: _C.NOT_PLANNED,
    },
    _C.STOPPED: {
        _V.OPENED: IGNORED,
        _V.CLOSED: IGNORED,
        _V.COMPLETED: REFUSED,
        _V.PART_DONE: REFUSED,
        _V.STOPPED: IGNORED,
        _V.RESUMED: _C.WAITING,
        _V.REOPENED: _C.OPEN,
        _V.MOVED_LATER: IGNORED,
        _V.LEFT_OUT: IGNORED,
    },
    _C.NOT_PLANNED: {
        _V.OPENED: _C.OPEN,
        _V.CLOSED: IGNORED,
        _V.COMPLETED: REFUSED,
        _V.PART_DONE: REFUSED,
        _V.STOPPED: IGNORED,
        _V.RESUMED: IGNORED,
        _V.REOPENED: _C.OPEN,
        _V.MOVED_LATER: _C.WAITING,
        _V.LEFT_OUT: IGNORED,
    },
}

DONE: Final = frozenset({CaseState.COMPLETE, CaseState.PARTIAL})
LIVE: Final = frozenset({CaseState.WAITING, CaseState.OPEN})


class AppointmentState(StrEnum):
    """What has become of a time agreed with a parent."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    UNCLEAR = "unclear"
    DECLINED = "declined"
    MOVED = "moved"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MISSED = "missed"


class AppointmentEvent(StrEnum):
    """What happens to an appointment."""

    YES = "yes"
    NO = "no"
    DOUBTFUL = "doubtful"
    MOVED = "moved"
    CANCELLED = "cancelled"
    KEPT = "kept"
    PASSED = "passed"  # its time went by and nobody held it


_A, _W = AppointmentState, AppointmentEvent
_STANDING: Mapping[AppointmentEvent, AppointmentState | Ignored | Refused] = {
    _W.YES: _A.CONFIRMED,
    _W.NO: _A.DECLINED,
    _W.DOUBTFUL: _A.UNCLEAR,
    _W.MOVED: _A.MOVED,
    _W.CANCELLED: _A.CANCELLED,
    _W.KEPT: _A.KEPT,
    _W.PASSED: _A.MISSED,
}
_OVER: Mapping[AppointmentEvent, AppointmentState | Ignored | Refused] = {
    _W.YES: IGNORED,
    _W.NO: IGNORED,
    _W.DOUBTFUL: IGNORED,
    _W.MOVED: REFUSED,
    _W.CANCELLED: IGNORED,
    _W.KEPT: IGNORED,
    _W.PASSED: IGNORED,
}
APPOINTMENTS: Mapping[AppointmentState, Mapping[AppointmentEvent, AppointmentState | Ignored | Refused]] = {
    _A.BOOKED: _STANDING,
    _A.CONFIRMED: {**_STANDING, _W.YES: IGNORED},
    _A.UNCLEAR: {**_STANDING, _W.DOUBTFUL: IGNORED},
    _A.DECLINED: {**_STANDING, _W.NO: IGNORED, _W.PASSED: IGNORED},
    _A.MOVED: _OVER,
    _A.CANCELLED: _OVER,
    _A.KEPT: {**_OVER, _W.CANCELLED: REFUSED},
    _A.MISSED: {**_OVER, _W.KEPT: _A.KEPT, _W.MOVED: _A.MOVED},
}

STANDING: Final = frozenset({_A.BOOKED, _A.CONFIRMED, _A.UNCLEAR})


def after(table: Mapping[S, Mapping[E, S | Ignored | Refused]], state: S, event: E) -> S:
    """The state after an event; an ignored event leaves it. Raises Refusal where the pair is refused."""
    following = table[state][event]
    if following == REFUSED:
        raise Refusal("", f"{event.replace('_', ' ')} is not possible while it is {state.replace('_', ' ')}.")
    return state if following == IGNORED else following
