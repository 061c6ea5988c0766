"""Dated things and the children they are about: what is written when one happens, and who hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from callassist.store.people import child, event, participant
from callassist.store.studies import cohort, site

_ADD = insert(event)
_CHILD = select(child).where(child.c.id == bindparam("child_id"))
_AWAITED_BESIDE = (
    select(child)
    .where(
        child.c.unit_id == bindparam("of_unit"),
        child.c.due_on == bindparam("due"),
        child.c.id != bindparam("but"),
        child.c.outcome.in_(("awaited", "born")),
        child.c.died_on.is_(None),
    )
    .order_by(child.c.place, child.c.id)
)
_PARENTS = (
    select(participant)
    .where(
        or_(
            participant.c.unit_id == bindparam("of_unit"),
            participant.c.household_id == bindparam("of_household"),
        )
    )
    .order_by(participant.c.number)
)


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep an event; of several of one name the last that was recorded counts."""
    c.execute(_ADD, dict(row))


def child_row(c: Connection, child_id: str) -> Any | None:
    """One child, born or awaited."""
    return c.execute(_CHILD, {"child_id": child_id}).one_or_none()


def twins_of(c: Connection, row: Any) -> Sequence[Any]:
    """Other children of the same pregnancy that are awaited, or born and alive."""
    asked = {"of_unit": row.unit_id, "due": row.due_on, "but": row.id}
    return c.execute(_AWAITED_BESIDE, asked).all() if row.due_on is not None else ()


def parents_of(c: Connection, row: Any) -> Sequence[Any]:
    """The participants of a child's unit or household, by study number."""
    return c.execute(_PARENTS, {"of_unit": row.unit_id, "of_household": row.household_id}).all()


def change_child(c: Connection, child_id: str, **values: Any) -> None:
    """Keep what has become of a child."""
    c.execute(update(child).where(child.c.id == child_id).values(**values))


def look_at_those_who_hang_on(c: Connection, study_id: str, subject: str, of: str, now: datetime) -> None:
    """Have the windows of everybody worked out anew whose waves may hang on an event of a subject."""
    match subject:
        case "participant":
            which = participant.c.id == of
        case "unit":
            which = participant.c.unit_id == of
        case "child":
            which = participant.c.unit_id.in_(select(child.c.unit_id).where(child.c.id == of))
        case "cohort":
            which = participant.c.cohort.in_(select(cohort.c.code).where(cohort.c.id == of))
        case _:
            which = participant.c.site.in_(select(site.c.code).where(site.c.id == of))
    c.execute(update(participant).where(participant.c.study_id == study_id, which).values(look_again_at=now))
