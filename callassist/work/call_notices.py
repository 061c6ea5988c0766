"""What the network tells of calls, worked from its row to the same end in any order, and what follows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from callassist.errors import Refusal
from callassist.schedule.ringing import Barred
from callassist.store import calls, lookups, tasks
from callassist.store.database import Connection
from callassist.voice.follows import Follow, Stands, follows
from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegEvent, LegState, Standstill, advance, after, is_over
from callassist.voice.notices import LegNotice, RoomNotice
from callassist.work.call_back import call_back, who_was_it
from callassist.work.call_permits import ringing
from callassist.work.call_place import new_leg, parent_leg
from callassist.work.house import Gate, House

LET_GO = timedelta(seconds=14)
"""As long as it takes to hear that nobody is there, and no longer."""

TOLD_BY = "callassist_token"
SILENT = "A call reached somebody who heard nobody. Ring again only by a person, and begin with an apology."
N = TypeVar("N", LegNotice, RoomNotice)
_LATEST = datetime.max.replace(tzinfo=UTC)
log = logging.getLogger("callassist.calls")


def work_leg(house: House, c: Connection, params: Mapping[str, str], received: datetime) -> str:
    """Work one notice of a leg inside the inbox's transaction; what is kept of it."""
    token = params.get(TOLD_BY, "")

    def tell(_call: Any, notice: LegNotice) -> str:
        leg = calls.leg_of(c, token)
        if leg is None or leg.provider_id not in (None, notice.sid):
            return "of another line than ours"
        tell_leg(c, leg, notice, received)
        return "leg"

    leg = calls.leg_of(c, token)
    found = calls.one(c, leg.call_id) if leg is not None else None
    return _worked(house, c, _gate(house).read_leg, params, lambda _: found, tell)


def work_room(house: House, c: Connection, params: Mapping[str, str], received: datetime) -> str:
    """Work one notice of a call's room inside the inbox's transaction; what is kept of it."""

    def tell(call: Any, notice: RoomNotice) -> str:
        if call.room_sid is None:
            calls.note_call(c, call.id, room_sid=notice.room_sid)
        leg = _leg_in(calls.legs(c, call.id), notice)
        if leg is not None:
            _tell_room(c, leg, notice, received)
        return "room"

    found = calls.call_of(c, params.get(TOLD_BY, ""))
    return _worked(house, c, _gate(house).read_room, params, lambda _: found, tell)


def work_over(house: House, c: Connection, params: Mapping[str, str], received: datetime) -> str:
    """Work the end of a call that came in, inside the inbox's transaction; what is kept of it."""

    def tell(call: Any, notice: LegNotice) -> str:
        leg = next((one for one in calls.legs(c, call.id) if one.provider_id == notice.sid), None)
        if leg is not None:
            tell_leg(c, leg, notice, received)
        return "over"

    def came(notice: LegNotice) -> Any | None:
        return calls.caused(c, f"in:{notice.sid}")

    return _worked(house, c, _gate(house).read_leg, params, came, tell)


def _worked(
    house: House,
    c: Connection,
    read: Callable[[Mapping[str, str]], N],
    params: Mapping[str, str],
    whose: Callable[[N], Any | None],
    tell: Callable[[Any, N], str],
) -> str:
    """One notice of a call: read, its call locked, told to its line, and what follows from that."""
    try:
        notice = read(params)
    except Refusal as refusal:
        return f"not read: {refusal.what}"[:200]
    found = whose(notice)
    call = calls.one(c, found.id, lock=True) if found is not None else None
    if call is None:
        return "of no call of ours"
    came_to = tell(call, notice)
    what_follows(house, c, call)
    return came_to


def _gate(house: House) -> Gate:
    assert house.gate is not None
    return house.gate


def tell_leg(c: Connection, leg: Any, notice: LegNotice, received: datetime) -> None:
    """Keep what became of a line: only forward, the first final word stands, and proof outweighs belief."""
    before = Course(leg.course) if leg.course else None
    course = advance(before, notice.status)
    values: dict[str, Any] = {"heard_at": received}
    if leg.provider_id is None:
        values["provider_id"] = notice.sid
    moved = after(LegState(leg.state), LegEvent.SEEN)
    if not isinstance(moved, Standstill):
        calls.move(c, leg.id, leg.state, moved, reason=None, over_at=None)
    if course is not None and course is not before:
        values |= {"course": course, **_times(leg, course, notice, notice.at or received)}
    calls.note_leg(c, leg.id, **values)


