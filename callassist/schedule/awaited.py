"""Events that waves hang on and that are only planned so far: a task to learn of them, never a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from callassist.study.protocol import Plan

BIRTH = "birth"
EVENT = "event:"
_PREGNANCY = (
    "Learn the outcome of the pregnancy, gently, before anybody writes or rings: the due date has come."
)
_OTHERS = "{name} was planned for {day}. Find out whether it happened, and when."


@dataclass(frozen=True, slots=True)
class Awaited:
    """An event by name and the day for which it is planned. `words`: what is to be found out then."""

    name: str
    planned: date

    @property
    def words(self) -> str:
        """The task's words, without identity."""
        if self.name == BIRTH:
            return _PREGNANCY
        name = self.name.replace("_", " ").capitalize()
        return _OTHERS.format(name=name, day=f"{self.planned.day} {self.planned:%b %Y}")


def awaited(
    plan: Plan, role: str, events: Mapping[str, tuple[date | None, date | None]]
) -> tuple[Awaited, ...]:
    """What a role's waves wait for: events that have a planned day and no actual one, each once.

    `events`: name to (planned, actual).
    """
    names = {
        wave.anchor.removeprefix(EVENT)
        for wave in plan.wave
        if wave.anchor.startswith(EVENT) and (not wave.roles or role in wave.roles)
    }
    return tuple(
        Awaited(name, planned)
        for name, (planned, actual) in sorted(events.items())
        if name in names and planned is not None and actual is None
    )


def cause_of_learning(participant_id: str, name: str) -> str:
    """What the task to learn of an awaited event is known by: one for each person and event."""
    return f"awaited:{participant_id}:{name}"[:80]
