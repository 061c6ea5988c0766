"""Gaps in the duty rota: hours in which we may ring and nobody is there for a worry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from callassist.schedule.hours import open_spans
from callassist.store.database import Connection
from callassist.store.lists import morning
from callassist.study.protocol import Protocol
from callassist.study.week import DayHours, uncovered

AHEAD = timedelta(days=7)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Gap:
    """A span of calling hours without a duty lead, and how many appointments stand in it."""

    since: datetime
    until: datetime
    appointments: int


def gaps(c: Connection, study_id: str, protocol: Protocol, now: datetime) -> tuple[Gap, ...]:
    """The gaps of the next seven days. Without a rota, the hours that the protocol names count as it."""
    until = now + AHEAD
    rows = [(row.since, row.until) for row in morning.rota(c, study_id, now, until)]
    cover = rows or [
        span for lead in protocol.safety.duty for span in _spans(lead.hours, protocol, now, until)
    ]
    found = [
        gap for span in _spans(protocol.hours.calls, protocol, now, until) for gap in uncovered(span, cover)
    ]
    if not found:
        return ()
    booked = morning.appointments_between(c, study_id, now, until)
    return tuple(Gap(a, b, sum(a <= at < b for at in booked)) for a, b in found)


def _spans(hours: DayHours, protocol: Protocol, now: datetime, until: datetime) -> list[Span]:
    spans = open_spans(now, hours, zone=protocol.study.zone, nation=protocol.study.nation)
    return [(max(a, now), min(b, until)) for a, b in spans if a < until]
