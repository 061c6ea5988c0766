"""One decision about a time: her household, who rings and who interprets are free then, or who is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.errors import Refusal
from callassist.interpreters.booking import BookingState
from callassist.schedule.offers import Busy, Party, clash
from callassist.store import appointments, bookings, holds, interpreters
from callassist.store.database import Connection

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Needed:
    """Who is needed at a time of a case: her family, and who rings and who interprets where that is known."""

    case_id: str
    participant_id: str
    household_id: str | None
    interviewer: str | None
    interpreter: str | None


def needed(c: Connection, row: Any, interviewer: str | None, now: datetime) -> Needed:
    """Who is needed for a case (as store.attempts.case gave it), with who is booked to interpret for it."""
    confirmed = (
        one.interpreter_id
        for one in bookings.of_case(c, row.id)
        if one.state == BookingState.CONFIRMED and one.starts_at > now
    )
    return Needed(row.id, row.participant_id, row.household_id, interviewer, next(confirmed, None))


def lock(c: Connection, who: Needed) -> None:
    """Inside a verb: let nobody else agree on a time of theirs until it is kept; always in this order."""
    holds.lock_household(c, who.case_id)
    if who.interviewer is not None:
        appointments.lock(c, who.interviewer)
    if who.interpreter is not None:
        interpreters.lock(c, who.interpreter)


def taken(c: Connection, who: Needed, at: datetime, minutes: int, *, anew: bool = False) -> Busy | None:
    """What stands in the way of a time: the first that is taken of anybody needed, or None.

    `anew`: the interpreter is about to be asked, so what she is asked for by this case already counts too.
    """
    family: dict[str, Any] = {"participant_id": who.participant_id, "household_id": who.household_id}
    agreed = appointments.near(c, at - DAY, at + DAY, with_whom=who.interviewer, **family)
    booked = bookings.near(c, at - DAY, at + DAY, interpreter_id=who.interpreter, **family)
    return clash(at, minutes, [*_agreed(agreed, who), *_booked(booked, who, anew=anew)])


def must_be_free(c: Connection, who: Needed, at: datetime, minutes: int) -> None:
    """Inside a verb: raise Refusal, which says who is taken, unless all who are needed are free."""
    lock(c, who)
    found = taken(c, who, at, minutes)
    if found is None:
        return
    if found.whose is Party.INTERPRETER:
        raise Refusal(
            "Time",
            f"interpreter {found.by}, who is confirmed for this interview, is asked for by another then.",
            "Choose another time, or cancel that booking first.",
        )
    raise Refusal("Time", f"{found.by} has an appointment at that time.", "Choose another.")


def spans(rows: Iterable[Any]) -> tuple[Busy, ...]:
    """Appointment rows as spans that are taken."""
    return tuple(Busy(one.starts_at, _ends(one), one.number) for one in rows)


def _agreed(rows: Iterable[Any], who: Needed) -> Iterator[Busy]:
    for one in rows:
        if one.case_id == who.case_id:
            continue
        hers = who.interviewer is not None and one.with_ == who.interviewer
        yield Busy(one.starts_at, _ends(one), _whom(one), Party.INTERVIEWER if hers else Party.HOUSEHOLD)


def _booked(rows: Iterable[Any], who: Needed, *, anew: bool) -> Iterator[Busy]:
    for one in rows:
        same = who.interpreter is not None and one.interpreter_id == who.interpreter
        if one.case_id == who.case_id and not (anew and same):
            continue
        by, whose = (one.interpreter_code, Party.INTERPRETER) if same else (_whom(one), Party.HOUSEHOLD)
        yield Busy(one.starts_at, _ends(one), by, whose)


def _whom(one: Any) -> str:
    """By study number, unless that would tell of another part of the study, which may tell the group."""
    return str(one.number or "Somebody else")


def _ends(one: Any) -> datetime:
    ends: datetime = one.starts_at + timedelta(minutes=one.minutes)
    return ends
