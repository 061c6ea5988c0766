"""Whether a text that the network took and no phone got is tried once more, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callassist.messages.network import Policy
from callassist.schedule.hours import open_spans
from callassist.study.protocol import Protocol

BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
LONGEST_ASKED = timedelta(hours=1)


def back_off(tries: int, chance: float) -> timedelta:
    """How long to wait after so many tries; `chance` (0 to 1) spreads it by up to a quarter either way.

    Without the spread all that was turned away at once would come back at once.
    """
    wait = BACK_OFF[min(max(tries, 0), len(BACK_OFF) - 1)]
    return wait * (0.75 + chance / 2)


def wait_asked(seconds: float | None, tries: int, chance: float) -> timedelta:
    """What the network asked for, no longer than an hour and never a moment sooner; else the back-off."""
    if seconds is None:
        return back_off(tries, chance)
    asked = min(timedelta(seconds=seconds), LONGEST_ASKED)
    return asked * (1 + chance / 4)


def once_more(
    policy: Policy | None,
    more: int,
    so_far: int,
    *,
    now: datetime,
    worth_until: datetime,
    protocol: Protocol,
    chance: float,
) -> datetime | None:
    """When a text that did not arrive is sent once more, or None when a person has to act instead.

    `more`: how often the code that came lets it go again; `so_far`: how often it went again already.
    Never past what the text is worth: a reminder after its hour says something false.
    """
    if so_far >= more:
        return None
    match policy:
        case Policy.RETRY_AFTER | Policy.STOP_THE_LINE:
            at: datetime | None = now + back_off(so_far, chance)
        case Policy.RETRY_NEXT_WINDOW:
            at = _another_day(now, protocol)
        case _:
            at = None
    return at if at is not None and at < worth_until else None


def _another_day(now: datetime, protocol: Protocol) -> datetime | None:
    """When texts may next go on a later day: a phone that is off now is likelier on by then."""
    study = protocol.study
    today = now.astimezone(ZoneInfo(study.zone)).date()
    for begins, _ in open_spans(now, protocol.hours.texts, zone=study.zone, nation=study.nation):
        if begins.astimezone(ZoneInfo(study.zone)).date() > today:
            return begins
    return None
