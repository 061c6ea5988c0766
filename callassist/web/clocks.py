"""The clocks of alerts as pages show them: who was told when, and which alert nobody has taken on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.schedule.escalation import Step, Taken, in_vain
from callassist.store import alert_steps
from callassist.store.database import Connection
from callassist.web import words
from callassist.work.escalating import reference

_WENT = {"refused": "the text was refused", "unknown": "nobody knows whether it arrived"}


@dataclass(frozen=True, slots=True)
class Story:
    """What an alert's row says of its escalation: its reference, who was told, whether all were in vain.

    `since`: when it was raised, or became as grave as it stands: from then on its minutes are counted.
    """

    ref: str
    since: datetime
    lines: tuple[str, ...]
    in_vain: bool


def stories(c: Connection, alerts: Sequence[Any], zone: str, names: Mapping[str, str]) -> Mapping[str, Story]:
    """The stories of these alerts by id; one query. `names`: of all who work here."""
    steps = alert_steps.steps(c, [one.id for one in alerts])
    return {
        one.id: Story(
            ref=reference(one.id),
            since=_since(one, steps.get(one.id, ())),
            lines=tuple(_line(step, names, zone) for step in steps.get(one.id, ())),
            in_vain=one.acknowledged_at is None and in_vain(_taken(steps.get(one.id, ()))),
        )
        for one in alerts
    }


def _since(alert: Any, steps: Sequence[Any]) -> datetime:
    moments: list[datetime] = [alert.raised_at, *(one.at for one in steps if one.what == Step.GRAVER)]
    return moments[-1]


def _taken(steps: Sequence[Any]) -> list[Taken]:
    return [Taken(Step(one.what), one.at, one.name) for one in steps]


def _line(step: Any, names: Mapping[str, str], zone: str) -> str:
    at, who = words.clock(step.at, zone), names.get(step.by, "somebody")
    match Step(step.what):
        case Step.TOLD:
            doubt = _WENT.get(step.text_state or "", "")
            return f"{step.name} was told at {at}{': ' + doubt if doubt else ''}"
        case Step.NO_TEXT:
            return f"{step.name} takes no texts ({at}): ring"
        case Step.ALL:
            return f"Nobody else is on the rota ({at})"
        case Step.GRAVER:
            return f"Graver since {at}: level {step.level}, heard by {who}. Everybody is told anew"
        case Step.TAKEN_ON:
            return f"{who} acknowledged it at {at}, before it was graver"
        case Step.RANG:
            return f"The interviewer rang the lead at {at}, before it was graver"
        case Step.LESS:
            return f"{who} took it back to level {step.level} at {at}, before anybody on duty knew"
