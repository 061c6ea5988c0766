"""How each section or question came across in another language: kept as it was said, the last one counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select

from callassist.store.schema import an_id, at, line, metadata, of, word

interpretation = Table(
    "interpretation",
    metadata,
    an_id(),
    of("study_id"),
    of("interview_id", index=True),
    of("sitting_id"),
    word("grain"),  # section | item
    line("path", nullable=False),
    word("put"),  # as_written | rendered | clarified | could_not
    word("spoke"),  # interviewer | interpreter | relative
    of("by"),
    at("at", nullable=False),
)

_ADD = insert(interpretation)
_OF_SITTING = (
    select(interpretation)
    .where(
        interpretation.c.interview_id == bindparam("of_interview"),
        interpretation.c.sitting_id == bindparam("of_sitting"),
    )
    .order_by(interpretation.c.at, interpretation.c.id)
)


def add(c: Connection, **row: Any) -> None:
    """One more record."""
    c.execute(_ADD, row)


def of_sitting(c: Connection, interview_id: str, sitting_id: str) -> Sequence[Any]:
    """What was recorded in one sitting, the earliest first."""
    return c.execute(_OF_SITTING, {"of_interview": interview_id, "of_sitting": sitting_id}).all()