def _times(leg: Any, course: Course, notice: LegNotice, at: datetime) -> dict[str, Any]:
    """When a line reached where it is, by the network's own clock, whenever we hear of it."""
    match course:
        case Course.RINGING:
            return {"rang_at": leg.rang_at or at}
        case Course.ANSWERED:
            return {"answered_at": leg.answered_at or at}
        case _ if is_over(course):
            lasted = {"answered_at": at - timedelta(seconds=notice.seconds)} if notice.seconds else {}
            return {"over_at": at, **({} if leg.answered_at else lasted)}
        case _:
            return {}


def _leg_in(legs: Sequence[Any], notice: RoomNotice) -> Any | None:
    """The leg that something happened to: by the network's id, else the part's newest that has none yet."""
    mine = next((one for one in legs if notice.leg_sid and one.provider_id == notice.leg_sid), None)
    unknown = [one for one in legs if one.part == notice.label and one.provider_id is None]
    return mine or (unknown[-1] if unknown and notice.leg_sid else None)


def _tell_room(c: Connection, leg: Any, notice: RoomNotice, received: datetime) -> None:
    at = notice.at or received
    if notice.event == "join":
        reached = LegNotice(notice.leg_sid, "in-progress", at)
        tell_leg(c, leg, reached, received)
    match notice.event:
        case "join":
            calls.note_leg(c, leg.id, joined_at=leg.joined_at or at)
        case "leave":
            came = leg.joined_at or leg.answered_at  # a phone that nobody answered leaves as well
            calls.note_leg(c, leg.id, joined_at=came, left_at=at, held=False)
        case "hold" | "unhold":
            calls.note_leg(c, leg.id, held=notice.event == "hold")
        case "mute" | "unmute":
            calls.note_leg(c, leg.id, muted=notice.event == "mute")
        case _:
            pass


def heard_waiting(house: House, leg: Any) -> None:
    """A line asks what it hears while it waits in the room: it is in there, whatever notices went astray."""

    def keep(c: Connection) -> None:
        call = calls.one(c, leg.call_id, lock=True)
        mine = calls.one_leg(c, leg.id)
        if call is None or mine is None:
            return
        now = house.now()
        if mine.joined_at is None and mine.over_at is None:
            calls.note_leg(c, mine.id, joined_at=now)
        alone = mine.part != Part.INTERVIEWER and call.direction == "out"
        if alone and mine.over_at is None and mine.alone_at is None:
            calls.note_leg(c, mine.id, alone_at=now, end_at=now + LET_GO)
        what_follows(house, c, call)

    house.database.keep(keep)
    house.wake("calls")


def what_follows(house: House, c: Connection, call: Any) -> None:
    """Keep what follows from where the lines stand now: the parent's leg, lines to end, the call's end.

    A line that was believed never to have rung may prove to be up: its call is then not over.
    """
    legs = calls.legs(c, call.id)
    lines: dict[Part, list[Stands]] = {}
    for one in legs:
        course = Course(one.course) if one.course else None
        stands = Stands(LegState(one.state), course, one.joined_at is not None)
        lines.setdefault(Part(one.part), []).append(stands)
    next_steps = follows(lines, fresh=_fresh(house, call))
    if call.ended_at is not None and Follow.OVER not in next_steps:
        calls.note_call(c, call.id, ended_at=None)
    for follow in next_steps:
        match follow:
            case Follow.RING_PARENT:
                _ring_parent(house, c, call)
            case Follow.END_PARENT:
                _end(house, c, legs, Part.PARENT)
            case Follow.END_INTERPRETER:
                _end(house, c, legs, Part.INTERPRETER)
            case Follow.END_INTERVIEWER:
                _end(house, c, legs, Part.INTERVIEWER)
            case Follow.LET_GO:
                _end(house, c, legs, Part.PARENT, after=LET_GO)
            case Follow.OVER:
                _over(house, c, call, legs)


