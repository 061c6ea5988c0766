"""How fast a study's sender may go: one row for each, shared by all who send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, String, Table, bindparam, select, update

from callassist.store.schema import at, insert_new, metadata
from callassist.store.texts import message

BURST = timedelta(seconds=1)
FURTHEST = timedelta(hours=1)

pace = Table(
    "pace",
    metadata,
    Column("study_id", String(36), primary_key=True),
    at("free_at", nullable=False),  # when the sender is free again, by what it has been given
)

_READ = select(pace.c.study_id, pace.c.free_at).where(
    pace.c.study_id.in_(bindparam("studies", expanding=True))
)
_KEEP = update(pace).where(pace.c.study_id == bindparam("of_study")).values(free_at=bindparam("until"))
_WAIT = (
    update(message)
    .where(
        message.c.study_id == bindparam("of_study"),
        message.c.state == "ready",
        message.c.go_at < bindparam("until"),
    )
    .values(go_at=bindparam("until"))
)


def full(c: Connection, studies: Sequence[str], now: datetime) -> frozenset[str]:
    """The studies whose sender takes nothing more just now: read without a lock, before any work is done."""
    rows = c.execute(_READ, {"studies": sorted(studies)})
    return frozenset(row.study_id for row in rows if now + BURST <= row.free_at <= now + FURTHEST)


class Room:
    """How much each sender may still take now, in segments; read with a lock, kept in one transaction.

    A network that takes one segment a second from a number queues what comes faster for as long as it likes,
    and a text in its queue can no longer be taken back.
    """

    def __init__(
        self, c: Connection, dialect: str, studies: Sequence[str], now: datetime, a_second: float
    ) -> None:
        self._c, self._now, self._a_second = c, now, a_second
        for study_id in sorted(studies):
            c.execute(insert_new(pace, dialect, ("study_id",)), {"study_id": study_id, "free_at": now})
        query = _READ.with_for_update() if dialect == "postgresql" else _READ
        self._free = {row.study_id: row.free_at for row in c.execute(query, {"studies": sorted(studies)})}

    def takes(self, study_id: str, segments: int) -> bool:
        """Take so many segments of a sender, if it is free within a second."""
        free = self._free[study_id]
        if free > self._now + FURTHEST:  # the clock was set back: what it says of then means nothing now
            free = self._now
        if free >= self._now + BURST:
            return False
        self._free[study_id] = max(free, self._now) + timedelta(seconds=segments / self._a_second)
        self._c.execute(_KEEP, {"of_study": study_id, "until": self._free[study_id]})
        return True


def wait(c: Connection, study_id: str, until: datetime) -> None:
    """All that is ready waits until a moment: the network asked for patience, whichever of us it told."""
    c.execute(_WAIT, {"of_study": study_id, "until": until})
