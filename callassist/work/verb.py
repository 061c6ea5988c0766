"""How a verb is kept: one transaction, one audit line, and again from the start when the facts moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from callassist.errors import Fault, Stale
from callassist.privacy.tokens import new_id
from callassist.store import audit
from callassist.store.database import Connection, Keep
from callassist.work.house import House

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One audit line: who did what to what, when. `more` holds ids, codes and digests, never values."""

    by: str
    verb: str
    at: datetime
    study_id: str | None = None
    subject: str | None = None
    more: Mapping[str, object] | None = None


def keep(house: House, line: Line, work: Keep[T]) -> T:
    """Run `work` and its audit line in one durable transaction, and return what `work` returns."""
    line_id = new_id()

    def together(c: Connection) -> T:
        kept = work(c)
        _write(c, line_id, line)
        return kept

    return house.database.keep(together)


def keep_one_of(house: House, lines: Mapping[str, Line], work: Keep[str | None]) -> str | None:
    """The same for a verb that chooses in the writer: the audit line is that of what `work` returns."""
    line_id = new_id()

    def together(c: Connection) -> str | None:
        chosen = work(c)
        if chosen is not None:
            _write(c, line_id, lines[chosen])
        return chosen

    return house.database.keep(together)


def _write(c: Connection, line_id: str, line: Line) -> None:
    audit.write(
        c,
        id=line_id,
        at=line.at,
        by=line.by,
        verb=line.verb,
        study_id=line.study_id,
        subject=line.subject,
        more=dict(line.more) if line.more else None,
    )


def again(verb: Callable[P, T]) -> Callable[P, T]:
    """Start a verb again from reading when what it decided on has changed meanwhile."""

    @wraps(verb)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(TRIES):
            try:
                return verb(*args, **kwargs)
            except Stale:
                continue
        raise Fault(f"{verb.__name__} found other facts {TRIES} times running")

    return tried
