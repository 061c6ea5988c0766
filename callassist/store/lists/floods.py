"""Texts of which very many came from one number within an hour: told in one line, read by pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from callassist.store.texts import reply

_FLOODS = (
    select(
        reply.c.study_id,
        reply.c.number_index,
        func.count().label("count"),
        func.min(reply.c.id).label("first_id"),
        func.min(reply.c.received_at).label("since"),
        func.max(reply.c.received_at).label("until"),
    )
    .where(reply.c.study_id == bindparam("of_study"), reply.c.state == "kept")
    .group_by(reply.c.study_id, reply.c.number_index)
    .order_by(func.min(reply.c.received_at))
    .limit(bindparam("most"))
)
_OF_NUMBER = (
    select(reply)
    .where(
        reply.c.study_id == bindparam("of_study"),
        reply.c.number_index == bindparam("at_number"),
        reply.c.state == "kept",
    )
    .order_by(reply.c.received_at, reply.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_READ = (
    update(reply)
    .where(
        reply.c.study_id == bindparam("of_study"),
        reply.c.number_index == bindparam("at_number"),
        reply.c.state == "kept",
        reply.c.id <= bindparam("last_id"),
    )
    .values(state="read", read_by=bindparam("who"), read_at=bindparam("now"), action="read with many others")
)


def floods(c: Connection, study_id: str, most: int) -> Sequence[Any]:
    """The numbers of a study from which texts lie unread: how many, from when to when, the first one's id."""
    return c.execute(_FLOODS, {"of_study": study_id, "most": most}).all()


def of_number(c: Connection, study_id: str, number_index: bytes, most: int, skip: int) -> Sequence[Any]:
    """Some of a number's texts that lie unread, oldest first."""
    asked = {"of_study": study_id, "at_number": number_index, "most": most, "skip": skip}
    return c.execute(_OF_NUMBER, asked).all()


def all_read(c: Connection, study_id: str, number_index: bytes, last_id: str, by: str, now: Any) -> int:
    """Say that a number's texts were read, up to the last that was shown; how many."""
    asked = {"of_study": study_id, "at_number": number_index, "last_id": last_id, "who": by, "now": now}
    return c.execute(_READ, asked).rowcount
