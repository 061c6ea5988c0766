"""Bookings of interpreters: who was asked for which time, what they said, who came and what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
)

from callassist.store import once
from callassist.store.apart import lives_in, number_beside
from callassist.store.appointments import STANDING
from callassist.store.cases import appointment, case_, task
from callassist.store.changes import change
from callassist.store.interpreters import agency, interpreter
from callassist.store.people import participant
from callassist.store.schema import an_id, at, metadata, of, sealed, word

LIVE = ("requested", "offered", "confirmed")
KNEW = "knew each other"  # why a booking was wasted
_SHE = participant.alias()

booking = Table(
    "booking",
    metadata,
    an_id(),
    of("study_id"),
    of("case_id", index=True),
    of("participant_id"),
    of("appointment_id", nullable=True),
    of("agency_id", nullable=True),
    of("interpreter_id", nullable=True, index=True),
    word("state"),  # requested | offered | confirmed | declined | cancelled | attended | late | not_come
    word("reference"),  # ours: what a text and a call to the provider name
    word("theirs", nullable=True),  # the agency's own reference
    sealed("code"),  # said aloud when the line is rung
    sealed("digits"),  # sent as tones instead
    word("language"),
    word("dialect", nullable=True),
    word("gender"),  # asked for: female | male | any
    word("gender_said", nullable=True),  # what was promised when it was offered or confirmed
    of("same_as", nullable=True),
    at("starts_at", nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("pence", Integer, nullable=False),
    at("free_until", nullable=False),
    Column("charge", Integer, nullable=False),  # pence, if it is taken back after that
    Column("paid", Integer),  # pence, once it is over
    of("asked_by"),
    at("asked_at", nullable=False),
    at("answered_at"),
    at("ended_at"),
    at("came_at"),
    at("went_at"),  # the end of the last sitting that was held with who came
    word("why", nullable=True),  # it was declined, cancelled or wasted: a code
    at("changed_at", nullable=False),
    UniqueConstraint("study_id", "reference"),
    Index("ix_booking_when", "study_id", "starts_at"),
    Index("ix_booking_state", "state", "starts_at"),
)

_WITH = (
    select(
        booking,
        participant.c.number.label("study_number"),
        participant.c.initials,
        participant.c.site,
        participant.c.household_id,
        participant.c.language.label("needs"),
        case_.c.wave,
        case_.c.strand,
        case_.c.state.label("case_state"),
        agency.c.name.label("agency"),
        agency.c.code.label("agency_code"),
        interpreter.c.code.label("interpreter_code"),
        interpreter.c.gender.label("interpreter_gender"),
        interpreter.c.kind.label("interpreter_kind"),
        appointment.c.starts_at.label("agreed_at"),
        appointment.c.state.label("appointment_state"),
        appointment.c.with_.label("caller_id"),
    )
    .join(participant, participant.c.id == booking.c.participant_id)
    .join(case_, case_.c.id == booking.c.case_id)
    .join(agency, agency.c.id == booking.c.agency_id, isouter=True)
    .join(interpreter, interpreter.c.id == booking.c.interpreter_id, isouter=True)
    .join(appointment, appointment.c.id == booking.c.appointment_id, isouter=True)
)
_OF_STUDY = _WITH.where(
    booking.c.study_id == bindparam("study_id"), booking.c.starts_at >= bindparam("since")
).order_by(booking.c.starts_at, booking.c.id)
_UNCONFIRMED = _WITH.where(
    booking.c.study_id == bindparam("study_id"), booking.c.state.in_(LIVE[:2])
).order_by(booking.c.starts_at, booking.c.id)
_OF_CASE = _WITH.where(booking.c.case_id == bindparam("case_id")).order_by(
    booking.c.starts_at.desc(), booking.c.asked_at.desc(), booking.c.id.desc()
)
_ONE = _WITH.where(booking.c.id == bindparam("booking_id"))
_LIVE = _WITH.where(booking.c.state.in_(LIVE)).order_by(booking.c.starts_at, booking.c.id)
_TAKEN = select(booking.c.interpreter_id, booking.c.case_id, booking.c.starts_at, booking.c.minutes).where(
    booking.c.study_id == bindparam("study_id"),
    booking.c.interpreter_id.is_not(None),
    booking.c.state.in_(LIVE),
    booking.c.starts_at > bindparam("since"),
)
_NEAR = (
    select(
        booking.c.case_id,
        booking.c.starts_at,
        booking.c.minutes,
        booking.c.interpreter_id,
        interpreter.c.code.label("interpreter_code"),
        number_beside(bindparam("participant_id")),
    )
    .join(participant, participant.c.id == booking.c.participant_id)
    .join(interpreter, interpreter.c.id == booking.c.interpreter_id, isouter=True)
    .where(
        booking.c.state.in_(LIVE),
        booking.c.starts_at > bindparam("begins"),
        booking.c.starts_at < bindparam("ends"),
        or_(
            booking.c.interpreter_id == bindparam("who"),
            booking.c.participant_id == bindparam("participant_id"),
            lives_in(bindparam("household_id")),
        ),
    )
    .order_by(booking.c.starts_at)
)
_LAST = (
    select(booking.c.interpreter_id)
    .where(
        booking.c.participant_id == bindparam("participant_id"),
        booking.c.interpreter_id.is_not(None),
        booking.c.state.in_(("attended", "late")),
        func.coalesce(booking.c.why, "") != KNEW,
    )
    .order_by(booking.c.starts_at.desc())
    .limit(1)
)
_WITH_AGENCY = (
    select(booking.c.theirs, booking.c.why, booking.c.interpreter_id)
    .join(participant, participant.c.id == booking.c.participant_id)
    .where(
        booking.c.agency_id == bindparam("agency_id"),
        booking.c.theirs.is_not(None),
        booking.c.state.in_(("attended", "late")),
        or_(
            booking.c.participant_id == bindparam("participant_id"),
            and_(
                booking.c.why == KNEW,
                participant.c.household_id
                == select(_SHE.c.household_id)
                .where(_SHE.c.id == bindparam("participant_id"))
                .scalar_subquery(),
            ),
        ),
    )
    .order_by(booking.c.starts_at.desc())
)
_PASSED = select(booking.c.interpreter_id, booking.c.agency_id).where(
    booking.c.case_id == bindparam("case_id"),
    booking.c.starts_at == bindparam("starts_at"),
    booking.c.state == "declined",
)
_OF_INTERPRETER = _WITH.where(
    booking.c.interpreter_id == bindparam("interpreter_id"), booking.c.state.in_(LIVE)
).order_by(booking.c.starts_at)
_STANDING = (
    select(
        appointment.c.id,
        appointment.c.case_id,
        appointment.c.with_,
        appointment.c.starts_at,
        appointment.c.minutes,
        participant.c.household_id,
        appointment.c.participant_id,
    )
    .join(participant, participant.c.id == appointment.c.participant_id)
    .where(
        appointment.c.study_id == bindparam("study_id"),
        appointment.c.state.in_(STANDING),
        appointment.c.starts_at > bindparam("since"),
    )
    .order_by(appointment.c.starts_at)
)
_ADD = insert(booking)
_COUNT = select(func.count()).select_from(booking).where(booking.c.study_id == bindparam("study_id"))


def of_study(c: Connection, study_id: str, since: datetime) -> Sequence[Any]:
    """The bookings of a study that begin from a moment on, the soonest first."""
    return c.execute(_OF_STUDY, {"study_id": study_id, "since": since}).all()


def unconfirmed(c: Connection, study_id: str) -> Sequence[Any]:
    """What was asked for in a study and is not confirmed, the soonest first."""
    return c.execute(_UNCONFIRMED, {"study_id": study_id}).all()


def of_case(c: Connection, case_id: str) -> Sequence[Any]:
    """The bookings of a case, the latest first."""
    return c.execute(_OF_CASE, {"case_id": case_id}).all()


def one(c: Connection, booking_id: str) -> Any | None:
    """One booking with what stands around it."""
    return c.execute(_ONE, {"booking_id": booking_id}).first()


def live(c: Connection) -> Sequence[Any]:
    """Every booking that takes time that lies ahead, of all studies."""
    return c.execute(_LIVE).all()


def of_interpreter(c: Connection, interpreter_id: str) -> Sequence[Any]:
    """What an interpreter is asked or booked for, the soonest first."""
    return c.execute(_OF_INTERPRETER, {"interpreter_id": interpreter_id}).all()


def taken(c: Connection, study_id: str, since: datetime) -> dict[str, list[Any]]:
    """When each interpreter is asked or booked from a moment on: rows of case_id, starts_at, minutes."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_TAKEN, {"study_id": study_id, "since": since}):
        found.setdefault(row.interpreter_id, []).append(row)
    return found