def _fresh(house: House, call: Any) -> bool:
    """Whether a press is moments old by the machine's time and by the trial's, and the call not over.

    Where an interpreter joins first, the parent is rung by a press of its own.
    """
    if call.ended_at is not None or call.direction != "out" or call.interpreter_first:
        return False
    young = house.now() - call.started_at <= timedelta(minutes=5)
    return bool(young and datetime.now(UTC) <= call.good_until)


def _ring_parent(house: House, c: Connection, call: Any) -> None:
    """One whose number was marked since the press has a line all the same, which says why it is not rung."""
    found, cause = ringing(c, house, call.case_id, call.phone_id, house.now()), f"{call.cause}:{Part.PARENT}"
    if found is not None and found.phone is not None:
        leg = parent_leg(house, call, found, cause)
    else:
        leg = new_leg(house, call.id, call.study_id, Part.PARENT, cause, "", call.study_id)
        leg |= {"state": LegState.WITHDRAWN, "reason": str(Barred.NO_NUMBER), "over_at": house.now()}
    calls.add_leg(c, house.database.dialect, leg)


def _end(
    house: House, c: Connection, legs: Sequence[Any], part: Part, *, after: timedelta = timedelta()
) -> None:
    """Have a phone that still rings rung no more; one not asked for yet is withdrawn where it is claimed."""
    for one in legs:
        if one.part == part and one.over_at is None and one.end_at is None:
            calls.note_leg(c, one.id, end_at=house.now() + after)


def _over(house: House, c: Connection, call: Any, legs: Sequence[Any]) -> None:
    """The call is over: when, and whether somebody answered and heard nobody, which a person has to mend."""
    ended = max((one.over_at for one in legs if one.over_at is not None), default=house.now())
    alone = any(one.part == Part.PARENT and _heard_nobody(one, legs) for one in legs)
    silent = alone and call.direction == "out"
    if call.ended_at == ended and call.silent == silent:
        return
    if call.direction == "in":
        _rang_us(house, c, call, legs, alone=alone)
    calls.note_call(c, call.id, ended_at=ended, silent=silent)
    if silent and call.case_id is not None:
        task = tasks.NewTask(
            study_id=call.study_id,
            kind="silent_call",
            case_id=call.case_id,
            participant_id=call.participant_id,
            cause=f"silent:{call.id}",
            words=SILENT,
            raised_at=house.now(),
        )
        tasks.leave(c, task)
    log.info("call over call=%s silent=%s", call.id, silent)


def _rang_us(house: House, c: Connection, call: Any, legs: Sequence[Any], *, alone: bool) -> None:
    """A call that came in is over: she is rung back, or it is asked who she was if nobody wrote that."""
    people = lookups.on_number(c, call.study_id, bytes(call.number_index or b""))
    if alone:
        call_back(house, c, call, people)
    elif call.case_id is None and any(together(one, legs) for one in legs if one.part == Part.PARENT):
        who_was_it(house, c, call, people)


def _heard_nobody(parent: Any, legs: Sequence[Any]) -> bool:
    """Whether somebody answered and the interviewer was gone: told by the room, else by the times."""
    if not parent.answered_at or parent.course != Course.OVER:
        return False
    ours = _ours(legs)
    if parent.alone_at is not None or ours is None:
        return True
    gone = min((one for one in (ours.left_at, ours.over_at) if one), default=_LATEST)
    if parent.joined_at is not None:
        return bool(gone < parent.joined_at)
    return bool(gone <= parent.answered_at)


def together(parent: Any, legs: Sequence[Any]) -> timedelta:
    """How long a parent and the interviewer could hear each other, as far as the network told us."""
    began, ours = parent.joined_at or parent.answered_at, _ours(legs)
    if began is None or ours is None or parent.alone_at is not None:
        return timedelta()
    last: datetime = min(one for one in (parent.over_at, ours.left_at, ours.over_at, _LATEST) if one)
    first: datetime = max(began, ours.joined_at)
    return max(last - first, timedelta())


def _ours(legs: Sequence[Any]) -> Any | None:
    return next((one for one in legs if one.part == Part.INTERVIEWER and one.joined_at is not None), None)
