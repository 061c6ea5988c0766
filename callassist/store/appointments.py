"""Times agreed with parents: what stands in the way of a new one, and keeping, moving and cancelling one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from callassist.store.cases import appointment
from callassist.store.people import participant

STANDING = ("booked", "confirmed", "unclear")
MOVABLE = (*STANDING, "declined", "missed")

_NEAR = (
    select(appointment, participant.c.number)
    .join(participant, participant.c.id == appointment.c.participant_id)
    .where(
        appointment.c.state.in_(STANDING),
        appointment.c.starts_at > bindparam("begins"),
        appointment.c.starts_at < bindparam("ends"),
        or_(
            appointment.c.with_ == bindparam("with_whom"),
            and_(
                participant.c.household_id.is_not(None), participant.c.household_id == bindparam("household")
            ),
        ),
    )
    .order_by(appointment.c.starts_at)
)
_ROW = select(appointment).where(appointment.c.id == bindparam("appointment_id"))
_MOVE = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("which"),
        appointment.c.version == bindparam("was"),
        appointment.c.state.in_(MOVABLE),
    )
    .values(
        starts_at=bindparam("at"),
        wall=bindparam("said"),
        with_=bindparam("whom"),
        minutes=bindparam("long"),
        state="booked",
        version=appointment.c.version + 1,
        changed_at=bindparam("now"),
        answered_at=None,
    )
)


def near(
    c: Connection, begins: datetime, ends: datetime, *, with_whom: str | None, household: str | None
) -> Sequence[Any]:
    """Standing appointments of an interviewer or a household that begin within a span, with study number."""
    values = {"begins": begins, "ends": ends, "with_whom": with_whom, "household": household}
    return c.execute(_NEAR, values).all()


def row(c: Connection, appointment_id: str) -> Any | None:
    """One appointment."""
    return c.execute(_ROW, {"appointment_id": appointment_id}).one_or_none()


def move(
    c: Connection,
    appointment_id: str,
    version: int,
    *,
    at: datetime,
    wall: str,
    whom: str | None,
    minutes: int,
    now: datetime,
) -> bool:
    """Give an appointment that is still at `version` another time; whether it was."""
    values = {"which": appointment_id, "was": version, "at": at, "said": wall, "whom": whom, "now": now}
    values |= {"long": minutes}
    return c.execute(_MOVE, values).rowcount == 1
