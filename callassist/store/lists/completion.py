"""How many cases stand where, by interview, site and language: counted in the database, without arms."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, literal, select

from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.store.schema import row_of


@dataclass(frozen=True, slots=True)
class Count:
    """So many cases of one wave, site and language in one state."""

    wave: str
    site: str
    language: str | None
    state: str
    cases: int


_BY = (case_.c.wave, case_.c.site, case_.c.language, case_.c.state)
_COUNTS = (
    select(*_BY, func.count().label("cases"))
    .where(
        case_.c.study_id == bindparam("study_id"),
        case_.c.strand.in_(bindparam("strands", expanding=True)),
    )
    .group_by(*_BY)
)
_STOPPED_EARLY = (
    select(*_BY[:3], literal("stopped").label("state"), func.count().label("cases"))
    .where(
        case_.c.study_id == bindparam("study_id"),
        case_.c.state == bindparam("stopped", "stopped", literal_execute=True),  # for the partial index
        case_.c.opens_at > bindparam("now"),
        case_.c.strand.in_(bindparam("strands", expanding=True)),
    )
    .group_by(*_BY[:3])
)
_PARTICIPANTS = (
    select(func.count())
    .select_from(participant)
    .where(
        participant.c.study_id == bindparam("study_id"),
        participant.c.strand.in_(bindparam("strands", expanding=True)),
    )
)

_PARTICIPANTS_AT = _PARTICIPANTS.where(participant.c.site.in_(bindparam("sites", expanding=True)))


def counts(c: Connection, study_id: str, strands: Sequence[str]) -> tuple[Count, ...]:
    """All cases of these strands by wave, site, language and state: one pass over a covering index."""
    rows = c.execute(_COUNTS, {"study_id": study_id, "strands": list(strands)})
    return tuple(Count(**row_of(row)) for row in rows)


def stopped_before_opening(
    c: Connection, study_id: str, strands: Sequence[str], now: datetime
) -> tuple[Count, ...]:
    """Stopped cases whose window has not opened: they are not yet due to anybody."""
    rows = c.execute(_STOPPED_EARLY, {"study_id": study_id, "strands": list(strands), "now": now})
    return tuple(Count(**row_of(row)) for row in rows)


def participants(c: Connection, study_id: str, strands: Sequence[str], sites: Set[str] | None = None) -> int:
    """How many people take part in these strands, at some sites or all (None)."""
    values = {"study_id": study_id, "strands": list(strands)}
    if sites is None:
        return c.execute(_PARTICIPANTS, values).scalar_one()
    return c.execute(_PARTICIPANTS_AT, {**values, "sites": sorted(sites)}).scalar_one()
