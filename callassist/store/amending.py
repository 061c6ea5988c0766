"""What a new edition is held against: the editions there were, and every participant with her cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.store.studies import edition

CHUNK = 500
_EDITIONS = (
    select(edition.c.id, edition.c.digest, edition.c.loaded_at)
    .where(edition.c.study_id == bindparam("study_id"))
    .order_by(edition.c.loaded_at.desc())
)
_PEOPLE = (
    select(participant).where(participant.c.study_id == bindparam("study_id")).order_by(participant.c.id)
)
_HELD = (
    select(case_.c.wave, func.count())
    .where(case_.c.study_id == bindparam("study_id"), case_.c.state.in_(("complete", "partial")))
    .group_by(case_.c.wave)
)


def editions(c: Connection, study_id: str) -> Sequence[Any]:
    """The editions of a study, latest first: id, digest, loaded_at."""
    return c.execute(_EDITIONS, {"study_id": study_id}).all()


def people(c: Connection, study_id: str) -> Iterator[Sequence[Any]]:
    """All participants of a study, in chunks."""
    result = c.execute(_PEOPLE, {"study_id": study_id}, execution_options={"yield_per": CHUNK})
    yield from result.partitions()


def done_by_wave(c: Connection, study_id: str) -> dict[str, int]:
    """How many interviews of each wave are done."""
    return dict(c.execute(_HELD, {"study_id": study_id}).all())
