"""How long each question took, from one kept answer to the next, less the time when nothing was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from callassist.questionnaire.form import Body, Form, Shape

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it was kept: at which path, when."""

    path: str
    at: datetime


@dataclass(slots=True)
class Took:
    """What a question took over all its askings: seconds of talk, seconds paused, times answered."""

    seconds: float = 0.0
    paused: float = 0.0
    times: int = 0


def timed(began: datetime, kept: Sequence[Kept], pauses: Sequence[Span], took: dict[str, Took]) -> None:
    """Add what one sitting's answers took to `took`, by path. `kept` are in their order.

    A question lasts from the answer before it, or the sitting's beginning, to its own. Questions of one page
    that were kept together share their time evenly.
    """
    before = began
    for at, together in groupby(kept, key=lambda one: one.at):
        said = list(together)
        paused = _overlap(before, at, pauses)
        for one in said:
            mine = took.setdefault(one.path, Took())
            mine.times += 1
            mine.seconds += max((at - before).total_seconds() - paused, 0.0) / len(said)
            mine.paused += paused / len(said)
        before = max(before, at)


def _overlap(since: datetime, until: datetime, pauses: Sequence[Span]) -> float:
    """Seconds between two moments that lie in any pause; pauses that overlap count once."""
    covered, end = 0.0, since
    for begins, ends in sorted(pauses):
        begins, ends = max(begins, end), min(ends, until)
        if ends > begins:
            covered += (ends - begins).total_seconds()
            end = ends
    return covered


def sections(form: Form) -> dict[str, str]:
    """The section of every question by its path without row numbers: the outermost titled group's path."""
    return dict(_sections(form.body, ""))


def _sections(bodies: Iterable[Body], section: str) -> Iterable[tuple[str, str]]:
    for body in bodies:
        inner = section or section_path(body)
        if body.shape is Shape.QUESTION and body.definition is not None:
            yield body.definition.path, section
        yield from _sections(body.children, inner)


def section_path(body: Body) -> str:
    """The path of a titled group; "" for anything else."""
    if body.shape is not Shape.GROUP or body.label.empty or body.definition is None:
        return ""
    return body.definition.path
