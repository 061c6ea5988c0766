"""The same effort by arm, for those who may see who is in which: whether both arms were tried alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from callassist.store.cases import case_
from callassist.store.lists.effort import opened, sums, tries
from callassist.store.people import allocation, participant
from callassist.store.schema import row_of
from callassist.study.contact import Contact


@dataclass(frozen=True, slots=True)
class ArmRow:
    """Cases whose window has opened, of one interview and arm, and how they were tried."""

    wave: str
    arm: str | None
    cases: int
    done: int
    attempts: int
    asked: int
    missed: int
    kept: int
    untried: int
    foreign: int
    own: int


def by_arm(
    c: Connection, study_id: str, strands: Sequence[str], protocol: Contact, now: datetime
) -> list[ArmRow]:
    """By interview and arm; who was not allocated stands under no arm. One query."""
    tried, by = tries(), (case_.c.wave, allocation.c.arm)
    joined = (
        select(*by, *sums(protocol, tried))
        .join(participant, participant.c.id == case_.c.participant_id)
        .outerjoin(allocation, allocation.c.unit_id == participant.c.unit_id)
        .outerjoin(tried, tried.c.case_id == case_.c.id)
    )
    query = opened(joined, strands, None).group_by(*by).order_by(*by)
    return [ArmRow(**row_of(row)) for row in c.execute(query, {"study_id": study_id, "now": now})]
