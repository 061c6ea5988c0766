"""When each job was last worked: one row for each, so that a clock that stands still is seen from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Table, bindparam, select, update

from callassist.store.schema import at, insert_new, key, metadata

tick = Table(
    "tick",
    metadata,
    key("job"),
    at("worked_at", nullable=False),  # by the machine's clock
    Column("milliseconds", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
)

_KEEP = (
    update(tick)
    .where(tick.c.job == bindparam("of_job"))
    .values(worked_at=bindparam("at"), milliseconds=bindparam("took"), failed=bindparam("wrong"))
)
_ALL = select(tick.c.job, tick.c.worked_at, tick.c.milliseconds, tick.c.failed).order_by(tick.c.job)


@dataclass(frozen=True, slots=True)
class Tick:
    """The last working of a job: when (machine's clock, UTC), how long it took, whether it failed."""

    job: str
    worked_at: datetime
    milliseconds: int
    failed: bool


def keep(c: Connection, dialect: str, last: Tick) -> None:
    """Keep the last working of a job in place of the one before."""
    row = {"job": last.job, "worked_at": last.worked_at, "milliseconds": last.milliseconds}
    c.execute(insert_new(tick, dialect, ("job",)), {**row, "failed": int(last.failed)})
    values = {"of_job": last.job, "at": last.worked_at, "took": last.milliseconds, "wrong": int(last.failed)}
    c.execute(_KEEP, values)


def last(c: Connection) -> Sequence[Tick]:
    """The last working of each job, by name."""
    return [Tick(row.job, row.worked_at, row.milliseconds, bool(row.failed)) for row in c.execute(_ALL)]
