"""The events of interviews and their snapshots: answers are kept as they were given, in order, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.interviews import answer_event, snapshot
from callassist.store.schema import insert_new

_ADD = {
    name: insert_new(answer_event, name, ("interview_id", "sequence")) for name in ("sqlite", "postgresql")
}
_ADD_SNAPSHOT = {
    name: insert_new(snapshot, name, ("interview_id", "sequence")) for name in ("sqlite", "postgresql")
}
_AFTER = (
    select(answer_event)
    .where(answer_event.c.interview_id == bindparam("of"), answer_event.c.sequence > bindparam("after"))
    .order_by(answer_event.c.sequence)
)
_BY_CLIENT = select(answer_event.c.sequence, answer_event.c.path, answer_event.c.at).where(
    answer_event.c.interview_id == bindparam("of"), answer_event.c.client_event == bindparam("client_event")
)
_CHANGED = (
    select(answer_event.c.sequence)
    .where(
        answer_event.c.interview_id == bindparam("of"),
        answer_event.c.sequence > bindparam("since"),
        answer_event.c.path == bindparam("path"),
    )
    .limit(1)
)
_LAST_SNAPSHOT = (
    select(snapshot)
    .where(snapshot.c.interview_id == bindparam("of"))
    .order_by(snapshot.c.sequence.desc())
    .limit(1)
)
_TIMES = (
    select(answer_event.c.path, answer_event.c.at)
    .where(answer_event.c.interview_id == bindparam("of"))
    .order_by(answer_event.c.sequence)
)


def add(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep one event unless its place in the order is taken; whether it was kept."""
    return c.execute(_ADD[dialect], row).rowcount == 1


def after(c: Connection, interview_id: str, sequence: int) -> Sequence[Any]:
    """The events after one, in order."""
    return c.execute(_AFTER, {"of": interview_id, "after": sequence}).all()


def by_client_event(c: Connection, interview_id: str, client_event: str) -> Any | None:
    """The event that a form made when it was sent for the first time: sequence, path, at."""
    return c.execute(_BY_CLIENT, {"of": interview_id, "client_event": client_event}).first()


def changed_since(c: Connection, interview_id: str, path: str, sequence: int) -> bool:
    """Whether a path was answered, or its answer taken back, after the event of that number."""
    told = {"of": interview_id, "since": sequence, "path": path}
    return c.execute(_CHANGED, told).first() is not None


def saved_times(c: Connection, interview_id: str) -> dict[str, datetime]:
    """When each path was answered last."""
    return {row.path: row.at for row in c.execute(_TIMES, {"of": interview_id})}


def add_snapshot(c: Connection, dialect: str, interview_id: str, sequence: int, state: bytes) -> None:
    """Keep a snapshot unless there is one of that moment."""
    c.execute(_ADD_SNAPSHOT[dialect], {"interview_id": interview_id, "sequence": sequence, "state": state})


def last_snapshot(c: Connection, interview_id: str) -> tuple[int, bytes] | None:
    """The latest snapshot with its sequence, or None."""
    row = c.execute(_LAST_SNAPSHOT, {"of": interview_id}).first()
    return (row.sequence, bytes(row.state)) if row else None
