"""A study within the trial as figures: n, reached, completed, and how far each arm differs from the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from callassist.reports.difference import Difference, newcombe
from callassist.store.lists.swats import Counted
from callassist.study.swat import Swat


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """One arm. `n` are those whose windows have closed: shares are of them, and `open` still runs.

    The differences are from the first arm; None for that arm itself, and while either has no closed window.
    """

    code: str
    title: str
    drawn: int
    open: int
    n: int
    went: int
    reached: int
    completed: int
    reached_differs: Difference | None = None
    completed_differs: Difference | None = None


def figures(swat: Swat, rows: Sequence[Counted]) -> tuple[ArmFigures, ...]:
    """The arms in the protocol's order, everybody counted in the arm she was drawn into, text or no text."""
    made = [_arm(arm.code, arm.title, [row for row in rows if row.arm == arm.code]) for arm in swat.arm]
    return (made[0], *(_against(made[0], one) for one in made[1:]))


def _arm(code: str, title: str, rows: Sequence[Counted]) -> ArmFigures:
    closed = [row for row in rows if row.closed]
    return ArmFigures(
        code=code,
        title=title,
        drawn=len(rows),
        open=len(rows) - len(closed),
        n=len(closed),
        went=sum(row.went_at is not None for row in closed),
        reached=sum(row.reached for row in closed),
        completed=sum(row.completed for row in closed),
    )


def _against(first: ArmFigures, one: ArmFigures) -> ArmFigures:
    return ArmFigures(
        one.code,
        one.title,
        one.drawn,
        one.open,
        one.n,
        one.went,
        one.reached,
        one.completed,
        reached_differs=newcombe((first.reached, first.n), (one.reached, one.n)),
        completed_differs=newcombe((first.completed, first.n), (one.completed, one.n)),
    )
