"""Times agreed with a parent: booking one, moving it, taking it back; never two at once for one family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import (
    APPOINTMENTS,
    STANDING,
    AppointmentEvent,
    AppointmentState,
    CaseState,
    after,
)
from callassist.errors import Refusal, Stale
from callassist.people.times import Times, read_times
from callassist.privacy.tokens import new_id
from callassist.schedule.hours import span_on
from callassist.schedule.offers import throughout, wall_moment
from callassist.store import appointments, attempts, planning, staff
from callassist.store.database import Connection
from callassist.study.length import Planned, of_wave
from callassist.study.protocol import Protocol
from callassist.work.actor import Actor, speaks
from callassist.work.booking_times import arranged, known, somebody_comes
from callassist.work.cases import case_of
from callassist.work.clashes import must_be_free, needed
from callassist.work.house import House
from callassist.work.keeping import kept, shut
from callassist.work.once import keep_once
from callassist.work.untold import MOVED, OFF, ask_to_tell
from callassist.work.verb import Line, again

LIVE = (CaseState.OPEN, CaseState.WAITING)
SETTLED = ("new_time", "answer_unclear", "appointment_missed", "call_back", "ring")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time to agree on: `wall` as it was said in the study's zone; `named_by_her` lifts her own bounds.

    `told`: she knows of it already; else somebody rings her where no text can say it.
    """

    wall: datetime
    with_whom: str | None
    named_by_her: bool = False
    told: bool = True


@again
def book(house: House, actor: Actor, case_id: str, wanted: Wanted, *, token: str) -> str:
    """Book an appointment and return its id.

    Raises Refusal for a time outside the window, the calling hours or her own times, for one that the clocks
    skip, for one at which her household, who rings or who interprets is taken, for one at which nobody could
    interpret, and while another appointment of the case stands.
    """
    now = house.now()
    row, protocol = _read(house, actor, case_id)
    at = _moment(wanted, row, protocol, now)
    held, appointment_id = _held(house, row, actor, wanted, at, now), new_id()
    _must_be_hers(wanted, row, protocol, held.minutes)
    new = {
        "id": appointment_id,
        "study_id": row.study_id,
        "case_id": case_id,
        "participant_id": row.participant_id,
        "starts_at": at,
        "wall": f"{wanted.wall:%Y-%m-%dT%H:%M}",
        "minutes": held.minutes,
        "unpromised": held.waits,
        "state": AppointmentState.BOOKED,
        "version": 1,
        "with_": wanted.with_whom,
        "booked_by": actor.id,
        "booked_at": now,
        "changed_at": now,
    }

    def work(c: Connection) -> str:
        _must_be_possible(c, row, wanted, at, held, now)
        for one in planning.appointments_of(c, case_id):
            if one.state in STANDING:
                when = f"{one.wall[8:10]}.{one.wall[5:7]}. at {one.wall[11:]}"
                raise Refusal("Time", f"an appointment stands already, on {when}.", "Move that one instead.")
        planning.add_appointment(c, new)
        _after(c, row, actor, now)
        return appointment_id

    line = Line(actor.id, "book", now, row.study_id, case_id, {"appointment": appointment_id})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


@again
def move(house: House, actor: Actor, appointment_id: str, wanted: Wanted, *, token: str) -> str:
    """Give an appointment another time. It waits for her answer again, and a text or a call tells her."""
    now = house.now()
    old = _appointment(house, appointment_id)
    row, protocol = _read(house, actor, old.case_id)
    if old.state not in appointments.MOVABLE:
        raise Refusal("Time", f"this appointment is {old.state}.", "Book a new one.")
    at = _moment(wanted, row, protocol, now)
    held = _held(house, row, actor, wanted, at, now)
    _must_be_hers(wanted, row, protocol, held.minutes)
    wall = f"{wanted.wall:%Y-%m-%dT%H:%M}"

    def work(c: Connection) -> str:
        _must_be_possible(c, row, wanted, at, held, now)
        moved = appointments.move(
            c,
            appointment_id,
            old.version,
            at=at,
            wall=wall,
            whom=wanted.with_whom,
            minutes=held.minutes,
            waits=held.waits,
            now=now,
        )
        if not moved:
            raise Stale
        _after(c, row, actor, now)
        if not wanted.told:
            ask_to_tell(c, house, row, f"{appointment_id}:v{old.version + 1}", MOVED, now)
        return appointment_id

    more = {"appointment": appointment_id, "was": old.wall, "is": wall}
    kept = keep_once(house, Line(actor.id, "move", now, row.study_id, old.case_id, more), token, work)
    house.wake("plan")
    return kept


