"""Hours in which families are rung and nobody is named for a worry, though an interview asks about risk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time

from callassist.edition.references import Found
from callassist.study.protocol import Protocol

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Span = tuple[time, time]


def doubt_duties(protocol: Protocol) -> Iterator[Found]:
    """A study with alerts some of whose calling hours have no lead: a warning, as the rota may have one."""
    if not protocol.safety.alert:
        return
    bare = [
        f"{day} {begins:%H:%M} to {ends:%H:%M}"
        for nth, day in enumerate(_DAYS)
        for begins, ends in _bare(
            protocol.hours.calls.week()[nth], [one.hours.week()[nth] for one in protocol.safety.duty]
        )
    ]
    if bare:
        what = f"families are rung and no duty lead is named on {', '.join(bare)}."
        cure = "Name one for them, or keep the duty rota full: no interview about risk begins without one."
        yield ("safety", "duty"), what, cure


def _bare(calls: Span | None, leads: Sequence[Span | None]) -> Iterator[Span]:
    """The parts of a day's calling hours in which none of the leads is on duty."""
    if calls is None:
        return
    at, ends = calls
    for since, until in sorted(one for one in leads if one is not None):
        if until <= at or since >= ends:
            continue
        if since > at:
            yield at, since
        at = max(at, until)
    if at < ends:
        yield at, ends
