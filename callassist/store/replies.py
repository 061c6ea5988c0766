"""Parents' texts as their readers see them: those to be read, and what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from callassist.store.people import participant, phone
from callassist.store.schema import row_of
from callassist.store.texts import message, reply


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """A parent's text. `body` and `number` are sealed; `may_be` are ids of all who have that number."""

    id: str
    study_id: str
    number_index: bytes
    participant_id: str | None
    may_be: list[str] | None
    number: bytes | None
    body: bytes | None
    language: str | None
    understood: str
    hint: str | None
    media: int
    why: str | None
    received_at: datetime
    state: str
    given_to: str | None
    action: str | None


_COLUMNS = [reply.c[name] for name in ReplyRow.__slots__]
_TO_READ = (
    select(*_COLUMNS)
    .where(reply.c.study_id.in_(bindparam("studies", expanding=True)), reply.c.state == "to_read")
    .order_by(reply.c.received_at)
    .limit(bindparam("most"))
)
_COUNT = select(func.count(), func.min(reply.c.received_at)).where(
    reply.c.study_id.in_(bindparam("studies", expanding=True)), reply.c.state == "to_read"
)
_READ_LATELY = (
    select(*_COLUMNS)
    .where(
        reply.c.study_id.in_(bindparam("studies", expanding=True)),
        reply.c.state.in_(("read", "acted")),
        reply.c.received_at >= bindparam("since"),
    )
    .order_by(reply.c.received_at.desc())
    .limit(bindparam("most"))
)
_ONE = select(*_COLUMNS).where(reply.c.id == bindparam("reply_id"))
_READ = (
    update(reply)
    .where(reply.c.id == bindparam("reply_id"), reply.c.state == "to_read")
    .values(state="read", read_by=bindparam("who"), read_at=bindparam("now"), action=bindparam("did"))
)
_DOUBTS = (
    select(reply.c.id)
    .where(
        reply.c.study_id == bindparam("of_study"),
        reply.c.number_index == bindparam("at_number"),
        reply.c.state == "to_read",
        or_(reply.c.understood == "stop", reply.c.hint == "wrong_number"),
        reply.c.id != bindparam("but"),
    )
    .limit(1)
)
_GIVE = (
    update(reply)
    .where(reply.c.id == bindparam("reply_id"), reply.c.state == "to_read")
    .values(given_to=bindparam("reader"))
)
_WRONG = (
    update(phone)
    .where(phone.c.study_id == bindparam("of_study"), phone.c.number_index == bindparam("at_number"))
    .values(state="wrong")
)
_UNDECIDED = (
    select(message, participant.c.number.label("study_number"), participant.c.initials)
    .join(participant, participant.c.id == message.c.participant_id, isouter=True)
    .where(message.c.study_id.in_(bindparam("studies", expanding=True)), message.c.state == "unknown")
    .order_by(message.c.sent_at)
    .limit(bindparam("most"))
)


def to_read(c: Connection, studies: Sequence[str], most: int) -> tuple[ReplyRow, ...]:
    """Texts that wait for a reader, oldest first."""
    rows = c.execute(_TO_READ, {"studies": list(studies), "most": most})
    return tuple(ReplyRow(**row_of(row)) for row in rows)


def waiting(c: Connection, studies: Sequence[str]) -> tuple[int, datetime | None]:
    """How many texts wait for a reader, and since when the oldest."""
    count, oldest = c.execute(_COUNT, {"studies": list(studies)}).one()
    return count, oldest


def read_lately(c: Connection, studies: Sequence[str], since: datetime, most: int) -> tuple[ReplyRow, ...]:
    """Texts that were read or acted on since a moment, latest first."""
    rows = c.execute(_READ_LATELY, {"studies": list(studies), "since": since, "most": most})
    return tuple(ReplyRow(**row_of(row)) for row in rows)


def one(c: Connection, reply_id: str) -> ReplyRow | None:
    """One text, or None."""
    row = c.execute(_ONE, {"reply_id": reply_id}).first()
    return ReplyRow(**row_of(row)) if row else None


def mark_read(c: Connection, reply_id: str, by: str, action: str, now: datetime) -> bool:
    """Say that a text was read and what was done; whether it waited still."""
    values = {"reply_id": reply_id, "who": by, "did": action, "now": now}
    return c.execute(_READ, values).rowcount == 1


def mark_wrong(c: Connection, study_id: str, number_index: bytes) -> int:
    """Say that a number belongs to none of ours; on how many phones it stood."""
    return c.execute(_WRONG, {"of_study": study_id, "at_number": number_index}).rowcount


def doubts_left(c: Connection, study_id: str, number_index: bytes, but: str) -> bool:
    """Whether another text of a number waits that may mean stop, or that the number is wrong."""
    values = {"of_study": study_id, "at_number": number_index, "but": but}
    return c.execute(_DOUBTS, values).first() is not None


def give(c: Connection, reply_id: str, to: str | None) -> bool:
    """Say which reader has taken a text on; whether it waits still."""
    return c.execute(_GIVE, {"reply_id": reply_id, "reader": to}).rowcount == 1


def undecided(c: Connection, studies: Sequence[str], most: int) -> Sequence[Any]:
    """Texts of which nobody knows whether they went, with study number and initials, oldest first."""
    return c.execute(_UNDECIDED, {"studies": list(studies), "most": most}).all()