@again
def cancel(house: House, actor: Actor, appointment_id: str, *, token: str, told: bool = True) -> str:
    """Take an appointment back. She gets the text that says so; where none may go and she was not `told`,
    somebody rings.
    """
    now = house.now()
    old = _appointment(house, appointment_id)
    row, _protocol = _read(house, actor, old.case_id)
    state = AppointmentState(old.state)
    following = after(APPOINTMENTS, state, AppointmentEvent.CANCELLED)

    def work(c: Connection) -> str:
        if following is not state:
            changed = planning.change_appointment(
                c, appointment_id, (state,), state=following, changed_at=now
            )
            if not changed:
                raise Stale
            planning.look_at_case(c, row.id, now)
            if not told:
                ask_to_tell(c, house, row, f"{appointment_id}:off", OFF, now)
        return appointment_id

    more = {"appointment": appointment_id}
    kept = keep_once(house, Line(actor.id, "cancel", now, row.study_id, old.case_id, more), token, work)
    house.wake("plan")
    return kept


def interpreted(row: Any, actor: Actor) -> bool:
    """Whether this interviewer needs an interpreter for the parent's language."""
    own = str((row.needs or {}).get("spoken") or "en-GB")
    return not own.startswith("en") and not actor.speaks(own)


@dataclass(frozen=True, slots=True)
class _Held:
    """How a time would be held: the minutes kept free, and whether nobody needed for it could interpret.

    `waits`: somebody must interpret who is not arranged yet, so nothing is promised to her in writing.
    """

    minutes: int
    alone: bool
    waits: bool


def _held(house: House, row: Any, actor: Actor, wanted: Wanted, at: datetime, now: datetime) -> _Held:
    """How a time would be held by the languages of who will ring, who need not be the one who books.

    A time that she named herself may be agreed where the study has a line to fall back on.
    """
    running = house.study(row.study_id)
    protocol, aided = running.edition.protocol, _aided(house, row, actor, wanted.with_whom)
    spared = wanted.named_by_her and protocol.interpreting.on_demand_line
    with house.database.read() as c:
        needs_one = aided and not spared
        alone = needs_one and not somebody_comes(c, running, row, at, now)
        waits = needs_one and known(c, running, row) and not arranged(c, row.id, at)
    return _Held(of_wave(protocol, row.plan, row.wave, row.needs, interpreted=aided).minutes, alone, waits)


def _must_be_possible(
    c: Connection, row: Any, wanted: Wanted, at: datetime, held: _Held, now: datetime
) -> None:
    """Inside a verb: raise Refusal unless all who are needed are free, and somebody could interpret.

    Raises Stale where the case has changed, or was stopped, since it was read.
    """
    fresh = attempts.case(c, row.id)
    if fresh is None or (fresh.state, fresh.stopped_at) != (row.state, row.stopped_at):
        raise Stale
    must_be_free(c, needed(c, row, wanted.with_whom, now), at, held.minutes)
    if held.alone:
        raise Refusal(
            "Time",
            "no interpreter of her language could come then.",
            "Choose a time at which one could: the page “Book an interpreter” lists them.",
        )


