"""Whom to ring next, and why: what was agreed, who waits to be rung back, what was given, then the windows.

Within the windows the one that closes first comes first; of those that close together, one that the protocol
still owes a call in this part of the week, then one that is owed any call, then one never tried at such an
hour, then one that the caller spoke with last. Two kinds wait behind the rest until their window is about to
close: who is better rung by a colleague who is here, and who is still to get her first text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import assert_never

from callassist.cases.states import STANDING, AppointmentState

BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=30)
STEP = timedelta(minutes=15)
SEARCH = timedelta(days=21)
CLOSING = timedelta(days=2)  # a window that closes this soon waits for no colleague and no text


class Not(StrEnum):
    """Why a case is not for this caller now."""

    PAUSED = "are paused"
    STOPPED = "wait for a decision"
    UNCOVERED = "wait until somebody is on duty for a worry"
    TAKEN = "are open at a colleague's"
    BOOKED = "have an appointment"
    COLLEAGUES = "have an appointment with a colleague"
    LANGUAGE = "wait for somebody who speaks the language"
    INTERPRETER = "wait for an interpreter"
    ENOUGH = "have been texted and rung enough this week"
    RESTING = "were tried not long ago"
    KEPT = "are kept for a later hour today, the last that is owed"
    HER_TIMES = "may not be rung at this hour"
    TOLD = "are better rung by a colleague"
    SHIELDED = "are rung by a colleague after what was said to you"


class Turn(IntEnum):
    """What comes before what in the line."""

    AGREED_WITH_YOU = 1
    AGREED = 2
    CALL_BACK = 3
    GIVEN = 4
    WINDOW = 5
    LATER = 6


class Because(StrEnum):
    """Why this one, in the words of its page. None of it depends on what she was allocated to."""

    AGREED_WITH_YOU = "This time was agreed with you."
    AGREED = "This time was agreed, and anybody may keep it."
    CALL_BACK = "A call back was asked for."
    GIVEN = "A supervisor gave it to you."
    CLOSES = "Of the cases you may ring now, its window closes first."
    OWED_NOW = "The protocol still owes a call in this part of the week."
    OWED = "The protocol still owes a call."
    UNUSED = "Nobody has tried at such an hour yet."
    YOU_SPOKE = "You spoke there last."
    COLLEAGUE = "A colleague who is here spoke there last; nobody else waits for you now."
    TEXT_FIRST = "The first text has not gone yet; nobody else waits for you now."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the line. `allows`: whether she may be rung at a moment; None means at any.

    `spared`: the caller was told which group the family is in, and a colleague who was not could ring, or a
    manager has to decide. `kept_until`: today's one call is kept for a part of the day that is owed.
    `owed_now`: the protocol still asks for a call in this part of the week; `owed`: for any call at all;
    `unused`: nobody has tried in this part of the week. `spoke_with`: who spoke there last;
    `colleague_here`: that is somebody else, who is at work now. `text_first`: her first text is planned, has
    not gone, and nobody has rung.
    """

    case_id: str
    closes_at: datetime
    language: str
    interpreter: bool = False
    appointment_at: datetime | None = None
    appointment_state: AppointmentState | None = None
    appointment_with: str | None = None
    not_before: datetime | None = None
    kept_until: datetime | None = None
    enough_until: datetime | None = None  # the household's cap on texts and calls together
    stopped: bool = False
    paused: bool = False
    uncovered: bool = False  # it asks about risk, and nobody is on duty now
    taken: bool = False
    given_to: str | None = None
    also: tuple[str, ...] = ()  # other languages that she is content with
    spared: bool = False
    shielded: bool = False  # somebody there was abusive to the caller
    appointment_ends: datetime | None = None
    call_back_at: datetime | None = None  # since when somebody waits to be rung back
    owed_now: bool = False
    owed: bool = False
    unused: bool = False
    spoke_with: str | None = None
    colleague_here: bool = False
    text_first: bool = False
    allows: Callable[[datetime], bool] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for the next case; `here_until`: when her shift ends, if she is on one."""

    id: str
    speaks: Callable[[str], bool]
    here_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The case to ring next, or None with how many wait for which reason; `line`: it and those after it.

    `why`: for each of the line, what put it there; `pressing`: its first comes before all windows.
    """

    case_id: str | None
    due: bool
    waits: tuple[tuple[Not, int], ...]
    line: tuple[str, ...] = ()
    why: Mapping[str, tuple[Because, ...]] = field(default_factory=dict)
    pressing: bool = False


