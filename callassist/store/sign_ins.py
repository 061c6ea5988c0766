"""Who is signed in, and who tried to: tokens by their digest, names by theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from callassist.store.staff import GrantRow, attempt_to_sign_in, grant, session, staff


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A sign-in that has not ended, with whose it is and the grants that she holds."""

    staff_id: str
    made_at: datetime
    locked_at: datetime | None
    sign_in: str
    name: str
    languages: list[str] | None
    keys: dict[str, Any] | None
    grants: tuple[GrantRow, ...]


# Every page asks this, so it is one reading: a row for each grant, or one without any.
_SESSION = (
    select(
        session.c.staff_id,
        session.c.made_at,
        session.c.locked_at,
        staff.c.sign_in,
        staff.c.name,
        staff.c.languages,
        staff.c["keys"].label("chosen_keys"),
        grant.c.id.label("grant_id"),
        grant.c.role,
        grant.c.study_id,
        grant.c.site,
        grant.c.strand,
    )
    .join(staff, staff.c.id == session.c.staff_id)
    .outerjoin(
        grant,
        and_(
            grant.c.staff_id == session.c.staff_id,
            grant.c.since <= bindparam("now"),
            or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
        ),
    )
    .where(
        session.c.token_hash == bindparam("token_hash"),
        session.c.ended_at.is_(None),
        staff.c.closed_at.is_(None),
    )
    .order_by(grant.c.id)
)
_TRIES = (
    select(attempt_to_sign_in.c.at, attempt_to_sign_in.c.right)
    .where(attempt_to_sign_in.c.sign_in == bindparam("sign_in"), attempt_to_sign_in.c.at > bindparam("since"))
    .order_by(attempt_to_sign_in.c.id.desc())
    .limit(30)
)
_OLDER_TRIES = (
    select(attempt_to_sign_in.c.id)
    .where(attempt_to_sign_in.c.at < bindparam("before"))
    .limit(bindparam("most"))
)
_FORGET_TRIES = delete(attempt_to_sign_in).where(
    attempt_to_sign_in.c.id.in_(bindparam("ids", expanding=True))
)
_ADD_SESSION, _ADD_TRY = insert(session), insert(attempt_to_sign_in)
_THIS_SESSION = update(session).where(session.c.token_hash == bindparam("hash"), session.c.ended_at.is_(None))
_LOCK = _THIS_SESSION.where(session.c.locked_at.is_(None)).values(locked_at=bindparam("now"))
_UNLOCK = _THIS_SESSION.values(locked_at=None, seen_at=bindparam("now"))
_END = _THIS_SESSION.values(ended_at=bindparam("now"))


def session_of(c: Connection, token_hash: str, now: datetime) -> SessionRow | None:
    """The sign-in of that token; None when there is none, it has ended, or its person works here no more."""
    rows = c.execute(_SESSION, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    first = rows[0]
    held = (
        GrantRow(row.grant_id, row.role, row.study_id, row.site, row.strand) for row in rows if row.grant_id
    )
    return SessionRow(
        staff_id=first.staff_id,
        made_at=first.made_at,
        locked_at=first.locked_at,
        sign_in=first.sign_in,
        name=first.name,
        languages=first.languages,
        keys=first.chosen_keys,
        grants=tuple(held),
    )


def tries(c: Connection, sign_in: str, since: datetime) -> Sequence[Any]:
    """The last tries to sign in under that name, latest first: rows with at and right."""
    return c.execute(_TRIES, {"sign_in": sign_in, "since": since}).all()


def add_try(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep that somebody tried to sign in."""
    c.execute(_ADD_TRY, row)


def older_tries(c: Connection, before: datetime, most: int) -> Sequence[str]:
    """The ids of tries to sign in before a moment."""
    return c.execute(_OLDER_TRIES, {"before": before, "most": most}).scalars().all()


def forget_tries(c: Connection, ids: Sequence[str]) -> None:
    """Forget these tries."""
    c.execute(_FORGET_TRIES, {"ids": list(ids)})


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
