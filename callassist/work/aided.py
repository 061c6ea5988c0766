"""Whether an interpreter was on the line when a family was tried: then she was tried in her own language."""

from __future__ import annotations

from datetime import datetime, timedelta

from callassist.interpreters.booking import CAME
from callassist.store import bookings, sittings
from callassist.store.database import Connection
from callassist.store.lists import interpreting
from callassist.work.sittings import How

AROUND = timedelta(hours=1)
AIDED = (How.BOOKED, How.ON_DEMAND)


def aided(c: Connection, case_id: str, at: datetime, interview_id: str | None) -> bool:
    """Inside the log of an attempt at a moment: by its interview, by who came as booked, or by the call."""
    held = sittings.of_interview(c, interview_id) if interview_id is not None else ()
    if any(one.how in AIDED for one in held):
        return True
    came = (one for one in bookings.of_case(c, case_id) if one.state in CAME and one.why != bookings.KNEW)
    if any(abs(one.starts_at - at) <= AROUND for one in came):
        return True
    return interpreting.joined(c, case_id, at - AROUND, at + AROUND)
