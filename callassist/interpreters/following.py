"""What a booking does when the appointment that it was made for moves, falls away or is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from callassist.interpreters.booking import ASKED, LIVE, BookingState


class Fate(StrEnum):
    """What became of the appointment since the booking was made."""

    SAME = "same"
    MOVED = "moved"
    GONE = "gone"


class Then(StrEnum):
    """What follows for the booking."""

    NOTHING = "nothing"
    CANCEL = "cancel"  # by itself: nobody had promised anything, so it costs nothing
    ASK_AGAIN = "ask_again"  # take the request back and ask for the new time
    DECIDE = "decide"  # somebody had said yes: a person decides, and hears the price


@dataclass(frozen=True, slots=True)
class Agreed:
    """The appointment as it is now: None for a booking that was made for no appointment."""

    starts_at: datetime
    stands: bool


def fate(booked_for: datetime, agreed: Agreed | None) -> Fate:
    """What became of it."""
    if agreed is None:
        return Fate.SAME
    if not agreed.stands:
        return Fate.GONE
    return Fate.SAME if agreed.starts_at == booked_for else Fate.MOVED


def follows(state: BookingState, became: Fate) -> Then:
    """What follows for a booking in that state."""
    if state not in LIVE:
        return Then.NOTHING
    match became:
        case Fate.SAME:
            return Then.NOTHING
        case Fate.MOVED:
            return Then.ASK_AGAIN if state in ASKED else Then.DECIDE
        case Fate.GONE:
            return Then.CANCEL if state in ASKED else Then.DECIDE
        case _:
            assert_never(became)
