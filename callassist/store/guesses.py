"""Which group an interviewer thought a family was in: apart from answers, read with the allocation only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, bindparam, select

from callassist.store.schema import an_id, at, insert_new, metadata, of, word

guess = Table(
    "guess",
    metadata,
    an_id(),
    of("study_id", index=True),
    of("interview_id"),
    of("participant_id"),
    word("wave"),
    of("by"),
    word("guess"),  # an arm's code, or cannot_tell
    at("at", nullable=False),
    UniqueConstraint("interview_id"),
)

_MADE = select(guess.c.id).where(guess.c.interview_id == bindparam("of_interview"))


def made(c: Connection, interview_id: str) -> bool:
    """Whether the guess of an interview was kept; what it was is nobody's business here."""
    return c.execute(_MADE, {"of_interview": interview_id}).first() is not None


def add(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep a guess unless the interview has one; whether it was new."""
    return c.execute(insert_new(guess, dialect, ("interview_id",)), dict(row)).rowcount == 1
