"""Who was drawn into which arm of a study within the trial: once, in order, and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Table, UniqueConstraint, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from callassist.store.schema import an_id, at, metadata, of, word

draw = Table(
    "draw",
    metadata,
    an_id(),
    of("study_id"),
    word("swat"),
    of("unit"),  # the household, or the participant where there is none
    of("participant_id"),  # for whom it was drawn: she alone is counted
    of("case_id"),
    word("stratum"),
    Column("place", Integer, nullable=False),  # in the order of her stratum, from 0
    word("arm"),
    at("at", nullable=False),
    UniqueConstraint("study_id", "swat", "unit"),
    UniqueConstraint("study_id", "swat", "stratum", "place"),
    Index("ix_draw_unit", "unit"),
)

_OF_UNITS = select(draw.c.swat, draw.c.unit, draw.c.arm).where(
    draw.c.unit.in_(bindparam("units", expanding=True))
)
_SO_FAR = select(func.count()).where(
    draw.c.study_id == bindparam("of_study"),
    draw.c.swat == bindparam("of_swat"),
    draw.c.stratum == bindparam("of_stratum"),
)
_ADD = {  # either of the two things that are unique may be taken
    name: insert(draw).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A household or person to be drawn now, for the text of one case."""

    study_id: str
    swat: str
    unit: str
    participant_id: str
    case_id: str
    stratum: str


def of_units(c: Connection, units: Sequence[str]) -> dict[tuple[str, str], str]:
    """The arms of households and persons that were drawn, by (study within the trial, unit)."""
    return {(row.swat, row.unit): row.arm for row in c.execute(_OF_UNITS, {"units": list(units)})}


def so_far(c: Connection, one: Wanted) -> int:
    """How many were drawn in her stratum."""
    asked = {"of_study": one.study_id, "of_swat": one.swat, "of_stratum": one.stratum}
    return c.execute(_SO_FAR, asked).scalar_one()


def add(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep a draw unless that unit has one; False too when another took the same place meanwhile."""
    return c.execute(_ADD[dialect], dict(row)).rowcount == 1
