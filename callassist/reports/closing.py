"""Windows that close this week: what each still owes, what cannot be made any more, and who could ring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.people.languages import language
from callassist.reports.could import Could, Rota, rota
from callassist.schedule.hours import span_on
from callassist.schedule.slots import Owed, Slot, in_words, owed
from callassist.store.database import Connection
from callassist.store.lists import morning
from callassist.study.blinding import blinded
from callassist.study.protocol import Protocol

WEEK = timedelta(days=7)
MOST = 60
ENGLISH = "en"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SLOT_WORDS = {
    Slot.WEEKDAY_DAY: "morning",
    Slot.WEEKDAY_AFTERNOON: "afternoon",
    Slot.WEEKDAY_EVENING: "evening",
    Slot.SATURDAY: "Saturday",
    Slot.SUNDAY: "Sunday",
}


@dataclass(frozen=True, slots=True)
class Closing:
    """One window that closes. `still_owed` is in words; `booked` the next appointment that stands."""

    row: morning.ClosingRow
    language: str
    tried: int
    of: int
    still_owed: str
    booked: datetime | None
    confirmed: bool
    could: Could | None
    given_to: str


def closing(
    c: Connection, study_id: str, protocol: Protocol, now: datetime, sites: Set[str] | None = None
) -> tuple[Closing, ...]:
    """Open cases of the blinded strands that close within seven days, at some sites or all. Six queries."""
    rows = morning.closing(c, study_id, blinded(protocol), (now, now + WEEK), MOST, sites)
    ids = [row.case_id for row in rows]
    tried, booked = morning.tried(c, ids), morning.booked(c, ids, now)
    if not rows:
        return ()
    able = rota(c, study_id, rows, protocol.study.zone, now)
    return tuple(
        _one(row, tried.get(row.case_id, ()), booked.get(row.case_id, ()), able, protocol, now)
        for row in rows
    )


def _one(
    row: morning.ClosingRow,
    tried: Sequence[Any],
    booked: Sequence[Any],
    able: Rota,
    protocol: Protocol,
    now: datetime,
) -> Closing:
    needs: Mapping[str, Any] = row.needs or {}
    spoken = str(needs.get("spoken") or "en-GB")
    still = _owed(protocol, spoken, tried)
    ahead = booked[0] if booked else None
    names = {one.id: one.name for one in able.interviewers}
    free = ahead is None and row.stopped_at is None
    return Closing(
        row=row,
        language=language(spoken).name,
        tried=still.tried,
        of=still.of,
        still_owed=_sentence(still, spoken, row, tried, protocol, now),
        booked=ahead.starts_at if ahead is not None else None,
        confirmed=ahead is not None and ahead.state == "confirmed",
        could=able.who(row, spoken, _makeable(still, row, protocol, now)) if free else None,
        given_to=names.get(row.given_to or "", ""),
    )


def _owed(protocol: Protocol, spoken: str, tried: Sequence[Any]) -> Owed:
    own = None if spoken.startswith(ENGLISH) else sum(1 for one in tried if one.language == spoken)
    return owed(
        protocol.contact, [Slot(one.slot) if one.slot else None for one in tried], in_her_language=own
    )


def _sentence(
    still: Owed,
    spoken: str,
    row: morning.ClosingRow,
    tried: Sequence[Any],
    protocol: Protocol,
    now: datetime,
) -> str:
    name = language(spoken).name
    made = _makeable(still, row, protocol, now)
    left = in_words(Owed(made, still.in_language, still.tried, still.of), name)
    said = [f"{left} owed." if left != "Nothing" else "Nothing more is owed."]
    if tried:
        said.insert(0, f"{tried_words(tried)} made.")
    said += [
        f"The {SLOT_WORDS[slot]} call cannot be made: the window closes first."
        for slot in still.slots
        if slot not in made
    ]
    if tried and still.in_language:
        said.append("Nobody has tried in this language.")
    return " ".join(said)


def _makeable(still: Owed, row: morning.ClosingRow, protocol: Protocol, now: datetime) -> dict[Slot, int]:
    """What is owed and still comes before the window closes."""
    left = still.slots.items()
    return {slot: many for slot, many in left if can_be_made(slot, now, row.closes_on, protocol)}


def tried_words(tried: Sequence[Any]) -> str:
    """What was tried, by part of the week: Two morning calls and one Saturday call."""
    counted = Counter(Slot(one.slot) for one in tried if one.slot)
    parts = [
        f"{_number(count)} {SLOT_WORDS[slot]} {'call' if count == 1 else 'calls'}"
        for slot, count in sorted(counted.items(), key=lambda item: list(Slot).index(item[0]))
    ]
    said = " and ".join(", ".join(parts).rsplit(", ", 1)) or f"{_number(len(tried))} calls"
    return said[:1].upper() + said[1:]


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


HOURS = {
    Slot.WEEKDAY_DAY: (time.min, time(12)),
    Slot.WEEKDAY_AFTERNOON: (time(12), time(17)),
    Slot.WEEKDAY_EVENING: (time(17), time.max),
}
WEEKEND = {Slot.SATURDAY: 5, Slot.SUNDAY: 6}


def can_be_made(slot: Slot, now: datetime, closes_on: date, protocol: Protocol) -> bool:
    """Whether a part of the week still comes before a window closes, in hours in which families are rung.

    Of today only what is not over; no bank holiday on which nobody rings.
    """
    study = protocol.study
    local = now.astimezone(ZoneInfo(study.zone))
    for ahead in range((closes_on - local.date()).days + 1):
        day = local.date() + timedelta(days=ahead)
        if slot in WEEKEND:
            fits, hours = day.weekday() == WEEKEND[slot], (time.min, time.max)
        else:
            fits, hours = day.weekday() not in WEEKEND.values(), HOURS[slot]
        span = span_on(day, protocol.hours.calls, study.nation) if fits else None
        if span is None:
            continue
        begins = max(span[0], hours[0], local.time() if ahead == 0 else time.min)
        if begins < min(span[1], hours[1]):
            return True
    return False