def _aided(house: House, row: Any, actor: Actor, whom: str | None) -> bool:
    """Whether whoever will ring needs an interpreter."""
    own = str((row.needs or {}).get("spoken") or "en-GB")
    if whom is None or whom == actor.id:
        return interpreted(row, actor)
    with house.database.read() as c:
        other = staff.by_id(c, whom)
    return not own.startswith("en") and not speaks(other.languages or () if other else (), own)


def length(protocol: Protocol, row: Any, actor: Actor) -> Planned:
    """How long a case's interview is planned for with this interviewer, and in how many sittings."""
    return of_wave(protocol, row.plan, row.wave, row.needs, interpreted=interpreted(row, actor))


def her_times(times: dict[str, str] | None) -> tuple[Times, Times]:
    """Her safe times and her preferred times, as the participant's row has them."""
    spans = times or {}
    return read_times(spans.get("safe", "")), read_times(spans.get("preferred", ""))


def allows(
    times: dict[str, str] | None, protocol: Protocol, *, preferred: bool = False
) -> Callable[[datetime], bool]:
    """Whether she may be rung at a wall time: within her safe times, outside what calendars that she keeps
    shut, and within her preferred times if asked."""
    safe, liked = her_times(times)
    free = [safe.allows, *([liked.allows] if preferred else [])]
    if kept(times, protocol):
        free.append(lambda local: not shut(times, protocol, local))
    return lambda local: all(one(local) for one in free)


def _read(house: House, actor: Actor, case_id: str) -> tuple[Any, Protocol]:
    row = case_of(house, actor, case_id)
    if row.state not in LIVE:
        raise Refusal("Case", f"it is {row.state}.", "Only an open case takes an appointment.")
    if row.stopped_at is not None:
        raise Refusal("Case", "everything is stopped for this family.", "Ask a supervisor.")
    return row, house.study(row.study_id).edition.protocol


def _appointment(house: House, appointment_id: str) -> Any:
    with house.database.read() as c:
        row = appointments.row(c, appointment_id)
    if row is None:
        raise Refusal("Appointment", "it is not there.", "Look at the case again.")
    return row


def _moment(wanted: Wanted, row: Any, protocol: Protocol, now: datetime) -> datetime:
    study = protocol.study
    at = wall_moment(wanted.wall.date(), wanted.wall.time(), study.zone)
    if at is None:
        raise Refusal("Time", "the clocks go forward over it, so it does not exist.", "Choose another hour.")
    if at <= now:
        raise Refusal("Time", f"{wanted.wall:%H:%M} on that day is over.", "Choose a time to come.")
    if at >= row.closes_at:
        last = (row.closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(study.zone))
        raise Refusal("Time", "the window is closed by then.", f"Its last day is {last:%d.%m.%Y}.")
    if at < row.opens_at:
        raise Refusal("Time", "the window is not open yet then.", "Choose a later day.")
    span = span_on(wanted.wall.date(), protocol.hours.calls, study.nation)
    if span is None or not span[0] <= wanted.wall.time() < span[1]:
        open_at = f"{span[0]:%H:%M} to {span[1]:%H:%M}" if span else "closed all day"
        raise Refusal("Time", "nobody rings families at that hour.", f"That day: {open_at}.")
    return at


def _must_be_hers(wanted: Wanted, row: Any, protocol: Protocol, minutes: int) -> None:
    """Raise Refusal unless she may be rung for the whole of it: nobody comes home in its midst."""
    if wanted.named_by_her or throughout(allows(row.times, protocol), wanted.wall, minutes):
        return
    raise Refusal(
        "Time",
        f"some of its {minutes} minutes lie outside the safe hours, or where a calendar of hers shuts them.",
        "Choose another, or say that the time was named to you.",
    )


def _after(c: Connection, row: Any, actor: Actor, now: datetime) -> None:
    attempts.end_kinds(c, row.id, SETTLED, by=actor.id, now=now, action="a time was agreed")
    planning.look_at_case(c, row.id, now)
