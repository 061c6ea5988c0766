"""What every act of the demonstration is given: the house, the clock, who is who; and an act's form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Fault
from callassist.store import outbox, planning
from callassist.work.actor import Actor
from callassist.work.answers import Given
from callassist.work.house import House, Running
from callassist.work.plan import plan
from callassist.work.rehearse import Phones, Rehearsal

Told = Callable[[str], None]


@dataclass(slots=True)
class Talk:
    """An interview that is being held: what is still to be answered, and the last event's number."""

    interview_id: str
    given: list[Given]
    sequence: int


@dataclass(slots=True)
class Stage:
    """Where the story happens. `families`: study number to its row of the import file."""

    house: House
    rehearsal: Rehearsal
    study: Running
    people: Mapping[str, Actor]
    families: Mapping[str, Mapping[str, object]]
    ids: dict[str, str] = field(default_factory=dict)
    talks: dict[tuple[str, str], Talk] = field(default_factory=dict)
    alerts: dict[str, str] = field(default_factory=dict)
    bookings: dict[tuple[str, datetime], str] = field(default_factory=dict)

    @property
    def phones(self) -> Phones:
        """The phones of the rehearsal network."""
        if self.rehearsal.phones is None:
            raise Fault("the rehearsal has no phones")
        return self.rehearsal.phones

    def stand_at(self, at: datetime) -> None:
        """Let time pass up to a moment. What is due happens on the way; only texts ask for the network."""
        at = max(at, self.house.now())
        while (due := self._next_due()) is not None and due[0] <= at:
            if due[1]:
                self.rehearsal.advance(at)
                return
            self.rehearsal.set_clock(max(due[0], self.house.now()))
            plan(self.house)
        self.rehearsal.set_clock(max(at, self.house.now()))

    def _next_due(self) -> tuple[datetime, bool] | None:
        """The next moment at which something is due, and whether it is a text."""
        with self.house.database.read() as c:
            look, text = planning.next_look(c), outbox.next_go(c)
        found = [(at, is_text) for at, is_text in ((look, False), (text, True)) if at is not None]
        return min(found, default=None)

    def cases(self, number: str) -> Mapping[str, Any]:
        """A family's cases by wave."""
        with self.house.database.read() as c:
            return planning.cases_of(c, self.ids[number])

    def case(self, number: str, wave: str) -> Any:
        """A family's case of a wave. Raises Fault when its window has not been worked out."""
        row = self.cases(number).get(wave)
        if row is None:
            raise Fault(f"{number} has no case of {wave} yet")
        return row


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something a person did at a moment; acts of one moment happen in the order in which they are told."""

    at: datetime
    order: int
    what: str = field(compare=False)
    do: Callable[[Stage], None] = field(compare=False)


@dataclass(slots=True)
class Script:
    """Collects acts as they are read, in any order."""

    zone: ZoneInfo
    acts: list[Act] = field(default_factory=list)

    def add(self, at: datetime, what: str, do: Callable[[Stage], None]) -> None:
        """An act at a wall time of the study's zone, or at a moment."""
        moment = at if at.tzinfo is not None else at.replace(tzinfo=self.zone)
        self.acts.append(Act(moment.astimezone(UTC), len(self.acts), what, do))


def mark(*parts: object) -> str:
    """The token of a form, the same whenever the story is told."""
    return sha256(":".join(["demonstration", *map(str, parts)]).encode()).hexdigest()[:40]
