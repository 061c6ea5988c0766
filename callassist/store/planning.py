"""The queries of planning: who and what is due to be looked at, cases as facts, appointments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from callassist.store import looking
from callassist.store.cases import appointment, case_
from callassist.store.changes import change, change_each
from callassist.store.people import child, event, participant
from callassist.store.schema import insert_new
from callassist.store.studies import cohort, site

Events = dict[str, tuple[date | None, date | None]]
"""Name of an event to the day it is planned for and the day it happened."""

_DUE_PARTICIPANTS = (
    select(participant)
    .where(participant.c.look_again_at <= bindparam("now"))
    .order_by(participant.c.look_again_at)
    .limit(bindparam("most"))
)
_DUE_CASES = (
    select(case_)
    .where(case_.c.look_again_at <= bindparam("now"))
    .order_by(case_.c.look_again_at)
    .limit(bindparam("most"))
)
_NEXT_PARTICIPANT = select(func.min(participant.c.look_again_at))
_NEXT_CASE = select(func.min(case_.c.look_again_at))
_PARTICIPANT = select(participant).where(participant.c.id == bindparam("participant_id"))
_CASE = select(case_).where(case_.c.id == bindparam("case_id"))
_CASES_OF = select(case_).where(case_.c.participant_id == bindparam("participant_id"))
_APPOINTMENTS_OF = (
    select(appointment).where(appointment.c.case_id == bindparam("case_id")).order_by(appointment.c.id)
)


def due_participants(c: Connection, now: datetime, most: int) -> Sequence[Any]:
    """Participants whose windows are to be worked out anew."""
    return c.execute(_DUE_PARTICIPANTS, {"now": now, "most": most}).all()


def due_cases(c: Connection, now: datetime, most: int) -> Sequence[Any]:
    """Cases to be looked at, longest due first."""
    return c.execute(_DUE_CASES, {"now": now, "most": most}).all()


def next_look(c: Connection) -> datetime | None:
    """The next moment at which a study, a participant or a case is to be looked at."""
    moments = [looking.since(c), *(c.execute(query).scalar() for query in (_NEXT_PARTICIPANT, _NEXT_CASE))]
    return min((moment for moment in moments if moment is not None), default=None)


def participant_row(c: Connection, participant_id: str) -> Any | None:
    """One participant."""
    return c.execute(_PARTICIPANT, {"participant_id": participant_id}).one_or_none()


def case_row(c: Connection, case_id: str) -> Any | None:
    """One case."""
    return c.execute(_CASE, {"case_id": case_id}).one_or_none()


def cases_of(c: Connection, participant_id: str) -> dict[str, Any]:
    """A participant's cases by wave."""
    return {row.wave: row for row in c.execute(_CASES_OF, {"participant_id": participant_id})}


def appointments_by_case(c: Connection, case_ids: Sequence[str]) -> dict[str, list[Any]]:
    """All appointments by case, oldest first."""
    query = select(appointment).where(appointment.c.case_id.in_(case_ids)).order_by(appointment.c.id)
    found: dict[str, list[Any]] = {}
    for row in c.execute(query):
        found.setdefault(row.case_id, []).append(row)
    return found


def appointments_of(c: Connection, case_id: str) -> Sequence[Any]:
    """All appointments of a case, oldest first."""
    return c.execute(_APPOINTMENTS_OF, {"case_id": case_id}).all()


