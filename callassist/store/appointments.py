"""Times agreed with parents: what stands in the way of a new one, and keeping, moving and cancelling one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from callassist.store.apart import lives_in, number_beside
from callassist.store.cases import appointment
from callassist.store.people import participant
from callassist.store.staff import staff

STANDING = ("booked", "confirmed", "unclear")
MOVABLE = (*STANDING, "declined", "missed")

_NEAR = (
    select(appointment, number_beside(bindparam("participant_id")))
    .join(participant, participant.c.id == appointment.c.participant_id)
    .where(
        appointment.c.state.in_(STANDING),
        appointment.c.starts_at > bindparam("begins"),
        appointment.c.starts_at < bindparam("ends"),
        or_(
            appointment.c.with_ == bindparam("with_whom"),
            appointment.c.participant_id == bindparam("participant_id"),
            lives_in(bindparam("household")),
        ),
    )
    .order_by(appointment.c.starts_at)
)
_LOCK = select(staff.c.id).where(staff.c.id == bindparam("staff_id")).with_for_update()
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
        unpromised=bindparam("waits"),
        promised_at=None,
        answered_at=None,
    )
)
_PROMISE = (
    update(appointment)
    .where(
        appointment.c.case_id == bindparam("of_case"),
        appointment.c.starts_at == bindparam("at"),
        appointment.c.unpromised,
    )
    .values(unpromised=False, promised_at=bindparam("now"))
)
_LENGTHEN = (
    update(appointment)
    .where(appointment.c.id == bindparam("which"), appointment.c.minutes < bindparam("long"))
    .values(minutes=bindparam("long"))
)


def near(
    c: Connection,
    begins: datetime,
    ends: datetime,
    *,
    participant_id: str,
    household_id: str | None,
    with_whom: str | None,
) -> Sequence[Any]:
    """Standing appointments of an interviewer or a household that begin within a span, with study number.

    `number` is None where it would tell of another part of the study.
    """
    values = {"begins": begins, "ends": ends, "with_whom": with_whom}
    return c.execute(_NEAR, values | {"participant_id": participant_id, "household": household_id}).all()


def lock(c: Connection, staff_id: str) -> None:
    """Let nobody else agree on a time of hers until this transaction is over."""
    c.execute(_LOCK, {"staff_id": staff_id})


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
    waits: bool,
    now: datetime,
) -> bool:
    """Give an appointment that is still at `version` another time; whether it was.

    `waits`: nobody is to be told of it before an interpreter is arranged.
    """
    values = {"which": appointment_id, "was": version, "at": at, "said": wall, "whom": whom, "now": now}
    values |= {"long": minutes, "waits": waits}
    return c.execute(_MOVE, values).rowcount == 1


def promise(c: Connection, case_id: str, at: datetime, now: datetime) -> bool:
    """An interpreter is arranged for the time of a case: she may be told of it; whether that had to wait."""
    return c.execute(_PROMISE, {"of_case": case_id, "at": at, "now": now}).rowcount > 0


def lengthen(c: Connection, appointment_id: str, minutes: int) -> None:
    """Hold an appointment free for at least so long. Its time stays, so nobody is told of it again."""
    c.execute(_LENGTHEN, {"which": appointment_id, "long": minutes})
