"""How many Urdu evenings do the windows need: open cases by language against the shifts that are planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from callassist.schedule.need import Need, OnShift, Owing, day_lengths, needs
from callassist.schedule.slots import Slot, owed
from callassist.store import shifts
from callassist.store.database import Connection
from callassist.store.lists import morning
from callassist.study.blinding import blinded
from callassist.study.protocol import Protocol

AHEAD = timedelta(days=28)
MOST = 20_000
CHUNK = 500


def need(c: Connection, study_id: str, protocol: Protocol, now: datetime) -> tuple[Need, ...]:
    """What windows that close within four weeks need. Families stopped or booked are left out."""
    until = now + AHEAD
    rows = morning.closing(c, study_id, blinded(protocol), (now, until), MOST)
    owing: list[Owing] = []
    for start in range(0, len(rows), CHUNK):
        some = [row for row in rows[start : start + CHUNK] if row.stopped_at is None]
        ids = [row.case_id for row in some]
        tried, booked = morning.tried(c, ids), morning.booked(c, ids, now)
        owing += (
            _owing(row, tried.get(row.case_id, ()), protocol) for row in some if row.case_id not in booked
        )
    planned = [
        OnShift(tuple(one.languages or ()), one.since, one.until)
        for one in shifts.between(c, [study_id], now, until)
    ]
    return needs(
        owing,
        planned,
        now=now,
        zone=protocol.study.zone,
        calls_an_hour=protocol.shifts.calls_an_hour,
        lengths=day_lengths(protocol.hours.calls),
        speaks=_speaks,
    )


def _owing(row: morning.ClosingRow, tried: Sequence[Any], protocol: Protocol) -> Owing:
    spoken = str((row.needs or {}).get("spoken") or "en-GB")
    slots = [Slot(one.slot) if one.slot else None for one in tried]
    still = owed(protocol.contact, slots, in_her_language=None)
    asked = sum(still.slots.values())
    return Owing(spoken, row.closes_at, still.slots, max(still.of - still.tried - asked, 0))


def _speaks(languages: Iterable[str], tag: str) -> bool:
    return any(tag.split("-")[0] == own.split("-")[0] for own in languages)
