"""What an interpreter costs, and until when a booking is taken back for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Terms:
    """Pence an hour, the fewest minutes that are paid, and what taking back costs.

    `free_hours`: until so many hours before the beginning it costs nothing; then `charge_percent` of the
    whole.
    """

    pence_an_hour: int
    least_minutes: int = 0
    free_hours: int = 24
    charge_percent: int = 100

    def cost(self, minutes: int) -> int:
        """What so many minutes cost, in pence, a broken penny counted as one."""
        return ceil(self.pence_an_hour * max(minutes, self.least_minutes) / 60)

    def free_until(self, starts_at: datetime) -> datetime:
        """Until when it is taken back for nothing."""
        return starts_at - timedelta(hours=self.free_hours)

    def charge_inside(self, minutes: int) -> int:
        """What taking it back costs once it is no longer free, in pence."""
        return ceil(self.cost(minutes) * self.charge_percent / 100)
