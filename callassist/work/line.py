"""The line of cases as one interviewer sees it: what she may ring now, what is next, why not the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.outcomes import OUTCOMES
from callassist.cases.states import AppointmentState, CaseState
from callassist.schedule.caps import WEEK, frees_at
from callassist.schedule.hours import span_on
from callassist.schedule.order import Caller, Choice, Not, Waiting, next_case
from callassist.schedule.slots import Owed, Slot, owed
from callassist.store import lookups
from callassist.store.database import Connection
from callassist.store.lists import line as lines
from callassist.store.lists.line import Around, CaseRow, Reach
from callassist.study.protocol import Protocol
from callassist.work.actor import Actor, Role
from callassist.work.appointments import allows
from callassist.work.cases import open_first
from callassist.work.house import House, Running
from callassist.work.sparing import spared

CHUNK = 250
FEW = (8, 96, 500)
GONE_BY = timedelta(minutes=30)
_ONE_AT_A_TIME = Lock()  # fifty who ask at once are each served sooner in turn than side by side


@dataclass(frozen=True, slots=True)
class Turns:
    """The cases that she may ring now, in their order, each with its study; or why there are none."""

    line: Mapping[str, str]
    waits: tuple[tuple[Not, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """The case that was opened for her, or none, with how many wait for which reason."""

    case_id: str | None
    waits: tuple[tuple[Not, int], ...] = ()


def take_next(house: House, actor: Actor) -> Next:
    """Choose the next case for somebody and open it at hers: due appointments first, then windows closing."""
    while True:
        with _ONE_AT_A_TIME:
            now = house.now()
            turns = _turns(house, actor, now)
        if not turns.line:
            return Next(None, turns.waits)
        opened = open_first(house, actor, turns.line, now)
        if opened is not None:
            return Next(opened)


def _turns(house: House, actor: Actor, now: datetime) -> Turns:
    """Due appointments first; then the order of windows, little by little, until some may be rung."""
    running = mine(house, actor)
    with house.database.read() as c:
        agreed = lines.agreed_between(c, list(running), actor.id, now - GONE_BY, now + GONE_BY)
        due = [row for row in agreed if row.state == CaseState.OPEN]
        choice = _among(c, due, running, actor, now) if due else None
        if choice is not None and choice.due:
            return _line(choice, due, 1)
        return _fresh(c, running, actor, now) or _every(c, running, actor, now)


def _fresh(c: Connection, running: dict[str, Running], actor: Actor, now: datetime) -> Turns | None:
    """The usual way: cases that were not tried today, in a language of hers, a few at a time."""
    if not running:
        return None
    protocols = [one.edition.protocol for one in running.values()]
    since = max(_midnight(one, now) for one in protocols)
    calls = max(one.contact.unplanned_calls_a_day for one in protocols)
    reach = reach_of(actor, running)
    skip = 0
    for most in FEW:
        rows = lines.fresh_cases(c, reach, now, me=actor.id, since=since, calls=calls, most=most, skip=skip)
        choice = _among(c, rows, running, actor, now)
        if choice.line:
            return _line(choice, rows, len(rows))
        if len(rows) < most:
            break
        skip += most
    return None


def reach_of(actor: Actor, studies: Iterable[str]) -> Reach:
    """Where she interviews among these studies, and what she speaks."""
    hers = tuple(sorted(studies))
    sites = [actor.sites(Role.INTERVIEWER, one) for one in hers]
    some = None if None in sites else tuple(sorted(frozenset[str]().union(*(one for one in sites if one))))
    return Reach(hers, some, actor.languages)


def _every(c: Connection, running: dict[str, Running], actor: Actor, now: datetime) -> Turns:
    """Chunk by chunk through the whole line, counting why the others are not for her now."""
    counted: dict[Not, int] = {}
    for skip in count(0, CHUNK):
        rows = lines.open_cases(c, list(running), now, most=CHUNK, skip=skip)
        choice = _among(c, rows, running, actor, now)
        if choice.line:
            return _line(choice, rows, len(rows))
        for why, many in choice.waits:
            counted[why] = counted.get(why, 0) + many
        if len(rows) < CHUNK:
            break
    return Turns({}, tuple((why, counted[why]) for why in Not if why in counted))


def _line(choice: Choice, rows: Sequence[CaseRow], most: int) -> Turns:
    study = {row.case_id: row.study_id for row in rows}
    return Turns({case_id: study[case_id] for case_id in choice.line[:most]})


def _midnight(protocol: Protocol, now: datetime) -> datetime:
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    return datetime.combine(today, datetime.min.time(), tzinfo=ZoneInfo(protocol.study.zone))


def _among(
    c: Connection, rows: Sequence[CaseRow], running: dict[str, Running], actor: Actor, now: datetime
) -> Choice:
    hers = [one for one in rows if may_ring(actor, one)]
    around = lines.around(c, hers, now)
    not_by_her = spared(c, hers, actor, spoken, now)
    line = [waiting(one, around, running, actor, now, spared=one.case_id in not_by_her) for one in hers]
    return next_case(line, Caller(actor.id, actor.speaks), now)


def mine(house: House, actor: Actor) -> dict[str, Running]:
    """The studies that she interviews for, by id."""
    return {one.id: one for one in house.studies() if actor.may(Role.INTERVIEWER, one.id)}


def may_ring(actor: Actor, row: CaseRow) -> bool:
    """Whether a case is at a site and in a strand that she interviews for."""
    return actor.may(Role.INTERVIEWER, row.study_id, row.site, row.strand)


def waiting(
    row: CaseRow, around: Around, running: dict[str, Running], actor: Actor, now: datetime, *, spared: bool
) -> Waiting:
    """A case as the order of the line sees it."""
    protocol = running[row.study_id].edition.protocol
    appointment = standing(around.appointments.get(row.case_id, ()))
    tried = around.contacts.get(row.case_id, ())
    holder = around.taken.get(row.case_id) or around.taken.get(row.household_id or "")
    return Waiting(
        case_id=row.case_id,
        closes_at=row.closes_at,
        language=spoken(row),
        interpreter=bool((row.needs or {}).get("interpreter")),
        appointment_at=appointment.starts_at if appointment else None,
        appointment_state=AppointmentState(appointment.state) if appointment else None,
        appointment_with=appointment.with_ if appointment else None,
        not_before=rested(tried, protocol, now),
        enough_until=frees_at(
            around.troubled.get(row.household_id or "", ()), protocol.contact.household_a_week
        ),
        stopped=stopped(row, around),
        paused=bool(row.paused),
        taken=holder is not None and holder != actor.id,
        given_to=row.given_to,
        spared=spared,
        allows=ringable(row.times, protocol),
    )


def standing(appointments: Sequence[Any]) -> Any | None:
    """The appointment that counts: the last that stands or was declined."""
    return appointments[-1] if appointments else None


def stopped(row: CaseRow, around: Around) -> bool:
    """Whether nobody may ring until somebody has decided, or at all."""
    waits = any(one.kind in lines.DECISIONS for one in around.tasks.get(row.case_id, ()))
    return waits or row.stopped_at is not None or row.participant_id in around.no_calls


def spoken(row: CaseRow) -> str:
    """The language she speaks; English where nothing is known."""
    return str((row.needs or {}).get("spoken") or "en-GB")


def still_owed(protocol: Protocol, language: str, tried: Sequence[Any]) -> Owed:
    """What the protocol still asks us to try, from rows of contacts with attempt, slot and language."""
    made = [one for one in tried if one.attempt]
    own = None if language.startswith("en") else sum(1 for one in made if one.language == language)
    slots = [Slot(one.slot) if one.slot else None for one in made]
    return owed(protocol.contact, slots, in_her_language=own)


def rested(tried: Sequence[Any], protocol: Protocol, now: datetime) -> datetime | None:
    """When she may be tried again: after what the last outcome asks, and not twice unplanned in a day."""
    if not tried:
        return None
    last = tried[-1]
    known = OUTCOMES.get(last.outcome)
    after: datetime = last.at + known.wait if known else last.at
    zone = ZoneInfo(protocol.study.zone)
    today = now.astimezone(zone).date()
    so_far = sum(1 for one in tried if one.attempt and one.at.astimezone(zone).date() == today)
    if so_far >= protocol.contact.unplanned_calls_a_day:
        midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), tzinfo=zone)
        return max(after, midnight)
    return after


def household_enough(house: House, row: Any, protocol: Protocol, now: datetime) -> datetime | None:
    """When a family whose household was texted and rung enough this week may be rung again, or None."""
    home = row.household_id or ""
    with house.database.read() as c:
        times = lookups.troubled(c, [home] if home else [], now - WEEK)
    return frees_at(times.get(home, ()), protocol.contact.household_a_week)


def ringable(times: dict[str, str] | None, protocol: Protocol) -> Callable[[datetime], bool]:
    """Whether she may be rung at a moment: calling hours, her safe times and those she prefers."""
    zone, hers = ZoneInfo(protocol.study.zone), allows(times, protocol, preferred=True)

    def at(moment: datetime) -> bool:
        local = moment.astimezone(zone)
        span = span_on(local.date(), protocol.hours.calls, protocol.study.nation)
        return span is not None and span[0] <= local.time() < span[1] and hers(local)

    return at
