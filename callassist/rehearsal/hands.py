"""The parts of one network as they hang together, and the one way to write down that something happened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from callassist.rehearsal.faults import Fault, Faults, Strikes
from callassist.rehearsal.journal import Entry, Journal, Kind
from callassist.rehearsal.known import Known
from callassist.rehearsal.post import Post
from callassist.rehearsal.stage import Stage
from callassist.rehearsal.terms import Terms
from callassist.rehearsal.trial_clock import TrialClock


@dataclass(frozen=True, slots=True)
class Hands:
    """What every part of the network works with. `lock` is held while something is decided and noted."""

    terms: Terms
    clock: TrialClock
    journal: Journal
    known: Known
    faults: Faults
    post: Post
    stage: Stage = field(default_factory=Stage)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def note(
        self, kind: Kind, *, sid: str = "", number: str = "", at: datetime | None = None, **facts: Any
    ) -> Entry:
        """Write an entry and let what is known follow it; `from_` stands for the key `from`."""
        if "from_" in facts:
            facts["from"] = facts.pop("from_")
        with self.lock:
            machine, trial = self.clock.machine(), at or self.clock.now()
            entry = self.journal.keep(kind, machine=machine, trial=trial, sid=sid, number=number, facts=facts)
            self.known.take(entry)
            return entry

    def strike(self, strikes: Strikes, number: str, *, sid: str = "", state: str = "") -> list[Fault]:
        """The faults that strike this occasion, each written down."""
        struck = self.faults.strike(strikes, number, state)
        for fault in struck:
            self.note(
                Kind.FAULT,
                sid=sid,
                number=number,
                fault=fault.kind.value,
                fault_id=fault.id,
                strikes=strikes.value,
            )
        return struck

    def later(self, key: str, work: Callable[[], object], *, seconds: float) -> None:
        """Do `work` when so many seconds of the trial's time have passed."""
        self.post.add(key, work, at=self.clock.now() + timedelta(seconds=seconds))

    def recall(self) -> None:
        """Rebuild what is known from the journal, after a new start."""
        for entry in self.journal.read():
            self.known.take(entry)
        if self.known.told is not None:
            self.clock.recall(self.known.told)
