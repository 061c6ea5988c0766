"""When an interview can be held in her language: somebody is booked for it, or somebody could come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from callassist.interpreters.booking import LIVE, BookingState
from callassist.interpreters.register import Fit, fits
from callassist.store import appointments, bookings, interpreters, planning
from callassist.store.database import Connection
from callassist.work.booking_offers import ANYBODY, asked_of, found, tongues
from callassist.work.house import Running


def somebody_comes(c: Connection, running: Running, row: Any, at: datetime, now: datetime) -> bool:
    """Whether a case (as store.attempts.case gave it) can be interpreted from a moment on.

    True as well where the register holds nobody for her language: nothing speaks against it then.
    """
    if any(one.state in LIVE and one.starts_at == at for one in bookings.of_case(c, row.id)):
        return True
    asked = replace(asked_of(c, running, row), starts_at=at, agreed=True, moving=True)
    return bool(found(c, running, row, asked, now)) or not known(c, running, row)


def arranged(c: Connection, case_id: str, at: datetime) -> bool:
    """Whether an interpreter is arranged for a case's time: one of ours whose hours are known and who is kept
    free, or one whom an agency has confirmed."""
    return any(
        one.starts_at == at and (one.state == BookingState.CONFIRMED if one.agency_id else one.state in LIVE)
        for one in bookings.of_case(c, case_id)
    )


def promise(c: Connection, case_id: str, at: datetime, now: datetime) -> None:
    """Inside a verb that asked or confirmed somebody: where that is arranged now, she is told of the time."""
    if arranged(c, case_id, at) and appointments.promise(c, case_id, at, now):
        planning.look_at_case(c, case_id, now)


def possible(
    c: Connection, running: Running, row: Any, interviewer: str, now: datetime
) -> frozenset[datetime] | None:
    """The quarters of an hour at which somebody could come; None where the register holds nobody for her.

    They lie in the interviewer's own shifts where some are planned for her, else in anybody's.
    """
    if not known(c, running, row):
        return None
    all_of_them = found(c, running, row, replace(asked_of(c, running, row), moving=True), now)
    hers = {one.starts_at for one in all_of_them if interviewer in one.callers or ANYBODY in one.callers}
    return frozenset(hers or {one.starts_at for one in all_of_them})


def known(c: Connection, running: Running, row: Any) -> bool:
    """Whether anybody in use in the register speaks what she speaks."""
    needs = row.needs or {}
    language, dialect = str(needs.get("spoken") or ""), str(needs.get("dialect") or "")
    every = (*interpreters.everybody(c, running.id), *interpreters.agencies(c, running.id))
    return any(
        one.retired_at is None and fits(tongues(one), language, dialect) is not Fit.NO for one in every
    )
