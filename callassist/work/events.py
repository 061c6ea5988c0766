"""What has happened: a birth, a loss, a plan closed. Waves that hang on it follow; a loss stops them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from callassist.errors import Refusal
from callassist.people.family import Pregnancy
from callassist.people.record import ChildIdentity
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.awaited import cause_of_learning
from callassist.store import events, tasks
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once, known
from callassist.work.stopping import Death, Loss, stop_family
from callassist.work.verb import Line, again

BIRTH, LOST = "birth", "loss"


class Subject(StrEnum):
    """What an event is about."""

    PARTICIPANT = "participant"
    UNIT = "unit"
    CHILD = "child"
    COHORT = "cohort"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Happened:
    """A dated thing: planned, actual or both; neither takes an earlier one back. `source`: how we know."""

    study_id: str
    subject: Subject
    subject_id: str
    name: str
    planned: date | None = None
    actual: date | None = None
    source: str = ""


def keep_event(c: Connection, happened: Happened, *, by: str, now: datetime) -> None:
    """Keep an event inside another verb's transaction, and have the windows that hang on it worked out."""
    events.add(
        c,
        {
            "id": new_id(),
            "study_id": happened.study_id,
            "subject": happened.subject,
            "subject_id": happened.subject_id,
            "name": happened.name,
            "planned": happened.planned,
            "actual": happened.actual,
            "source": happened.source,
            "recorded_at": now,
            "by": by,
        },
    )
    events.look_at_those_who_hang_on(c, happened.study_id, happened.subject, happened.subject_id, now)


@again
def record(house: House, happened: Happened, *, by: str, token: str) -> str:
    """Record that something happened, or is planned; every wave that hangs on it follows."""
    now = house.now()
    _not_ahead(happened.actual, now)
    if not happened.name.strip():
        raise Refusal("What happened", "it is empty.", "Name it as the protocol does.")

    def work(c: Connection) -> str:
        keep_event(c, happened, by=by, now=now)
        return happened.subject_id

    more = {"event": happened.name, "subject": happened.subject}
    done = keep_once(
        house, Line(by, "record event", now, happened.study_id, happened.subject_id, more), token, work
    )
    house.wake("plan")
    return done


@again
def birth(house: House, child_id: str, on: date, *, by: str, token: str, called: str = "") -> str:
    """A child was born: its waves hang on the day from now on, and the task to learn of it is done."""
    now = house.now()
    _not_ahead(on, now)
    row = _child(house, child_id)
    sealed = _told_born(house, row, called, on)

    def work(c: Connection) -> str:
        events.change_child(c, child_id, outcome=Pregnancy.BORN, record=sealed)
        keep_event(c, _of_child(row, BIRTH, actual=on), by=by, now=now)
        _learnt(c, row, by, "a birth was recorded", now)
        return child_id

    done = keep_once(house, Line(by, "record birth", now, row.study_id, child_id), token, work)
    house.wake("plan")
    return done


@again
def loss(house: House, child_id: str, on: date | None, *, by: str, token: str) -> str:
    """A pregnancy ended in a loss: everything to the family stops first, in one step, then it is recorded.

    Of twins, the one that lives becomes the child that is asked about, for the day when somebody has decided
    that the family may be asked again.
    """
    if (before := known(house, token)) is not None:
        return before
    now, row = house.now(), _child(house, child_id)
    if on is not None:
        _not_ahead(on, now)
    with house.database.read() as c:
        parents, twins = events.parents_of(c, row), events.twins_of(c, row)
    if parents:
        told = Loss(Death.CHILD, on, child_id)
        stop_family(house, by=by, participant_id=parents[0].id, loss=told, token=f"stop:{token}"[:80])

    def work(c: Connection) -> str:
        events.change_child(c, child_id, outcome=Pregnancy.LOST)
        keep_event(c, replace(_of_child(row, BIRTH), source="taken back"), by=by, now=now)
        keep_event(c, _of_child(row, LOST, actual=on), by=by, now=now)
        if row.index_child and twins:
            events.change_child(c, child_id, index_child=False)
            events.change_child(c, twins[0].id, index_child=True)
        return child_id

    return keep_once(house, Line(by, "record loss", now, row.study_id, child_id), token, work)


def _child(house: House, child_id: str) -> Any:
    with house.database.read() as c:
        row = events.child_row(c, child_id)
    if row is None:
        raise Refusal("Child", "it is not there.", "Choose one of the family's children.")
    if row.outcome == Pregnancy.LOST:
        raise Refusal("Child", "a loss was recorded.", "If that was wrong, ask a manager.")
    return row


def _of_child(row: Any, name: str, *, actual: date | None = None) -> Happened:
    return Happened(row.study_id, Subject.CHILD, row.id, name, actual=actual, source="told to us")


def _told_born(house: House, row: Any, called: str, on: date) -> bytes:
    where = place("child", row.id)
    before = ChildIdentity.parse(house.sealer.open(row.study_id, row.record, where))
    after = ChildIdentity(called.strip() or before.called, on.isoformat())
    return house.sealer.seal(row.study_id, after.text(), where)


def _learnt(c: Connection, row: Any, by: str, action: str, now: datetime) -> None:
    for one in events.parents_of(c, row):
        tasks.close_caused(c, cause_of_learning(one.id, BIRTH), by, action, now)


def _not_ahead(on: date | None, now: datetime) -> None:
    if on is not None and on > now.date():
        raise Refusal("Day", f"{on} lies in the future.", "Write the day it happened, or that it is planned.")
