"""Whom to ring next: due appointments first, then windows closing soonest, for the caller's languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callassist.cases.states import STANDING, AppointmentState

BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=30)
STEP = timedelta(minutes=15)
SEARCH = timedelta(days=21)


class Not(StrEnum):
    """Why a case is not for this caller now."""

    PAUSED = "are paused"
    STOPPED = "wait for a decision"
    TAKEN = "are open at a colleague's"
    BOOKED = "have an appointment"
    COLLEAGUES = "have an appointment with a colleague"
    LANGUAGE = "wait for somebody who speaks the language"
    INTERPRETER = "wait for an interpreter"
    ENOUGH = "have been texted and rung enough this week"
    RESTING = "were tried not long ago"
    HER_TIMES = "may not be rung at this hour"
    TOLD = "are better rung by a colleague"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the line. `allows`: whether she may be rung at a moment; None means at any.

    `spared`: the caller was told which group the family is in, and a colleague who was not could ring.
    """

    case_id: str
    closes_at: datetime
    language: str
    interpreter: bool = False
    appointment_at: datetime | None = None
    appointment_state: AppointmentState | None = None
    appointment_with: str | None = None
    not_before: datetime | None = None
    enough_until: datetime | None = None  # the household's cap on texts and calls together
    stopped: bool = False
    paused: bool = False
    taken: bool = False
    given_to: str | None = None
    spared: bool = False
    allows: Callable[[datetime], bool] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for the next case."""

    id: str
    speaks: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """The case to ring next, or None with how many wait for which reason; `line`: it and those after it."""

    case_id: str | None
    due: bool
    waits: tuple[tuple[Not, int], ...]
    line: tuple[str, ...] = ()


def next_case(line: Iterable[Waiting], caller: Caller, now: datetime) -> Choice:
    """The first case of a line for a caller at `now`; nobody is offered what she may not ring."""
    ringable: list[tuple[tuple[int, datetime, str], Waiting]] = []
    reasons: dict[Not, int] = {}
    for case in line:
        why = reason_not(case, caller, now)
        if why is None:
            ringable.append((_rank(case, caller, now), case))
        else:
            reasons[why] = reasons.get(why, 0) + 1
    waits = tuple((why, reasons[why]) for why in Not if why in reasons)
    if not ringable:
        return Choice(None, False, waits)
    ringable.sort(key=lambda pair: pair[0])
    first = ringable[0][1]
    return Choice(first.case_id, is_due(first, now), waits, tuple(case.case_id for _rank, case in ringable))


def is_due(case: Waiting, now: datetime) -> bool:
    """Whether a standing appointment of the case is due: ten minutes before until half an hour after."""
    at = case.appointment_at
    return _stands(case) and at is not None and at - BEFORE <= now <= at + AFTER


def reason_not(case: Waiting, caller: Caller, now: datetime) -> Not | None:
    """Why this caller may not be offered the case now, or None."""
    if case.paused:
        return Not.PAUSED
    if case.stopped:
        return Not.STOPPED
    if case.taken:
        return Not.TAKEN
    if is_due(case, now):
        mine = case.appointment_with in (None, caller.id)
        return None if mine else Not.COLLEAGUES
    if _stands(case) and case.appointment_at is not None and case.appointment_at > now:
        return Not.BOOKED
    if case.given_to not in (None, caller.id):
        return Not.COLLEAGUES
    if not caller.speaks(case.language):
        return Not.INTERPRETER if case.interpreter else Not.LANGUAGE
    if case.enough_until is not None and case.enough_until > now:
        return Not.ENOUGH
    if case.not_before is not None and case.not_before > now:
        return Not.RESTING
    if case.allows is not None and not case.allows(now):
        return Not.HER_TIMES
    if case.spared and case.given_to is None:
        return Not.TOLD
    return None


def next_try(after: datetime, until: datetime, allows: Callable[[datetime], bool]) -> datetime | None:
    """The first moment from `after` on, to the quarter of an hour, when she may be rung; or None."""
    if after < until and allows(after):
        return after
    at = after - timedelta(minutes=after.minute % 15, seconds=after.second, microseconds=after.microsecond)
    last = min(until, after + SEARCH)
    while (at := at + STEP) < last:
        if allows(at):
            return at
    return None


def in_words(waits: Sequence[tuple[Not, int]]) -> str:
    """Why there is none, as a sentence: "Two cases wait for an interpreter; one was …"."""
    parts = [
        f"{count} {'case' if count == 1 else 'cases'} {_one(why) if count == 1 else why}"
        for why, count in waits
    ]
    return "; ".join(parts) + "." if parts else ""


def _one(why: Not) -> str:
    first, _space, rest = why.value.partition(" ")
    return f"{ {'are': 'is', 'have': 'has', 'wait': 'waits', 'were': 'was', 'may': 'may'}[first] } {rest}"


def _stands(case: Waiting) -> bool:
    return case.appointment_at is not None and case.appointment_state in STANDING


def _rank(case: Waiting, caller: Caller, now: datetime) -> tuple[int, datetime, str]:
    """Due appointments by time, hers before anybody's; then what was given to her; then the window."""
    if is_due(case, now) and case.appointment_at is not None:
        return (0 if case.appointment_with == caller.id else 1, case.appointment_at, case.case_id)
    return (2 if case.given_to == caller.id else 3, case.closes_at, case.case_id)
