"""What finishing an interview leaves: its folded row, corrections, the voucher that is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from callassist.store.cases import voucher
from callassist.store.interviews import correction, folded
from callassist.store.schema import insert_new

_ADD = insert(folded)
_REMOVE = delete(folded).where(folded.c.interview_id == bindparam("of_interview"))
_ONE = select(folded).where(folded.c.interview_id == bindparam("of_interview"))
_EARLIER = (
    select(folded.c.wave, folded.c.answers, folded.c.at)
    .where(folded.c.participant_id == bindparam("of_participant"))
    .order_by(folded.c.at)
)
_CORRECTIONS = (
    select(correction).where(correction.c.interview_id == bindparam("of_interview")).order_by(correction.c.id)
)


def replace(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep the folded row of an interview in place of any earlier one."""
    c.execute(_REMOVE, {"of_interview": row["interview_id"]})
    c.execute(_ADD, dict(row))


def of_interview(c: Connection, interview_id: str) -> Any | None:
    """The folded row of an interview, or None while it is not finished."""
    return c.execute(_ONE, {"of_interview": interview_id}).first()


def of_participant(c: Connection, participant_id: str) -> Sequence[Any]:
    """A participant's finished waves, the earliest first: wave, answers without identity, at."""
    return c.execute(_EARLIER, {"of_participant": participant_id}).all()


def add_correction(c: Connection, **row: Any) -> None:
    """One more correction."""
    c.execute(insert(correction), row)


def corrections(c: Connection, interview_id: str) -> Sequence[Any]:
    """The corrections of an interview in order."""
    return c.execute(_CORRECTIONS, {"of_interview": interview_id}).all()


def owe_voucher(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Record that a voucher is due, once for a case; whether it was new."""
    return c.execute(insert_new(voucher, dialect, ("case_id",)), dict(row)).rowcount == 1
