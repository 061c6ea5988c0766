"""The rehearsal clock: one row that says how far the trial's time is from the machine's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select, update

from callassist.store.schema import insert_new
from callassist.store.studies import clock

ROW = "clock"


def read(c: Connection) -> timedelta | None:
    """The offset, or None where no rehearsal clock is."""
    micros = c.execute(select(clock.c.offset).where(clock.c.id == ROW)).scalar()
    return None if micros is None else timedelta(microseconds=int(micros))


def write(c: Connection, dialect: str, offset: timedelta) -> None:
    """Set the offset."""
    micros = round(offset / timedelta(microseconds=1))
    c.execute(insert_new(clock, dialect, ("id",)), {"id": ROW, "offset": micros})
    c.execute(update(clock).where(clock.c.id == ROW).values(offset=micros))
