"""What time it is: the machine's clock, or the rehearsal clock that people move on by an hour or a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC datetime."""

    def now(self) -> datetime: ...


class MachineClock:
    """The machine's own clock: the only one that a live study may run on."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RehearsalClock:
    """The machine's clock shifted by an offset that `read` fetches: the shift is a row in the database."""

    def __init__(self, read: Callable[[], timedelta]) -> None:
        self._read = read

    def now(self) -> datetime:
        return datetime.now(UTC) + self._read()


class StandingClock:
    """Stands still until it is set: for rehearsed years, where each due moment is visited in turn."""

    def __init__(self, at: datetime) -> None:
        self.at = aware(at)

    def now(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        """Stand at another moment, never an earlier one."""
        self.at = max(self.at, aware(at))


def aware(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a naive one: we never guess a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