def next_case(line: Iterable[Waiting], caller: Caller, now: datetime) -> Choice:
    """The first case of a line for a caller at `now`; nobody is offered what she may not ring."""
    ringable: list[Waiting] = []
    reasons: dict[Not, int] = {}
    for case in line:
        why = reason_not(case, caller, now)
        if why is None:
            ringable.append(case)
        else:
            reasons[why] = reasons.get(why, 0) + 1
    waits = tuple((why, reasons[why]) for why in Not if why in reasons)
    if not ringable:
        return Choice(None, False, waits)
    ringable.sort(key=lambda case: rank(case, caller, now))
    first = ringable[0]
    return Choice(
        first.case_id,
        is_due(first, now),
        waits,
        tuple(case.case_id for case in ringable),
        {case.case_id: because(case, caller, now) for case in ringable},
        turn(first, caller, now) < Turn.WINDOW,
    )


def turn(case: Waiting, caller: Caller, now: datetime) -> Turn:
    """In which part of the line a case that may be rung stands for a caller."""
    if is_due(case, now):
        return Turn.AGREED_WITH_YOU if case.appointment_with == caller.id else Turn.AGREED
    if waits_for_call(case, now):
        return Turn.CALL_BACK
    if case.given_to == caller.id:
        return Turn.GIVEN
    kept_back = case.colleague_here or case.text_first
    return Turn.LATER if kept_back and case.closes_at - now > CLOSING else Turn.WINDOW


def rank(case: Waiting, caller: Caller, now: datetime) -> tuple[int, datetime, bool, bool, bool, bool, str]:
    """The place of a case in the line, the smallest first: the whole order is this one tuple.

    Its turn; when what was agreed ends, since when she waits to be rung back, or when the window closes; not
    owed a call at such an hour; not owed any; tried at such an hour before; not spoken with by the caller.
    """
    place = turn(case, caller, now)
    at = case.closes_at
    if place in (Turn.AGREED_WITH_YOU, Turn.AGREED):
        at = case.appointment_ends or case.appointment_at or at
    elif place is Turn.CALL_BACK:
        at = case.call_back_at or at
    hers = case.spoke_with == caller.id
    return (place, at, not case.owed_now, not case.owed, not case.unused, not hers, case.case_id)


def because(case: Waiting, caller: Caller, now: datetime) -> tuple[Because, ...]:
    """Why a case stands where it does, from the same facts as `rank`, what weighs most first."""
    match turn(case, caller, now):
        case Turn.AGREED_WITH_YOU:
            return (Because.AGREED_WITH_YOU,)
        case Turn.AGREED:
            return (Because.AGREED,)
        case Turn.CALL_BACK:
            first = Because.CALL_BACK
        case Turn.GIVEN:
            first = Because.GIVEN
        case Turn.WINDOW:
            first = Because.CLOSES
        case Turn.LATER:
            first = Because.COLLEAGUE if case.colleague_here else Because.TEXT_FIRST
        case other:
            assert_never(other)
    more = (
        (case.owed_now, Because.OWED_NOW),
        (case.owed and not case.owed_now, Because.OWED),
        (case.unused, Because.UNUSED),
        (case.spoke_with == caller.id, Because.YOU_SPOKE),
    )
    return (first, *(word for holds, word in more if holds))


def waits_for_call(case: Waiting, now: datetime) -> bool:
    """Whether somebody waits to be rung back now."""
    return case.call_back_at is not None and case.call_back_at <= now


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
    if case.uncovered:
        return Not.UNCOVERED
    if case.taken:
        return Not.TAKEN
    if case.shielded:
        return Not.SHIELDED
    due = is_due(case, now)
    if due and case.appointment_with is not None:
        return None if case.appointment_with == caller.id else Not.COLLEAGUES
    if not due and _stands(case) and case.appointment_at is not None and case.appointment_at > now:
        return Not.BOOKED
    if not due and case.given_to not in (None, caller.id):
        return Not.COLLEAGUES
    if not any(caller.speaks(tag) for tag in (case.language, *case.also)):
        return Not.INTERPRETER if case.interpreter else Not.LANGUAGE
    return None if due else _not_yet(case, caller, now)


def _not_yet(case: Waiting, caller: Caller, now: datetime) -> Not | None:
    """Why a case without a time agreed about now is to wait, or None."""
    if (tired := _tired(case, now)) is not None:
        return tired
    if case.allows is not None and not case.allows(now):
        return Not.HER_TIMES
    if case.spared and case.given_to is None:
        return Not.TOLD
    return Not.KEPT if _kept(case, caller, now) else None


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


def _tired(case: Waiting, now: datetime) -> Not | None:
    """Whether she is to be left alone a while; not who asked to be rung back."""
    if waits_for_call(case, now):
        return None
    if case.enough_until is not None and case.enough_until > now:
        return Not.ENOUGH
    return Not.RESTING if case.not_before is not None and case.not_before > now else None


def _kept(case: Waiting, caller: Caller, now: datetime) -> bool:
    """Whether she will still be here in the hour for which the day's one call is kept."""
    at, until = case.kept_until, caller.here_until
    return at is not None and until is not None and at < until and not waits_for_call(case, now)
