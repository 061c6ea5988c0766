"""The trial's time as callassist tells it: flows on after each telling; the machine's own until the first."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from callassist.clock import Clock, aware

_SILENCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Told:
    """The last word about the trial's time: what, by which machine time, whether it moves, what is due."""

    trial: datetime
    machine: datetime
    moving: bool
    next_due: str | None


class TrialClock:
    """Tells the trial's time and whether callassist is working through what falls due."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._told: Told | None = None
        self._asked: datetime | None = None
        self._lock = threading.Lock()

    def machine(self) -> datetime:
        return self._machine.now()

    def now(self) -> datetime:
        told = self._told
        machine = self._machine.now()
        return machine if told is None else told.trial + (machine - told.machine)

    def tell(self, now: datetime, *, moving: bool = False, next_due: str | None = None) -> Told:
        """Take callassist's word for the trial's time. Raises ValueError for a time without a zone."""
        with self._lock:
            self._told = Told(aware(now), self._machine.now(), moving, next_due)
            self._asked = None
            return self._told

    def recall(self, told: Told) -> None:
        """Take up after a new start what was told before it; a move that was under way is not believed."""
        self._told = Told(told.trial, told.machine, False, told.next_due)

    def ask(self) -> None:
        """Note that callassist is asked for a step; its next word on the time ends this."""
        self._asked = self._machine.now()

    def unask(self) -> None:
        """Note that callassist did not take the step on."""
        self._asked = None

    @property
    def next_due(self) -> str | None:
        return self._told.next_due if self._told else None

    @property
    def moving(self) -> bool:
        """Whether time is being moved; no word for half a minute ends it, so that the buttons come back."""
        last = self._asked or (self._told.machine if self._told and self._told.moving else None)
        return last is not None and self._machine.now() - last < _SILENCE
