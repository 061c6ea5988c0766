"""Ends lines that must not ring on, and asks the network what became of those that it fell silent about."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from callassist.privacy.tokens import new_id
from callassist.store import calls, planning
from callassist.store.database import Connection
from callassist.voice.legs import LegEvent, LegState, Standstill, after
from callassist.voice.network import Dialled, Unheard, VoiceNetwork
from callassist.voice.notices import LegNotice
from callassist.work.call_dial import dial, number_of_leg, recover_legs
from callassist.work.call_notices import tell_leg, what_follows
from callassist.work.house import House

MOST = 64
QUIET = timedelta(minutes=2)
AGAIN = timedelta(seconds=10)
NEAR = timedelta(minutes=2)
UNDECIDED = (
    "The network does not say which of several calls was this one. Look at its list, then log the call."
)
log = logging.getLogger("callassist.calls")


def work_calls(house: House) -> int:
    """Ask for the legs that are ready and end those that are to be ended; how many."""
    return dial(house) + _end_lines(house)


def work_lines(house: House) -> int:
    """Find legs whose request fell silent, and settle those that nothing was heard of; how many."""
    return recover_legs(house) + settle(house)


def _end_lines(house: House) -> int:
    network = house.voice
    if network is None:
        return 0
    now = house.now()
    with house.database.read() as c:
        rows = calls.to_end(c, now)
    for leg in rows:
        taken = network.end(leg.provider_id)
        log.info("line ended leg=%s taken=%s", leg.id, taken)
        house.database.keep(partial(_ask_again, leg_id=leg.id, at=now + AGAIN))
    return len(rows)


def _ask_again(c: Connection, *, leg_id: str, at: datetime) -> None:
    calls.note_leg(c, leg_id, end_at=at)


def settle(house: House, *, everything: bool = False) -> int:
    """Look at the network's own list for legs that nobody knows of and for those long silent; how many moved.

    `everything`: without waiting for the network's notices first.
    """
    network = house.voice
    if network is None:
        return 0
    now, machine_now = house.now(), datetime.now(UTC)
    with house.database.read() as c:
        rows = calls.unsettled(c, MOST)
    due = [one for one in rows if everything or _due(one, now, machine_now)]
    return sum(_settle(house, network, one) for one in due)


def _due(leg: Any, now: datetime, machine_now: datetime) -> bool:
    if leg.state == LegState.UNKNOWN:
        return leg.lease_until is None or bool(leg.lease_until <= machine_now)
    return bool(now - (leg.heard_at or leg.asked_at or leg.made_at) > QUIET)


def _settle(house: House, network: VoiceNetwork, leg: Any) -> int:
    """Settle one leg by the network's list; 1 if that moved it."""
    with house.database.read() as c:
        call = calls.one(c, leg.call_id)
        number = number_of_leg(house, c, call, leg) if call is not None else ""
    asked = leg.asked_at or leg.made_at
    try:
        listed = network.dialled(number, asked - NEAR)
    except Unheard:
        return 0
    return int(house.database.keep(lambda c: _told(house, c, leg.id, asked, listed)))


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


def _ask_a_person(house: House, c: Connection, call: Any, leg: Any) -> None:
    task = {
        "id": new_id(),
        "study_id": call.study_id,
        "kind": "call_undecided",
        "case_id": call.case_id,
        "participant_id": call.participant_id,
        "cause": f"undecided:{leg.id}",
        "words": UNDECIDED,
        "raised_at": house.now(),
        "state": "open",
    }
    planning.add_task(c, house.database.dialect, task)