def near(
    c: Connection,
    begins: datetime,
    ends: datetime,
    *,
    participant_id: str,
    household_id: str | None,
    interpreter_id: str | None,
) -> Sequence[Any]:
    """What an interpreter or a household is asked or booked for that begins within a span."""
    values = {"begins": begins, "ends": ends, "who": interpreter_id}
    return c.execute(_NEAR, values | {"participant_id": participant_id, "household_id": household_id}).all()


def standing(c: Connection, study_id: str, since: datetime) -> Sequence[Any]:
    """Appointments that stand from a moment on: whose time is taken, and of which household."""
    return c.execute(_STANDING, {"study_id": study_id, "since": since}).all()


def last_time(c: Connection, participant_id: str) -> str | None:
    """Who interpreted for her last."""
    return c.execute(_LAST, {"participant_id": participant_id}).scalar()


def with_agency(c: Connection, agency_id: str, participant_id: str) -> tuple[str, tuple[str, ...]]:
    """An agency's own references: of who came to her last ("": nobody), and of those who knew the family."""
    rows = c.execute(_WITH_AGENCY, {"agency_id": agency_id, "participant_id": participant_id}).all()
    knew = [one for one in rows if one.why == KNEW]
    barred = {one.interpreter_id for one in knew if one.interpreter_id}
    liked = [one.theirs for one in rows if one.why != KNEW and one.interpreter_id not in barred]
    return (liked[0] if liked else "", tuple(one.theirs for one in knew))


def declined_for(c: Connection, case_id: str, starts_at: datetime) -> frozenset[str]:
    """Who has said no to a case's time already: ids of interpreters and agencies."""
    rows = c.execute(_PASSED, {"case_id": case_id, "starts_at": starts_at})
    return frozenset(one for row in rows for one in row if one)


def next_reference(c: Connection, study_id: str) -> str:
    """The reference of the next booking: B-0001 and so on. Nobody else takes one until the verb is kept."""
    once.alone(c, f"booking of {study_id}")
    return f"B-{c.execute(_COUNT, {'study_id': study_id}).scalar_one() + 1:04d}"


def has_task(c: Connection, booking_id: str, cause: str) -> bool:
    """Whether a task was left for a cause of a booking, open or done."""
    query = select(task.c.id).where(task.c.cause == f"booking:{booking_id}:{cause}"[:80])
    return c.execute(query).first() is not None


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """A new booking."""
    c.execute(_ADD, dict(row))


def move(c: Connection, booking_id: str, was: str, **values: Any) -> bool:
    """Change a booking that still stands in a state; whether it did."""
    return change(c, booking, {"id": booking_id, "state": was}, values) == 1
