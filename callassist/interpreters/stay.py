"""When a call is a booking's, and for how long she was there: what goes over the booked time is charged."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from callassist.interpreters.terms import Terms

MINUTE = timedelta(minutes=1)
BEFORE, AFTER = timedelta(minutes=45), timedelta(hours=3)
"""A call so long before or after the time of a booking is the one that it was made for."""


def stayed(starts_at: datetime, came_at: datetime, went_at: datetime, *, late: bool) -> int:
    """Minutes that somebody was there for us, a begun one counted as one.

    They run from the booked time, as she is kept free from then on; from when she came if that was earlier,
    or if she was late.
    """
    began = came_at if late else min(came_at, starts_at)
    return max(0, ceil((went_at - began) / MINUTE))


def overrun(terms: Terms, booked: int, minutes: int) -> int:
    """What minutes beyond those booked cost on top, in pence; nothing as long as the fewest paid cover them.

    The terms have no greater step than a minute, so each begun minute is paid at the price of an hour's
    sixtieth.
    """
    return max(0, terms.cost(max(minutes, booked)) - terms.cost(booked))
