"""Who works when: shifts of those who ring families, and the rows of the duty rota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Table, bindparam, func, insert, select, update

from callassist.store.interviews import interview, sitting
from callassist.store.schema import an_id, at, metadata, of, row_of
from callassist.store.staff import DutyRow, duty, staff

shift = Table(
    "shift",
    metadata,
    an_id(),
    of("study_id"),
    of("staff_id"),
    at("since", nullable=False),
    at("until", nullable=False),
    of("planned_by"),
    at("planned_at", nullable=False),
    at("ended_at"),  # taken off the rota; the row stays
    of("ended_by", nullable=True),
    Index("ix_shift_when", "study_id", "until"),
    Index("ix_shift_hers", "staff_id", "until"),
)

_LIVE: tuple[Column[Any], ...] = (
    shift.c.id,
    shift.c.study_id,
    shift.c.staff_id,
    shift.c.since,
    shift.c.until,
)
_BETWEEN = (
    select(*_LIVE, staff.c.name, staff.c.languages)
    .join(staff, staff.c.id == shift.c.staff_id)
    .where(
        shift.c.study_id.in_(bindparam("studies", expanding=True)),
        shift.c.until > bindparam("begins"),
        shift.c.since < bindparam("ends"),
        shift.c.ended_at.is_(None),
        staff.c.closed_at.is_(None),
    )
    .order_by(shift.c.since, staff.c.name, shift.c.id)
)
_HERS = (
    select(*_LIVE)
    .where(
        shift.c.staff_id == bindparam("of_staff"),
        shift.c.until > bindparam("begins"),
        shift.c.since < bindparam("ends"),
        shift.c.ended_at.is_(None),
    )
    .order_by(shift.c.since)
)
_ADD = insert(shift)
_END = (
    update(shift)
    .where(
        shift.c.id == bindparam("shift_id"),
        shift.c.study_id == bindparam("of_study"),
        shift.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"), ended_by=bindparam("who"))
)
_SIGN_INS = select(staff.c.sign_in, staff.c.id).where(staff.c.closed_at.is_(None))
_LAST_CALLS = (
    select(sitting.c.study_id, func.max(sitting.c.ended_at).label("ended_at"))
    .join(interview, interview.c.id == sitting.c.interview_id)
    .where(
        sitting.c.by == bindparam("of_staff"),
        sitting.c.ended_at > bindparam("since"),
        sitting.c.mode != "paper",
        interview.c.practice.is_(False),
    )
    .group_by(sitting.c.study_id)
)
_DUTY = (
    select(duty)
    .where(
        duty.c.study_id == bindparam("of_study"),
        duty.c.until > bindparam("begins"),
        duty.c.since < bindparam("ends"),
        duty.c.until > duty.c.since,  # one that was taken off before it began is empty
    )
    .order_by(duty.c.since, duty.c.id)
)
_ONE_DUTY = select(duty).where(duty.c.id == bindparam("duty_id"))
_SHORTEN = (
    update(duty)
    .where(duty.c.id == bindparam("duty_id"), duty.c.until > bindparam("ends"))
    .values(until=bindparam("ends"))
)


def between(c: Connection, studies: Sequence[str], begins: datetime, ends: datetime) -> Sequence[Any]:
    """Shifts of these studies that lie in a span, with name and languages, the earliest first."""
    return c.execute(_BETWEEN, {"studies": list(studies), "begins": begins, "ends": ends}).all()


def hers(c: Connection, staff_id: str, begins: datetime, ends: datetime) -> Sequence[Any]:
    """The shifts of one person that lie in a span, of all studies, the earliest first."""
    return c.execute(_HERS, {"of_staff": staff_id, "begins": begins, "ends": ends}).all()


def sign_ins(c: Connection) -> dict[str, str]:
    """Who works here by the name of signing in: its id."""
    return {row.sign_in: row.id for row in c.execute(_SIGN_INS)}


def last_interviews(c: Connection, staff_id: str, since: datetime) -> dict[str, datetime]:
    """When somebody's last interview ended in each study, of those that ended since a moment."""
    rows = c.execute(_LAST_CALLS, {"of_staff": staff_id, "since": since})
    return {row.study_id: row.ended_at for row in rows}


def add(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep planned shifts."""
    if rows:
        c.execute(_ADD, [dict(row) for row in rows])


def end(c: Connection, study_id: str, shift_id: str, by: str, now: datetime) -> bool:
    """Take a shift off a study's rota; whether it stood there."""
    values = {"of_study": study_id, "shift_id": shift_id, "who": by, "now": now}
    return c.execute(_END, values).rowcount == 1


def rota(c: Connection, study_id: str, begins: datetime, ends: datetime) -> Sequence[Any]:
    """The rows of the duty rota that lie in a span, with their ids, the earliest first."""
    return c.execute(_DUTY, {"of_study": study_id, "begins": begins, "ends": ends}).all()


def duty_row(c: Connection, duty_id: str) -> Any | None:
    """One row of the duty rota."""
    return c.execute(_ONE_DUTY, {"duty_id": duty_id}).first()


def end_duty(c: Connection, duty_id: str, at: datetime) -> bool:
    """Let a row of the duty rota end at a moment; whether that was earlier than it would have."""
    return c.execute(_SHORTEN, {"duty_id": duty_id, "ends": at}).rowcount == 1


def as_lead(row: Any) -> DutyRow:
    """A row of the rota as whoever is on duty."""
    known = row_of(row)
    return DutyRow(**{name: known[name] for name in DutyRow.__slots__})
