"""Who is signed in, and who tried to: tokens by their digest, names by theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from callassist.store.schema import row_of
from callassist.store.staff import attempt_to_sign_in, session


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A sign-in that has not ended."""

    staff_id: str
    made_at: datetime
    locked_at: datetime | None


_SESSION = select(session.c.staff_id, session.c.made_at, session.c.locked_at).where(
    session.c.token_hash == bindparam("token_hash"), session.c.ended_at.is_(None)
)
_TRIES = (
    select(attempt_to_sign_in.c.at, attempt_to_sign_in.c.right)
    .where(attempt_to_sign_in.c.sign_in == bindparam("sign_in"), attempt_to_sign_in.c.at > bindparam("since"))
    .order_by(attempt_to_sign_in.c.id.desc())
    .limit(30)
)
_ADD_SESSION, _ADD_TRY = insert(session), insert(attempt_to_sign_in)
_THIS_SESSION = update(session).where(session.c.token_hash == bindparam("hash"), session.c.ended_at.is_(None))
_LOCK = _THIS_SESSION.where(session.c.locked_at.is_(None)).values(locked_at=bindparam("now"))
_UNLOCK = _THIS_SESSION.values(locked_at=None, seen_at=bindparam("now"))
_END = _THIS_SESSION.values(ended_at=bindparam("now"))


def session_of(c: Connection, token_hash: str) -> SessionRow | None:
    """The sign-in of that token, or None when there is none or it has ended."""
    row = c.execute(_SESSION, {"token_hash": token_hash}).first()
    return SessionRow(**row_of(row)) if row else None


def tries(c: Connection, sign_in: str, since: datetime) -> Sequence[Any]:
    """The last tries to sign in under that name, latest first: rows with at and right."""
    return c.execute(_TRIES, {"sign_in": sign_in, "since": since}).all()


def add_try(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep that somebody tried to sign in."""
    c.execute(_ADD_TRY, row)


def open_session(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a new sign-in."""
    c.execute(_ADD_SESSION, row)


def lock_session(c: Connection, token_hash: str, now: datetime) -> bool:
    """Lock a sign-in; whether it was open."""
    return c.execute(_LOCK, {"hash": token_hash, "now": now}).rowcount == 1


def unlock_session(c: Connection, token_hash: str, now: datetime) -> bool:
    """Open a locked sign-in again; whether it has not ended."""
    return c.execute(_UNLOCK, {"hash": token_hash, "now": now}).rowcount == 1


def end_session(c: Connection, token_hash: str, now: datetime) -> bool:
    """End a sign-in; whether it had not ended."""
    return c.execute(_END, {"hash": token_hash, "now": now}).rowcount == 1
