"""Courses with the dates in use, who hangs on them, and every move of an end with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from callassist.store.cases import appointment, case_
from callassist.store.people import participant
from callassist.store.schema import an_id, at, day, metadata, of, sealed
from callassist.store.studies import cohort, site

cohort_move = Table(
    "cohort_move",
    metadata,
    an_id(),
    of("study_id", index=True),
    of("cohort_id", index=True),
    day("was", nullable=False),
    day("moved_to", nullable=False),
    sealed("reason", nullable=False),
    of("by"),
    at("at", nullable=False),
)


def sites(c: Connection, study_id: str) -> Sequence[Any]:
    """The sites of a study by name."""
    return c.execute(select(site).where(site.c.study_id == study_id).order_by(site.c.name)).all()


def people_by_cohort(c: Connection, study_id: str) -> dict[str, int]:
    """How many participants have each course as their reference; both groups together."""
    query = (
        select(participant.c.cohort, func.count())
        .where(participant.c.study_id == study_id, participant.c.cohort.is_not(None))
        .group_by(participant.c.cohort)
    )
    return {str(code): count for code, count in c.execute(query)}


def moves(c: Connection, study_id: str) -> Sequence[Any]:
    """Every move of a course's end, latest first."""
    return c.execute(
        select(cohort_move).where(cohort_move.c.study_id == study_id).order_by(cohort_move.c.id.desc())
    ).all()


def move_end(c: Connection, cohort_id: str, was: date, ends: date) -> bool:
    """Give a course another end, if it still has the one that was looked at; whether it had."""
    return (
        c.execute(
            update(cohort).where(cohort.c.id == cohort_id, cohort.c.ends == was).values(ends=ends)
        ).rowcount
        == 1
    )


def add_move(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep that an end was moved, and why."""
    c.execute(insert(cohort_move), dict(row))


def members(c: Connection, study_id: str, code: str) -> Sequence[Any]:
    """Participants of a reference cohort."""
    return c.execute(
        select(participant).where(participant.c.study_id == study_id, participant.c.cohort == code)
    ).all()


def cases_of(c: Connection, study_id: str, code: str) -> Sequence[Any]:
    """Cases of a reference cohort's participants, with the study number."""
    return c.execute(
        select(case_, participant.c.number, participant.c.role)
        .join(participant, participant.c.id == case_.c.participant_id)
        .where(participant.c.study_id == study_id, participant.c.cohort == code)
    ).all()


def appointments_of(c: Connection, study_id: str, code: str) -> dict[str, list[Any]]:
    """All appointments of a reference cohort's cases, by case."""
    rows = c.execute(
        select(appointment)
        .join(participant, participant.c.id == appointment.c.participant_id)
        .where(participant.c.study_id == study_id, participant.c.cohort == code)
        .order_by(appointment.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found