def cases_by_participant(c: Connection, participant_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Cases by participant and wave."""
    found: dict[str, dict[str, Any]] = {}
    for row in c.execute(select(case_).where(case_.c.participant_id.in_(participant_ids))):
        found.setdefault(row.participant_id, {})[row.wave] = row
    return found


def events_of(c: Connection, participants: Sequence[Any]) -> dict[str, Events]:
    """By participant: the named events of her, her unit, its index child, her site and her course.

    The nearer to her, the more it counts; of several of one name the latest word does.
    """
    units = {row.unit_id for row in participants if row.unit_id}
    children = c.execute(
        select(child.c.id, child.c.unit_id).where(child.c.unit_id.in_(units), child.c.index_child)
    ).all()
    places = _places(c, {row.study_id for row in participants})
    subjects = {row.id for row in participants} | units | {one.id for one in children} | set(places.values())
    told = c.execute(
        select(event.c.subject_id, event.c.name, event.c.planned, event.c.actual)
        .where(event.c.subject_id.in_(subjects))
        .order_by(event.c.recorded_at, event.c.id)
    ).all()
    of_subject: dict[str, Events] = {}
    for one in told:
        of_subject.setdefault(one.subject_id, {})[one.name] = (one.planned, one.actual)
    born = {one.unit_id: one.id for one in children}
    return {
        row.id: {
            **of_subject.get(places.get((row.study_id, "site", row.site), ""), {}),
            **of_subject.get(places.get((row.study_id, "cohort", row.cohort), ""), {}),
            **of_subject.get(row.unit_id or "", {}),
            **of_subject.get(born.get(row.unit_id, ""), {}),
            **of_subject.get(row.id, {}),
        }
        for row in participants
    }


def _places(c: Connection, study_ids: Collection[str]) -> dict[tuple[str, str, str | None], str]:
    """The ids of sites and courses by study and code."""
    return {
        (row.study_id, table.name, row.code): row.id
        for table in (site, cohort)
        for row in c.execute(
            select(table.c.id, table.c.study_id, table.c.code).where(table.c.study_id.in_(study_ids))
        )
    }


def add_cases(c: Connection, dialect: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add cases, each unless the participant has one for that wave."""
    if rows:
        c.execute(insert_new(case_, dialect, ("participant_id", "wave")), rows)


def change_case(c: Connection, case_id: str, version: int, **values: Any) -> bool:
    """Change a case that is still at `version`; whether it was."""
    by = {"id": case_id, "version": version}
    return change(c, case_, by, {"version": version + 1, **values}) == 1


def change_cases(c: Connection, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> bool:
    """Change cases as they were read (rows of case_), all naming the same columns; whether none had moved.

    One that was to be looked at again since then has moved too, or that wish would be lost.
    """
    rows = [
        (
            {"id": row.id, "version": row.version, "look_again_at": row.look_again_at},
            {"version": row.version + 1, **to},
        )
        for row, to in changes
    ]
    return change_each(c, case_, rows) == len(rows)


def look_at_case(c: Connection, case_id: str, at: datetime | None, **values: Any) -> None:
    """Say when a case is looked at next, without a change that others would have to read."""
    change(c, case_, {"id": case_id}, {"look_again_at": at, **values})


def look_at_participants_cases(c: Connection, participant_id: str, now: datetime) -> None:
    """Have a participant's cases looked at again."""
    change(c, case_, {"participant_id": participant_id}, {"look_again_at": now})


def look_at_participant(c: Connection, participant_id: str, at: datetime | None, **values: Any) -> None:
    """Say when a participant's windows are worked out next."""
    change(c, participant, {"id": participant_id}, {"look_again_at": at, **values})


def looked_at(c: Connection, changes: Sequence[tuple[Any, Mapping[str, Any]]]) -> bool:
    """Keep what working windows out said of participants as they were read; whether none was asked again."""
    rows = [({"id": row.id, "look_again_at": row.look_again_at}, to) for row, to in changes]
    return change_each(c, participant, rows) == len(rows)


def look_at_cohort(c: Connection, study_id: str, cohort: str, now: datetime, *, hold: bool) -> int:
    """Have all participants of a reference cohort looked at; how many."""
    return c.execute(
        update(participant)
        .where(participant.c.study_id == study_id, participant.c.cohort == cohort)
        .values(look_again_at=now, hold_new=hold)
    ).rowcount


def change_appointment(c: Connection, appointment_id: str, was: Sequence[str], **values: Any) -> bool:
    """Change an appointment that is still in one of the states `was`."""
    done = c.execute(
        update(appointment)
        .where(appointment.c.id == appointment_id, appointment.c.state.in_(was))
        .values(**values)
    )
    return done.rowcount == 1


def add_appointment(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new appointment."""
    c.execute(insert(appointment), dict(row))
