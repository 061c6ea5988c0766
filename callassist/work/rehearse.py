"""Moves the rehearsal clock: an hour, to the next morning, a week, with all that is due between in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, assert_never
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.store import outbox, planning
from callassist.work.escalating import next_step
from callassist.work.house import House
from callassist.work.jobs import once
from callassist.work.receive import work_inbox
from callassist.work.send import Sender

MORNING = 8
QUIET = 0.02
PATIENCE = 20.0


class Step(StrEnum):
    """How far the clock is moved by one press."""

    MINUTES = "minutes"
    HOUR = "hour"
    MORNING = "morning"
    WEEK = "week"


def target(step: Step, now: datetime, zone: str) -> datetime:
    """Where a press moves the clock to: the next morning is 08:30 on the wall of the study's zone."""
    match step:
        case Step.MINUTES:
            return now + timedelta(minutes=10)
        case Step.HOUR:
            return now + timedelta(hours=1)
        case Step.MORNING:
            wall = now.astimezone(ZoneInfo(zone))
            morning = wall.replace(hour=MORNING, minute=30, second=0, microsecond=0)
            return (morning if morning > wall else morning + timedelta(days=1)).astimezone(now.tzinfo)
        case Step.WEEK:
            return now + timedelta(weeks=1)
        case _:
            assert_never(step)


class Phones(Protocol):
    """The other end of the line in a rehearsal: phones that write (E.164), and lines that fail."""

    def write(self, number: str, words: str) -> None: ...

    def make_known(self, number: str, note: str) -> None: ...

    def lay_fault(self, kind: str, number: str) -> None: ...


@dataclass(slots=True)
class Rehearsal:
    """The one that moves the clock; two presses never run at once. `set_clock` puts the clock to a moment."""

    house: House
    sender: Sender
    set_clock: Callable[[datetime], None]
    zone: str = "Europe/London"
    phones: Phones | None = None
    _moving: threading.Lock = field(default_factory=threading.Lock)

    def moving(self) -> bool:
        """Whether the clock is being moved just now."""
        return self._moving.locked()

    def press(self, step: str) -> None:
        """Move the clock in the background. Raises Refusal for an unknown step or while it moves already."""
        if step not in set(Step):
            raise Refusal("Step", f"“{step[:20]}” is no step.", "Send minutes, hour, morning or week.")
        if not self._moving.acquire(blocking=False):
            raise Refusal("Step", "the clock is moving already.", "Wait until it stands.")
        threading.Thread(target=self._run, args=(Step(step),), name="clock", daemon=True).start()

    def _run(self, step: Step) -> None:
        try:
            self.advance(target(step, self.house.now(), self.zone))
        finally:
            self._moving.release()

    def advance(self, until: datetime) -> int:
        """Visit every due moment up to `until` in order, then stand there; how many moments were visited."""
        visited = 0
        self._settle()
        while (moment := self.next_due()) is not None and moment <= until:
            self._stand(max(moment, self.house.now()), moving=True)
            self._settle()
            visited += 1
        self._stand(max(until, self.house.now()), moving=True)
        self._settle()
        self._tell(moving=False)
        return visited

    def next_due(self) -> datetime | None:
        """The next moment at which planning, a text or a word to who is on duty is due; it may be past."""
        with self.house.database.read() as c:
            moments = [planning.next_look(c), outbox.next_go(c), next_step(c)]
        return min((moment for moment in moments if moment is not None), default=None)

    def _stand(self, at: datetime, *, moving: bool) -> None:
        self.set_clock(at)
        self._tell(moving=moving)

    def _tell(self, *, moving: bool) -> None:
        gate = self.house.gate
        if gate is not None:
            gate.tell_time(
                self.house.now(), moving=moving, next_due=None if moving else self._next_in_words()
            )

    def _next_in_words(self) -> str | None:
        with self.house.database.read() as c:
            due = outbox.next_go(c)
        if due is None:
            return None
        wall = due.astimezone(ZoneInfo(self.zone))
        return f"{wall:%a} {wall.day} {wall:%b %H:%M}, a text"

    def _settle(self) -> None:
        """Work all that is due, and what the network tells in answer, until both have nothing left."""
        deadline = time.monotonic() + PATIENCE
        while True:
            worked = once(self.sender)
            idle = self.house.gate is None or self.house.gate.idle()
            if idle and not worked and not work_inbox(self.house):
                return
            if time.monotonic() > deadline:
                return
            if not worked:
                time.sleep(QUIET)
