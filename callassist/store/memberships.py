"""Who lives in which household, from when to when; and how many units a study counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from callassist.store.cases import case_
from callassist.store.people import household, membership, participant

_ADD, _ADD_HOUSEHOLD = insert(membership), insert(household)
_HELD = (
    select(membership)
    .where(
        (membership.c.participant_id == bindparam("member")) | (membership.c.child_id == bindparam("member"))
    )
    .order_by(membership.c.since, membership.c.id)
)
_END = (
    update(membership)
    .where(membership.c.participant_id == bindparam("member"), membership.c.until.is_(None))
    .values(until=bindparam("day"))
)
_BY_CODE = select(household.c.id).where(
    household.c.study_id == bindparam("of_study"), household.c.code == bindparam("label")
)
_UNITS = select(func.count(participant.c.unit_id.distinct())).where(
    participant.c.study_id == bindparam("of_study"), participant.c.strand == bindparam("in_strand")
)
_DONE = (
    select(func.count(participant.c.unit_id.distinct()))
    .join(case_, case_.c.participant_id == participant.c.id)
    .where(
        participant.c.study_id == bindparam("of_study"),
        participant.c.strand == bindparam("in_strand"),
        case_.c.wave == bindparam("asked"),
        case_.c.state.in_(("complete", "partial")),
    )
)


def of_member(c: Connection, member: str) -> Sequence[Any]:
    """The memberships of a participant or child, oldest first; one without an end still holds."""
    return c.execute(_HELD, {"member": member}).all()


def end(c: Connection, participant_id: str, day: date) -> None:
    """End the memberships that a participant still has: the day is the first on which they do not hold."""
    c.execute(_END, {"member": participant_id, "day": day})


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new membership."""
    c.execute(_ADD, dict(row))


def household_by_label(c: Connection, study_id: str, label: str) -> str | None:
    """The id of a household by its label in a study, or None."""
    found: str | None = c.execute(_BY_CODE, {"of_study": study_id, "label": label}).scalar()
    return found


def add_household(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new household."""
    c.execute(_ADD_HOUSEHOLD, dict(row))


def lives_now_in(c: Connection, participant_id: str, household_id: str) -> None:
    """Say in which household a participant is rung from now on."""
    c.execute(update(participant).where(participant.c.id == participant_id).values(household_id=household_id))


def units(c: Connection, study_id: str, strand: str, wave: str) -> tuple[int, int]:
    """How many units take part in a strand, and how many have an interview of a wave: each counted once."""
    asked = {"of_study": study_id, "in_strand": strand}
    return int(c.execute(_UNITS, asked).scalar_one()), int(
        c.execute(_DONE, {**asked, "asked": wave}).scalar_one()
    )
