"""How callassist is: what waits and since when, which job stands still, what is paused. No identity in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from callassist.store import ticks
from callassist.store.lists import health as lists
from callassist.store.lists.health import Lately, Waits
from callassist.store.ticks import Tick
from callassist.work.house import House
from callassist.work.jobs import JOBS

LATE_TICKS = 30  # times its rhythm, and never less than a minute


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an installation. `now`: the trial's clock; `machine`: the machine's."""

    now: datetime
    machine: datetime
    waits: Waits
    lately: Lately
    ticks: Sequence[Tick]
    stopped: Sequence[tuple[str, str]]

    @property
    def standing_still(self) -> tuple[str, ...]:
        """Jobs that were not worked for far longer than their rhythm, or never."""
        worked = {tick.job: tick.worked_at for tick in self.ticks}
        return tuple(
            job.name
            for job in JOBS
            if job.name not in worked
            or (self.machine - worked[job.name]).total_seconds() > max(60, LATE_TICKS * job.seconds)
        )


def health(house: House) -> Health:
    """How callassist is now: one reading, whose cost does not grow with what lies finished."""
    now = house.now()
    with house.database.read() as c:
        return Health(
            now, datetime.now(UTC), lists.waits(c, now), lists.lately(c, now), ticks.last(c), lists.stopped(c)
        )
