"""Times that can be offered for an appointment: her own, within the window, nobody double booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callassist.schedule.hours import open_spans
from callassist.schedule.slots import Slot, slot
from callassist.study.protocol import Protocol
from callassist.study.windows import moment

QUARTER = timedelta(minutes=15)
AHEAD = timedelta(minutes=30)


class Mark(StrEnum):
    """What an interviewer should know of an offered time."""

    LAST_DAY = "the last day of the window"
    DAY_BEFORE = "the day before the window closes"


class Party(StrEnum):
    """Who is needed at an agreed time, and cannot be anywhere else then."""

    HOUSEHOLD = "household"
    INTERVIEWER = "interviewer"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Busy:
    """A time that is taken, whose it is, and by what, so that a refusal can say so.

    `by`: a study number, or of an interpreter's time what she is called.
    """

    begins: datetime
    ends: datetime
    by: str = ""
    whose: Party = Party.HOUSEHOLD


@dataclass(frozen=True, slots=True)
class Offer:
    """One time to offer, and whether the protocol still owes a try in that part of the week."""

    at: datetime
    owed: bool
    mark: Mark | None


def offers(
    protocol: Protocol,
    *,
    now: datetime,
    closes_at: datetime,
    minutes: int,
    allows: Callable[[datetime], bool],
    busy: Sequence[Busy],
    owed: Iterable[Slot],
    most: int = 3,
    comes: Callable[[datetime], bool] = lambda _at: True,
) -> tuple[Offer, ...]:
    """Up to `most` times on different days: the first two, and the last before the window closes.

    `allows` takes a moment in the study's zone and holds her own times; `comes` takes a beginning and says
    whether somebody could interpret from then on.
    """
    study, wanted = protocol.study, frozenset(owed)
    found: list[Offer] = []
    for begins, ends in open_spans(now + AHEAD, protocol.hours.calls, zone=study.zone, nation=study.nation):
        if begins >= closes_at:
            break
        span = max(begins, now + AHEAD), min(ends, closes_at)
        first = _first_free(span, minutes, allows, comes, busy, study.zone)
        if first is not None:
            local = first.astimezone(ZoneInfo(study.zone))
            found.append(Offer(first, slot(local) in wanted, mark(local.date(), closes_at, study.zone)))
    return _chosen(found, most)


def mark(on: date, closes_at: datetime, zone: str) -> Mark | None:
    """Whether a day is the window's last or the one before it."""
    last = (closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    return {0: Mark.LAST_DAY, 1: Mark.DAY_BEFORE}.get((last - on).days)


def clash(at: datetime, minutes: int, busy: Sequence[Busy]) -> Busy | None:
    """What is booked already at that time for anybody who is needed, or None."""
    ends = at + timedelta(minutes=minutes)
    return next((one for one in busy if one.begins < ends and at < one.ends), None)


def wall_moment(on: date, at: time, zone: str) -> datetime | None:
    """A wall time in UTC, or None where the clocks go forward over it and it does not exist."""
    found = moment(on, at, zone)
    back = found.astimezone(ZoneInfo(zone))
    return found if (back.date(), back.time()) == (on, at) else None


def _first_free(
    span: tuple[datetime, datetime],
    minutes: int,
    allows: Callable[[datetime], bool],
    comes: Callable[[datetime], bool],
    busy: Sequence[Busy],
    zone: str,
) -> datetime | None:
    at = _quarter(span[0])
    last = span[1] - timedelta(minutes=minutes)
    while at <= last:
        local = at.astimezone(ZoneInfo(zone))
        if throughout(allows, local, minutes) and clash(at, minutes, busy) is None and comes(at):
            return at
        at += QUARTER
    return None


def throughout(allows: Callable[[datetime], bool], wall: datetime, minutes: int) -> bool:
    """Whether she may be rung at each moment of an interview that begins at a wall time."""
    looked = [*range(0, minutes, 5), minutes - 1]
    return all(allows(wall + timedelta(minutes=n)) for n in looked)


def _quarter(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - over + QUARTER if over else at


def _chosen(found: Sequence[Offer], most: int) -> tuple[Offer, ...]:
    """What is owed comes first, but nothing is hidden: the earliest, then owed ones, then the last."""
    if len(found) <= most:
        return tuple(found)
    picked = [found[0]]
    picked += [one for one in found[1:-1] if one.owed][: most - 2]
    picked += [one for one in found[1:-1] if one not in picked][: most - 1 - len(picked)]
    return tuple(sorted([*picked, found[-1]], key=lambda one: one.at))
