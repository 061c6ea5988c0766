"""Ends lines that must not ring on, and asks the network what became of those that it fell silent about."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from callassist.store import calls, tasks
from callassist.store.database import Connection
from callassist.voice.legs import Course, LegEvent, LegState, Standstill, advance, after, is_over
from callassist.voice.network import Dialled, Unheard, VoiceNetwork
from callassist.voice.notices import LegNotice
from callassist.work.actor import Actor
from callassist.work.call_dial import dial, number_of_leg, recover_legs
from callassist.work.call_falls import hold_after_falls
from callassist.work.call_notices import tell_leg, what_follows
from callassist.work.call_side_by_side import side_by_side
from callassist.work.house import House

MOST = 64
QUIET = timedelta(minutes=1)
"""A line of which the network has told nothing for so long is asked about: a call whose end was never told
is over with us within this and a tick. An interviewer who presses Call asks at once."""

GONE = timedelta(seconds=10)
"""The same where somebody left the room, or was to be let go."""

FORGOTTEN = timedelta(minutes=2)
"""A line that the network does not know, so long after it was asked for, is up no more."""

AGAIN = timedelta(seconds=10)
NEAR = timedelta(minutes=2)
ASKED_FOR = 12.0
"""Seconds: longer than the network is waited for."""

UNDECIDED = (
    "The network does not say which of several calls was this one. Look at its list, then log the call."
)
_LATEST = datetime.max.replace(tzinfo=UTC)
log = logging.getLogger("callassist.calls")


def work_calls(house: House) -> int:
    """Ask for the legs that are ready, end those that are to be ended, hold whom no interpreter is with."""
    return dial(house) + _end_lines(house) + hold_after_falls(house)


def work_lines(house: House) -> int:
    """Find legs whose request fell silent, and settle those that nothing was heard of; how many."""
    return recover_legs(house) + settle(house)


def _end_lines(house: House) -> int:
    """Ask the network to end what is to be ended; again only after a while, however slow its answer is."""
    network = house.voice
    if network is None:
        return 0
    now = house.now()
    with house.database.read() as c:
        rows = calls.to_end(c, now)

    def later(c: Connection) -> None:
        for leg in rows:
            calls.note_leg(c, leg.id, end_again_at=now + AGAIN)

    if rows:
        house.database.keep(later)
    side_by_side(partial(_end_line, network), rows)
    return len(rows)


def _end_line(network: VoiceNetwork, leg: Any) -> None:
    log.info("line ended leg=%s taken=%s", leg.id, network.end(leg.provider_id))


def settle(house: House, *, everything: bool = False) -> int:
    """Ask the network about legs that nobody knows of and about those long silent; how many moved.

    `everything`: without waiting for the network's notices first.
    """
    now, machine_now = house.now(), datetime.now(UTC)
    quiet, gone = (_LATEST, _LATEST) if everything else (now - QUIET, now - GONE)
    with house.database.read() as c:
        rows = calls.silent(c, quiet, gone, _LATEST if everything else machine_now, MOST)
    return _settle_all(house, rows)


def settle_before(house: House, actor: Actor, case_id: str, *, token: str) -> None:
    """Somebody presses Call: ask the network at once about calls that stand in her way, hers or the case's.

    Nothing is asked where none is up, nor for a press that has placed its call already.
    """
    up = (LegState.ACCEPTED, LegState.UNKNOWN)
    with house.database.read() as c:
        pressed = calls.caused(c, f"hand:{token}") is not None
        known = () if pressed else calls.under_way(c, case_id, actor.id)
        legs = [leg for one in known for leg in calls.legs(c, one)]
    _settle_all(house, [one for one in legs if one.over_at is None and one.state in up])


def _settle_all(house: House, legs: Sequence[Any]) -> int:
    network = house.voice
    if network is None:
        return 0
    moved: list[int] = []
    side_by_side(lambda leg: moved.append(_settle(house, network, leg)), legs, seconds=ASKED_FOR)
    return sum(moved)


def _settle(house: House, network: VoiceNetwork, leg: Any) -> int:
    """Settle one leg by what the network tells of it, else by its list; 1 if that moved it."""
    asked = leg.asked_at or leg.made_at
    try:
        if leg.provider_id is not None:
            seen = network.seen(leg.provider_id) or _forgotten(leg, house.now())
            listed: tuple[Dialled, ...] = (seen,) if seen is not None else ()
        else:
            with house.database.read() as c:
                call = calls.one(c, leg.call_id)
                number = number_of_leg(house, c, call, leg) if call is not None else ""
            listed = network.dialled(number, asked - NEAR)
    except Unheard:
        return 0
    return int(house.database.keep(lambda c: _told(house, c, leg.id, asked, listed)))


def _forgotten(leg: Any, now: datetime) -> Dialled | None:
    """What a line is that the network knows nothing of any more: failed, once it is no longer new there."""
    if now - (leg.asked_at or leg.made_at) < FORGOTTEN:
        return None
    return Dialled(sid=leg.provider_id, to="", line="", status="failed", placed_at=None, seconds=0)


def _told(house: House, c: Connection, leg_id: str, asked: datetime, listed: tuple[Dialled, ...]) -> bool:
    leg = calls.one_leg(c, leg_id)
    call = calls.one(c, leg.call_id, lock=True) if leg is not None else None
    if leg is None or call is None or leg.over_at is not None:
        return False
    now = house.now()
    found = _candidates(c, leg, asked, listed)
    before = (leg.state, leg.course)
    if len(found) == 1:
        one = found[0]
        notice = LegNotice(one.sid, one.status, one.ended_at, one.seconds)
        tell_leg(c, leg, notice, now)
    elif leg.state == LegState.UNKNOWN and not found:
        moved = after(LegState.UNKNOWN, LegEvent.NOT_SEEN)
        assert not isinstance(moved, Standstill)
        calls.move(c, leg.id, leg.state, moved, reason="it never rang", over_at=now)
    elif leg.state == LegState.UNKNOWN:
        _ask_a_person(house, c, call, leg)
        _over_anyway(c, leg, found, now)
    what_follows(house, c, call)
    changed = calls.one_leg(c, leg_id)
    return changed is not None and (changed.state, changed.course) != before


def _candidates(c: Connection, leg: Any, asked: datetime, listed: tuple[Dialled, ...]) -> list[Dialled]:
    """The lines of the network's list that may be this leg: its own by id, else those that are nobody's."""
    if leg.provider_id is not None:
        return [one for one in listed if one.sid == leg.provider_id]
    taken = calls.known_ids(c, [one.sid for one in listed])
    return [
        one
        for one in listed
        if one.sid not in taken and (one.placed_at is None or abs(one.placed_at - asked) <= NEAR)
    ]


def _over_anyway(c: Connection, leg: Any, found: Sequence[Dialled], now: datetime) -> None:
    """Whichever of them it was, none is up any more: the call must not hold its case until somebody looks."""
    courses = {advance(None, one.status) for one in found}
    if all(is_over(one) for one in courses):
        course = courses.pop() if len(courses) == 1 else Course.FAILED
        ended = max((one.ended_at for one in found if one.ended_at is not None), default=now)
        calls.note_leg(c, leg.id, course=course, over_at=ended)


def _ask_a_person(house: House, c: Connection, call: Any, leg: Any) -> None:
    task = tasks.NewTask(
        study_id=call.study_id,
        kind="call_undecided",
        case_id=call.case_id,
        participant_id=call.participant_id,
        cause=f"undecided:{leg.id}",
        words=UNDECIDED,
        raised_at=house.now(),
    )
    tasks.leave(c, task)
