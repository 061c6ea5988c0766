"""The agreed times of a week for its page and for a calendar file: study numbers and initials, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.appointments import STANDING
from callassist.store.bookings import booking
from callassist.store.cases import appointment, case_
from callassist.store.people import participant
from callassist.store.schema import row_of


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One agreed time. `with_` is an interviewer's id, None for anybody; `booked` an interpreter's state."""

    id: str
    study_id: str
    case_id: str
    site: str
    strand: str
    starts_at: datetime
    minutes: int
    state: str
    version: int
    with_: str | None
    number: str
    initials: str
    needs: dict[str, Any] | None
    booked: str | None


_BOOKED = (
    select(booking.c.state)
    .where(
        booking.c.appointment_id == appointment.c.id,
        booking.c.state.in_(("requested", "offered", "confirmed", "attended", "late")),
    )
    .order_by(booking.c.changed_at.desc())
    .limit(1)
    .correlate(appointment)
    .scalar_subquery()
)
_BETWEEN = (
    select(
        appointment.c.id,
        appointment.c.study_id,
        appointment.c.case_id,
        case_.c.site,
        case_.c.strand,
        appointment.c.starts_at,
        appointment.c.minutes,
        appointment.c.state,
        appointment.c.version,
        appointment.c.with_,
        participant.c.number,
        participant.c.initials,
        participant.c.language.label("needs"),
        _BOOKED.label("booked"),
    )
    .join(case_, case_.c.id == appointment.c.case_id)
    .join(participant, participant.c.id == appointment.c.participant_id)
    .where(
        appointment.c.study_id.in_(bindparam("studies", expanding=True)),
        appointment.c.starts_at >= bindparam("begins"),
        appointment.c.starts_at < bindparam("ends"),
        appointment.c.state.in_((*STANDING, "kept", "missed")),
    )
    .order_by(appointment.c.starts_at, participant.c.number)
    .limit(bindparam("most"))
)


def between(
    c: Connection, studies: Sequence[str], begins: datetime, ends: datetime, most: int
) -> tuple[TimeRow, ...]:
    """Agreed times of these studies that begin in a span, those kept and missed too, the earliest first."""
    values = {"studies": list(studies), "begins": begins, "ends": ends, "most": most}
    return tuple(TimeRow(**row_of(row)) for row in c.execute(_BETWEEN, values)) if studies else ()
