"""What stories ask of a trial in the field's words: windows, tasks, children, a time agreed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from callassist.privacy.tokens import new_token
from callassist.store import households, memberships, planning, registry
from callassist.store.cases import case_, task
from callassist.store.people import participant
from callassist.work import appointments
from callassist.work.actor import Actor, Grant, Role
from callassist.work.house import Running
from tests.trial import Trial

Windows = dict[str, tuple[date, date]]


def windows(trial: Trial, participant_id: str) -> Windows:
    """Her waves with the days on which each opens and closes."""
    with trial.house.database.read() as c:
        found = planning.cases_of(c, participant_id)
    return {wave: (row.opens_on, row.closes_on) for wave, row in found.items()}


def states(trial: Trial, participant_id: str) -> dict[str, str]:
    """Her waves with what has become of each."""
    with trial.house.database.read() as c:
        return {wave: row.state for wave, row in planning.cases_of(c, participant_id).items()}


def all_states(trial: Trial, study: Running, wave: str) -> set[str]:
    """What has become of a wave over all participants of a study."""
    with trial.house.database.read() as c:
        query = select(case_.c.state).where(case_.c.study_id == study.id, case_.c.wave == wave)
        return set(c.execute(query).scalars())


def open_tasks(trial: Trial, study: Running) -> list[tuple[str, str]]:
    """The kinds of tasks that wait, each with the study number it is about."""
    with trial.house.database.read() as c:
        query = (
            select(task.c.kind, participant.c.number)
            .join(participant, participant.c.id == task.c.participant_id)
            .where(task.c.study_id == study.id, task.c.state == "open")
            .order_by(task.c.raised_at)
        )
        return [(row.kind, row.number) for row in c.execute(query)]


def children(trial: Trial, participant_id: str) -> list[Any]:
    """The children of her household and unit, in the order they were given."""
    with trial.house.database.read() as c:
        row = planning.participant_row(c, participant_id)
        return list(households.children(c, row))


def homes(trial: Trial, member: str) -> list[tuple[str, date, date | None]]:
    """The households that a participant or child has lived in: the id, since when, until when."""
    with trial.house.database.read() as c:
        return [(row.household_id, row.since, row.until) for row in memberships.of_member(c, member)]


def person(trial: Trial, study: Running, number: str) -> str:
    """A participant's id by study number."""
    with trial.house.database.read() as c:
        return registry.study_numbers(c, study.id)[number]


def interviewer(study: Running) -> Actor:
    """Somebody who may ring every family of a study."""
    return Actor(
        "interviewer-1", "samina", "Samina Yusuf", ("en-GB", "ur"), (Grant(Role.INTERVIEWER, study.id),)
    )


def book(trial: Trial, study: Running, participant_id: str, wave: str, wall: str) -> str:
    """Agree a time with a parent, by wall clock: "2026-10-25 11:30"."""
    trial.settle()
    case = trial.case(participant_id, wave)
    wanted = appointments.Wanted(datetime.fromisoformat(wall), None, named_by_her=True)
    made = appointments.book(trial.house, interviewer(study), case.id, wanted, token=new_token())
    trial.settle()
    return made
