"""What was said with a number lately: the texts that came from it and those that went to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from callassist.store.texts import message, reply


def _latest(inner: Select[Any]) -> Select[Any]:
    found = inner.subquery()
    return select(found).where(found.c.place <= bindparam("most"))


_CAME = _latest(
    select(
        reply.c.id,
        reply.c.study_id,
        reply.c.number_index,
        reply.c.participant_id,
        reply.c.body,
        reply.c.received_at.label("at"),
        func.row_number()
        .over(partition_by=reply.c.number_index, order_by=(reply.c.received_at.desc(), reply.c.id.desc()))
        .label("place"),
    ).where(reply.c.number_index.in_(bindparam("numbers", expanding=True)))
)
_WENT = _latest(
    select(
        message.c.id,
        message.c.study_id,
        message.c.number_index,
        message.c.participant_id,
        message.c.body,
        message.c.language,
        message.c.sent_at.label("at"),
        func.row_number()
        .over(partition_by=message.c.number_index, order_by=(message.c.sent_at.desc(), message.c.id.desc()))
        .label("place"),
    ).where(
        message.c.number_index.in_(bindparam("numbers", expanding=True)),
        message.c.state.in_(("accepted", "unknown")),
        message.c.body.is_not(None),
    )
)


def came(c: Connection, numbers: Sequence[bytes], most: int) -> Sequence[Any]:
    """The latest texts from each of these numbers; bodies are sealed under reply.body."""
    return c.execute(_CAME, {"numbers": list(numbers), "most": most}).all()


def went(c: Connection, numbers: Sequence[bytes], most: int) -> Sequence[Any]:
    """The latest texts that went to each of these numbers; bodies are sealed under message.body."""
    return c.execute(_WENT, {"numbers": list(numbers), "most": most}).all()
