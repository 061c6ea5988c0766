"""What a supervisor is offered where an outcome waits for her: what was said first, then the other ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.cases.decisions import Decision, choices, proposed
from callassist.store.lists.case import CasePage
from callassist.store.lists.line import DECISIONS

_LABELS = {
    Decision.RING_AGAIN: "{number} may be rung again",
    Decision.END_INTERVIEW: "End this interview",
    Decision.NO_CALLS: "No more calls",
    Decision.NO_TEXTS: "No more texts",
    Decision.EVERYTHING: "No calls and no texts",
    Decision.WRONG_NUMBER: "The number is wrong",
    Decision.NOT_IN_USE: "The number is not in use",
    Decision.RECYCLED: "The number is somebody else’s now",
}
_ENDS = frozenset({Decision.END_INTERVIEW, Decision.NO_CALLS, Decision.NO_TEXTS, Decision.EVERYTHING})


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `said`: it confirms what was said; `ends`: something stops with it."""

    code: str
    label: str
    said: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Deciding:
    """One question that waits for a supervisor, with its ways out."""

    id: str
    raised_at: datetime
    choices: tuple[Choice, ...]


def deciding(page: CasePage) -> list[Deciding]:
    """What waits for a decision on a case's page."""
    lines = {one.id: one for one in page.ledger}
    own = [task for task in page.tasks if task.case_id == page.case.id and task.kind in DECISIONS]
    return [_one(task, lines, page.case.number) for task in own]


def _one(task: Any, lines: dict[str, Any], number: str) -> Deciding:
    line = lines.get(task.cause.removeprefix("attempt:"))
    outcome, extent = (line.outcome, line.extent) if line is not None else (None, None)
    said = proposed(outcome, extent)
    offered = sorted(choices(outcome), key=lambda one: one is not said)
    made = (
        Choice(one.value, _LABELS[one].format(number=number), one is said, one in _ENDS) for one in offered
    )
    return Deciding(task.id, task.raised_at, tuple(made))
