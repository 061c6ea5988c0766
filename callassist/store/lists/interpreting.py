"""What the report of interpreting counts: cases in other languages, who was tried in hers, bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, union_all

from callassist.store.bookings import KNEW, booking
from callassist.store.calls import call, leg
from callassist.store.cases import case_, contact
from callassist.store.interviews import interview, sitting

_FOREIGN = (
    case_.c.study_id == bindparam("study_id"),
    case_.c.language.is_not(None),
    case_.c.language.not_like("en%"),
)
_CASES = select(
    case_.c.id, case_.c.site, case_.c.language, case_.c.state, case_.c.opens_at, case_.c.closes_at
).where(*_FOREIGN, case_.c.opens_at <= bindparam("now"))
_IN_HERS = (
    select(contact.c.case_id, func.min(contact.c.at).label("at"))
    .join(case_, case_.c.id == contact.c.case_id)
    .where(
        *_FOREIGN,
        contact.c.attempt,
        contact.c.corrected_by.is_(None),
        contact.c.language == case_.c.language,
    )
    .group_by(contact.c.case_id)
)
_HELD = (
    select(interview.c.case_id)
    .join(interview, interview.c.id == sitting.c.interview_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .where(*_FOREIGN, sitting.c.how.in_(("booked", "on_demand")))
    .distinct()
)
_THERE = union_all(  # an interpreter was there: in a sitting, as booked, or joined to a call
    select(interview.c.case_id, sitting.c.started_at.label("at"))
    .join(interview, interview.c.id == sitting.c.interview_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .where(*_FOREIGN, sitting.c.how.in_(("booked", "on_demand"))),
    select(booking.c.case_id, booking.c.came_at)
    .join(case_, case_.c.id == booking.c.case_id)
    .where(*_FOREIGN, booking.c.came_at.is_not(None), func.coalesce(booking.c.why, "") != KNEW),
    select(call.c.case_id, leg.c.joined_at)
    .join(leg, leg.c.call_id == call.c.id)
    .join(case_, case_.c.id == call.c.case_id)
    .where(*_FOREIGN, leg.c.part == "interpreter", leg.c.joined_at.is_not(None)),
).subquery()
_INTERPRETED = select(_THERE.c.case_id, func.min(_THERE.c.at).label("at")).group_by(_THERE.c.case_id)
_ON_DEMAND = (
    select(case_.c.language, case_.c.site, sitting.c.started_at, sitting.c.ended_at)
    .join(interview, interview.c.id == sitting.c.interview_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .where(
        case_.c.study_id == bindparam("study_id"),
        sitting.c.how == "on_demand",
        sitting.c.ended_at.is_not(None),
    )
)
_BOOKINGS = (
    select(
        booking.c.case_id,
        booking.c.language,
        booking.c.state,
        booking.c.pence,
        booking.c.paid,
        booking.c.why,
        booking.c.starts_at,
        case_.c.site,
    )
    .join(case_, case_.c.id == booking.c.case_id)
    .where(booking.c.study_id == bindparam("study_id"))
)
_ON_THE_LINE = (
    select(func.min(leg.c.joined_at))
    .join(call, call.c.id == leg.c.call_id)
    .where(
        call.c.case_id == bindparam("case_id"),
        leg.c.part == "interpreter",
        leg.c.joined_at >= bindparam("since"),
        leg.c.left_at.is_(None),
        leg.c.over_at.is_(None),
    )
)
_JOINED = (
    select(leg.c.id)
    .join(call, call.c.id == leg.c.call_id)
    .where(
        call.c.case_id == bindparam("case_id"),
        leg.c.part == "interpreter",
        leg.c.joined_at >= bindparam("since"),
        leg.c.joined_at <= bindparam("until"),
    )
    .limit(1)
)


def cases(c: Connection, study_id: str, now: datetime) -> Sequence[Any]:
    """Cases whose window has opened, of families who speak another language than English."""
    return c.execute(_CASES, {"study_id": study_id, "now": now}).all()


def tried_in_hers(c: Connection, study_id: str) -> dict[str, datetime]:
    """When each case was first tried by somebody who speaks her language."""
    return {row.case_id: row.at for row in c.execute(_IN_HERS, {"study_id": study_id})}


def interpreted(c: Connection, study_id: str) -> dict[str, datetime]:
    """When an interpreter was first there for each case: in a sitting, as booked, or joined to a call."""
    return {row.case_id: row.at for row in c.execute(_INTERPRETED, {"study_id": study_id})}


def held(c: Connection, study_id: str) -> frozenset[str]:
    """The cases of which a sitting was held with an interpreter."""
    return frozenset(c.execute(_HELD, {"study_id": study_id}).scalars())


def on_demand(c: Connection, study_id: str) -> Sequence[Any]:
    """Sittings that were held by the on-demand line and are over: language, site, from when to when."""
    return c.execute(_ON_DEMAND, {"study_id": study_id}).all()


def of_bookings(c: Connection, study_id: str) -> Sequence[Any]:
    """Every booking of the study: its case's language and site, what became of it, what was paid."""
    return c.execute(_BOOKINGS, {"study_id": study_id}).all()


def joined(c: Connection, case_id: str, since: datetime, until: datetime) -> bool:
    """Whether an interpreter joined a call of a case between two moments."""
    return c.execute(_JOINED, {"case_id": case_id, "since": since, "until": until}).first() is not None


def on_the_line(c: Connection, case_id: str, since: datetime) -> datetime | None:
    """Since when the interpreter who is in a call of a case now has been there; None where nobody is."""
    return c.execute(_ON_THE_LINE, {"case_id": case_id, "since": since}).scalar()
