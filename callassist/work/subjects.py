"""Whom a scale was about: which child, and how old it was on the day of the interview.

Parents know a birth to the day, the month or the year; norms go by age, so the age is from the least to
the most that it may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.people.dates import age_on, read_partial
from callassist.people.record import ChildIdentity
from callassist.privacy.sealing import place
from callassist.questionnaire.items import Subject
from callassist.store import families, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.work import at_hand
from callassist.work.house import House

Years = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Child:
    """A child of whom parents were asked. `age`: least and most full years; None where no birth is known."""

    id: str
    age: Years | None


@dataclass(frozen=True, slots=True)
class Children:
    """The children as this interview was told of them: the index child, and each row of a repeat."""

    index: Child | None = None
    rows: tuple[Child, ...] = ()

    def meant(self, subject: Subject, rows: Sequence[int]) -> Child | None:
        """The child that an administration is about, or None when it is about nobody we know as a child."""
        match subject:
            case Subject.INDEX_CHILD:
                return self.index
            case Subject.ROW_CHILD:
                number = rows[-1] if rows else 0
                return self.rows[number - 1] if 1 <= number <= len(self.rows) else None
            case _:
                return None


NOBODY = Children()


def children(c: Connection, house: House, held: Held) -> Children:
    """The children that an interview was told of when it began, with their ages on the day it was held."""
    brought = at_hand.instances(c, house, held)
    index = str(brought.get("enrolment", {}).get("index_child", ""))
    rows = [str(row.get("child", "")) for row in brought.get("children", ())]
    records = families.child_records(c, sorted({one for one in (index, *rows) if one}))
    if not records:
        return NOBODY
    zone = ZoneInfo(at_hand.protocol_at_start(house, held).study.zone)
    first = next(iter(sittings.of_interview(c, held.id)), None)
    began = first.held_at if first is not None and first.held_at is not None else held.started_at
    day = began.astimezone(zone).date()
    ages = {one: _age(_born(house, held, one, record), day) for one, record in records.items()}
    found = {one: Child(one, ages.get(one)) for one in (index, *rows)}
    return Children(found[index] if index else None, tuple(found[one] for one in rows))


def _born(house: House, held: Held, child_id: str, record: bytes) -> str:
    return ChildIdentity.parse(house.sealer.open(held.study_id, record, place("child", child_id))).born


def _age(born: str, day: date) -> Years | None:
    if not born:
        return None
    try:
        known = read_partial(born)
    except Refusal:
        return None
    if known.earliest > day:
        return None
    age = age_on(known, day)
    return age.least, age.most
