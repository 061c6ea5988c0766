"""One case as its page shows it: nine queries, and nothing of allocation, cohort, course or partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, text

from callassist.store import holds
from callassist.store.cases import appointment, case_, contact, task
from callassist.store.outbox import last_opt_outs, participation_of
from callassist.store.people import identity, participant, phone, tracing_contact
from callassist.store.staff import note, staff
from callassist.store.studies import IS_PAUSED
from callassist.store.texts import message

_NAMED = (  # whether she named somebody who may be asked how to reach her
    exists()
    .where(tracing_contact.c.participant_id == case_.c.participant_id, tracing_contact.c.ended_at.is_(None))
    .correlate(case_)
)
_CASE = (
    select(
        case_.c.id,
        case_.c.study_id,
        case_.c.participant_id,
        case_.c.strand,
        case_.c.plan,
        case_.c.wave,
        case_.c.site,
        case_.c.state,
        case_.c.disposition,
        case_.c.opens_at,
        case_.c.closes_on,
        case_.c.closes_at,
        case_.c.version,
        IS_PAUSED.label("paused"),
        participant.c.number,
        participant.c.initials,
        participant.c.role,
        participant.c.household_id,
        participant.c.language.label("needs"),
        participant.c.access,
        participant.c.times,
        participant.c.stopped_at,
        participant.c.wrapped_key,
        identity.c.record,
        _NAMED.label("named"),
    )
    .join(participant, participant.c.id == case_.c.participant_id)
    .outerjoin(identity, identity.c.participant_id == participant.c.id)
    .where(case_.c.id == bindparam("case_id"))
)
_PHONES = (
    select(phone)
    .where(phone.c.participant_id == bindparam("participant_id"))
    .order_by(phone.c.place, phone.c.id)
)
_LEDGER = (
    select(
        contact.c.id,
        contact.c.case_id,
        contact.c.channel,
        contact.c.direction,
        contact.c.at,
        contact.c.outcome,
        contact.c.attempt,
        contact.c.slot,
        contact.c.language,
        contact.c.by,
        contact.c.seconds,
        contact.c.interview_id,
        contact.c.phone_id,
        contact.c.tracing_id,
        contact.c.extent,
        contact.c.note,
        contact.c.corrects,
        contact.c.corrected_by,
        contact.c.correction_reason,
        contact.c.recorded_at,
        staff.c.name,
        message.c.receipt,
        message.c.state.label("text_state"),
    )
    .outerjoin(staff, staff.c.id == contact.c.by)
    .outerjoin(message, message.c.id == contact.c.message_id)
    .where(contact.c.participant_id == bindparam("participant_id"))
    .order_by(contact.c.at.desc(), contact.c.id.desc())
)
_APPOINTMENTS = (
    select(appointment, participant.c.number, staff.c.name)
    .join(participant, participant.c.id == appointment.c.participant_id)
    .outerjoin(staff, staff.c.id == appointment.c.with_)
    .where(
        or_(
            appointment.c.case_id == bindparam("case_id"),
            and_(
                appointment.c.state.in_(("booked", "confirmed", "unclear")),
                or_(
                    appointment.c.with_ == bindparam("me"),
                    participant.c.household_id == bindparam("household_id"),
                ),
            ),
        )
    )
    .order_by(appointment.c.starts_at)
)
_TASKS = (  # of the case, and what she refused in any of hers: until that is decided it is all of them
    select(task)
    .where(task.c.case_id == bindparam("case_id"), task.c.state == "open")
    .union_all(
        select(task).where(
            task.c.participant_id == bindparam("participant_id"),
            text("kind = 'refusal' AND state = 'open'"),
            task.c.case_id != bindparam("case_id"),
        )
    )
    .order_by("raised_at")
)
_NOTES = (
    select(note.c.id, note.c.study_id, note.c.words, note.c.at, staff.c.name)
    .outerjoin(staff, staff.c.id == note.c.by)
    .where(note.c.case_id == bindparam("case_id"), or_(note.c.to.is_(None), note.c.to == bindparam("me")))
    .order_by(note.c.at.desc(), note.c.id.desc())
    .limit(8)
)


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page of one case reads. `opt_out` is the latest word on texts of each number's index.

    `notes`: what a reader or colleague passed on, for her or for whoever has the case.
    """

    case: Any
    holds: list[Any]
    phones: list[Any]
    ledger: list[Any]
    appointments: list[Any]
    tasks: list[Any]
    participation: list[Any]
    notes: list[Any]
    opt_out: dict[tuple[str, bytes], str]


def read(c: Connection, case_id: str, me: str, now: datetime) -> CasePage | None:
    """One case for one interviewer's eyes, or None when there is none."""
    case = c.execute(_CASE, {"case_id": case_id}).one_or_none()
    if case is None:
        return None
    person = {"participant_id": case.participant_id}
    phones = list(c.execute(_PHONES, person))
    near = {"case_id": case_id, "me": me, "household_id": case.household_id or ""}
    return CasePage(
        case=case,
        holds=holds.around(c, case_id, now),
        phones=phones,
        ledger=list(c.execute(_LEDGER, person)),
        appointments=list(c.execute(_APPOINTMENTS, near)),
        tasks=list(c.execute(_TASKS, {"case_id": case_id, **person})),
        participation=participation_of(c, [case.participant_id]).get(case.participant_id, []),
        notes=list(c.execute(_NOTES, {"case_id": case_id, "me": me})),
        opt_out=last_opt_outs(c, sorted({bytes(one.number_index) for one in phones})),
    )


def reaching(c: Connection, case_id: str, now: datetime) -> CasePage | None:
    """The same for the page of numbers, which needs no appointments, notes or texts; or None."""
    case = c.execute(_CASE, {"case_id": case_id}).one_or_none()
    if case is None:
        return None
    person = {"participant_id": case.participant_id}
    return CasePage(
        case=case,
        holds=holds.around(c, case_id, now),
        phones=list(c.execute(_PHONES, person)),
        ledger=list(c.execute(_LEDGER, person)),
        appointments=[],
        tasks=list(c.execute(_TASKS, {"case_id": case_id, **person})),
        participation=participation_of(c, [case.participant_id]).get(case.participant_id, []),
        notes=[],
        opt_out={},
    )
