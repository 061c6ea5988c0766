"""The queries of the inbox: raw callbacks kept once, and parents' texts to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from callassist.store.schema import insert_new
from callassist.store.texts import inbox, message, reply

_ADD = {name: insert_new(inbox, name, ("once",)) for name in ("sqlite", "postgresql")}
_ADD_REPLY = insert(reply)
AT_ONCE = 10_000
_OLDEST = (
    select(inbox)
    .where(inbox.c.worked_at.is_(None))
    .order_by(inbox.c.received_at, inbox.c.id)
    .limit(AT_ONCE)
    .subquery()
)
_TURN = func.row_number().over(
    partition_by=_OLDEST.c.queue_key, order_by=(_OLDEST.c.received_at, _OLDEST.c.id)
)
_OPEN = select(_OLDEST).order_by(_TURN, _OLDEST.c.received_at, _OLDEST.c.id).limit(bindparam("most"))
_WORKED = (
    update(inbox)
    .where(inbox.c.id == bindparam("inbox_id"), inbox.c.worked_at.is_(None))
    .values(worked_at=bindparam("now"), outcome=bindparam("what"))
)
_CAME_TO = update(inbox).where(inbox.c.id == bindparam("inbox_id")).values(outcome=bindparam("what"))
_COUNT = select(func.count()).select_from(inbox).where(inbox.c.worked_at.is_(None))


def add(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep a raw callback unless it was kept before; whether it is new."""
    return c.execute(_ADD[dialect], row).rowcount == 1


def to_work(c: Connection, most: int) -> Sequence[Any]:
    """Callbacks that have not been worked: each number's or message's oldest first, all in turn.

    So a parent's STOP does not wait behind thousands of texts from another phone.
    """
    return c.execute(_OPEN, {"most": most}).all()


def worked(c: Connection, inbox_id: str, now: datetime, what: str) -> bool:
    """Say that a callback was worked; False when somebody else has done it."""
    return c.execute(_WORKED, {"inbox_id": inbox_id, "now": now, "what": what}).rowcount == 1


def came_to(c: Connection, inbox_id: str, what: str) -> None:
    """Say what came of a callback that this transaction works."""
    c.execute(_CAME_TO, {"inbox_id": inbox_id, "what": what})


def waiting(c: Connection) -> int:
    """How many callbacks wait."""
    return c.execute(_COUNT).scalar_one()


def add_reply(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a parent's text."""
    c.execute(_ADD_REPLY, dict(row))


def came_since(c: Connection, number_index: bytes, since: datetime, most: int) -> int:
    """How many texts came from a number since a moment; counted no further than `most`."""
    some = (
        select(reply.c.id)
        .where(reply.c.number_index == number_index, reply.c.received_at >= since)
        .limit(most)
        .subquery()
    )
    return c.execute(select(func.count()).select_from(some)).scalar_one()


def answers_since(c: Connection, number_index: bytes, since: datetime) -> int:
    """How many answers to texts of their own a number was given since a moment."""
    query = select(func.count()).where(
        message.c.number_index == number_index, message.c.rule.is_(None), message.c.planned_at >= since
    )
    return c.execute(query).scalar_one()
