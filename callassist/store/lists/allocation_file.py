"""The allocation as a file of its own, for those who hold that grant: the only export that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.guesses import guess
from callassist.store.people import allocation, participant, unit

_ROWS = (
    select(participant.c.number, unit.c.code.label("unit"), allocation.c.arm, allocation.c.at)
    .join(unit, unit.c.id == participant.c.unit_id)
    .join(allocation, allocation.c.unit_id == unit.c.id)
    .where(participant.c.study_id == bindparam("study_id"))
    .order_by(participant.c.number)
)
_GUESSES = (
    select(participant.c.number, guess.c.wave, allocation.c.arm, guess.c.guess, guess.c.at, participant.c.id)
    .join(participant, participant.c.id == guess.c.participant_id)
    .outerjoin(unit, unit.c.id == participant.c.unit_id)
    .outerjoin(allocation, allocation.c.unit_id == unit.c.id)
    .where(guess.c.study_id == bindparam("study_id"))
    .order_by(guess.c.wave, participant.c.number)
)


def guesses(c: Connection, study_id: str) -> Sequence[Any]:
    """What interviewers guessed: study number, wave, arm, guess, when and participant, by wave and number."""
    return c.execute(_GUESSES, {"study_id": study_id}).all()


def rows(c: Connection, study_id: str) -> Sequence[Any]:
    """Study number, unit, arm and when it was allocated, by study number."""
    return c.execute(_ROWS, {"study_id": study_id}).all()
