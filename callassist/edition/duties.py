"""Hours in which families are rung and nobody is named for a worry, though an interview asks about risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from callassist.edition.references import Found
from callassist.study.protocol import Protocol
from callassist.study.week import uncovered

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Span = tuple[time, time]


def doubt_duties(protocol: Protocol) -> Iterator[Found]:
    """A study with alerts some of whose calling hours have no lead: a warning, as the rota may have one."""
    if not protocol.safety.alert:
        return
    bare = [
        f"{day} {begins:%H:%M} to {ends:%H:%M}"
        for nth, day in enumerate(_DAYS)
        if (calls := protocol.hours.calls.week()[nth]) is not None
        for begins, ends in uncovered(calls, _leads(protocol, nth))
    ]
    if bare:
        what = f"families are rung and no duty lead is named on {', '.join(bare)}."
        cure = "Name one for them, or keep the duty rota full: no interview about risk begins without one."
        yield ("safety", "duty"), what, cure


def _leads(protocol: Protocol, nth: int) -> list[Span]:
    """From when to when somebody is on duty on a day of the week, Monday being 0."""
    hours = (one.hours.week()[nth] for one in protocol.safety.duty)
    return [span for span in hours if span is not None]
