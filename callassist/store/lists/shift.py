"""An interviewer's shift: what she tried today, the notes left for her, the call-backs that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from callassist.store.bookings import booking
from callassist.store.cases import case_, contact, hold, task
from callassist.store.holds import LIVE
from callassist.store.interviews import interview
from callassist.store.lists.line import CALL_BACKS
from callassist.store.people import participant
from callassist.store.staff import note, staff
from callassist.store.tracing import NAMED_RANG

MOST = 300
_TRIED = select(func.count()).where(
    contact.c.by == bindparam("me"),
    contact.c.at >= bindparam("since"),
    contact.c.attempt,
    contact.c.corrected_by.is_(None),
    contact.c.study_id.in_(bindparam("studies", expanding=True)),
)
_INTERVIEWS = select(func.count()).where(
    interview.c.by == bindparam("me"),
    interview.c.finished_at >= bindparam("since"),
    interview.c.practice.is_(False),
    interview.c.study_id.in_(bindparam("studies", expanding=True)),
)
_SO_FAR = select(_TRIED.scalar_subquery().label("tried"), _INTERVIEWS.scalar_subquery().label("finished"))
_OPEN_HERS = (
    select(hold.c.case_id, participant.c.number)
    .outerjoin(case_, case_.c.id == hold.c.case_id)
    .outerjoin(participant, participant.c.id == case_.c.participant_id)
    .where(hold.c.by == bindparam("me"), LIVE, hold.c.note_at.is_not(None))
    .order_by(participant.c.number)
)
_NOTES = (
    select(note.c.id, note.c.study_id, note.c.words, note.c.at, staff.c.name, participant.c.number)
    .outerjoin(staff, staff.c.id == note.c.by)
    .outerjoin(case_, case_.c.id == note.c.case_id)
    .outerjoin(participant, participant.c.id == case_.c.participant_id)
    .where(
        note.c.study_id.in_(bindparam("studies", expanding=True)),
        or_(note.c.to == bindparam("me"), and_(note.c.to.is_(None), note.c.case_id.is_(None))),
        note.c.read_at.is_(None),
    )
    .order_by(note.c.at.desc())
    .limit(8)
)
_CALL_BACKS = (
    select(
        task.c.id,
        task.c.study_id,
        task.c.kind,
        task.c.case_id,
        task.c.words,
        task.c.more,
        task.c.raised_at,
        task.c.due_at,
        participant.c.number,
        participant.c.site,
        participant.c.strand,
        participant.c.language.label("needs"),
    )
    .outerjoin(participant, participant.c.id == task.c.participant_id)
    .where(
        task.c.study_id.in_(bindparam("studies", expanding=True)),
        task.c.state == "open",
        task.c.kind.in_((*CALL_BACKS, NAMED_RANG)),
    )
    .order_by(task.c.raised_at)
    .limit(MOST)
)
_BOOKINGS = (
    select(
        booking.c.case_id,
        booking.c.appointment_id,
        booking.c.state,
        booking.c.reference,
        booking.c.theirs,
        booking.c.starts_at,
    )
    .where(booking.c.case_id.in_(bindparam("ids", expanding=True)), booking.c.state != "cancelled")
    .order_by(booking.c.asked_at, booking.c.id)
)


def so_far(c: Connection, studies: Sequence[str], me: str, since: datetime) -> tuple[int, int]:
    """How many attempts she has logged and interviews she has finished since a moment; practice not."""
    row = c.execute(_SO_FAR, {"studies": list(studies), "me": me, "since": since}).one()
    return int(row.tried), int(row.finished)


def without_outcome(c: Connection, me: str, now: datetime) -> Sequence[Any]:
    """Cases whose note she has open and that have no outcome yet: rows with case_id and number."""
    return c.execute(_OPEN_HERS, {"me": me, "now": now}).all()


def notes(c: Connection, studies: Sequence[str], me: str) -> Sequence[Any]:
    """Notes left for her or for everybody, latest first; the words are sealed under the study's key."""
    return c.execute(_NOTES, {"studies": list(studies), "me": me}).all()


def call_backs(c: Connection, studies: Sequence[str]) -> Sequence[Any]:
    """Who waits to be rung back in these studies, longest first; whose they are is judged from the rows."""
    return c.execute(_CALL_BACKS, {"studies": list(studies)}).all()


def booked(c: Connection, case_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Bookings of interpreters by case, the last asked for last; those taken back are left out."""
    found: dict[str, list[Any]] = {}
    for row in c.execute(_BOOKINGS, {"ids": list(case_ids)}) if case_ids else ():
        found.setdefault(row.case_id, []).append(row)
    return found
