"""The line of cases as one interviewer sees it: what she may ring now, what is next, why not the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from callassist.schedule.order import Because, Caller, Choice, Not, Waiting, next_case
from callassist.store import shifts
from callassist.store.database import Connection
from callassist.store.lists import line as lines
from callassist.store.lists.around import around
from callassist.store.lists.line import Beyond, CaseRow, Reach
from callassist.study.protocol import Protocol
from callassist.work.actor import Actor, Role
from callassist.work.cases import open_first
from callassist.work.cover import uncovered
from callassist.work.house import House, Running
from callassist.work.in_line import ASKED_BACK, Looker, spacing, waiting
from callassist.work.rota import wraps_up_until
from callassist.work.sparing import ONLY_TOLD, ask_manager, told_to

CHUNK = 250
LOOKED_AT = 4_000  # of those that may be hers, some 0.4 s: a case beyond it waits for those before it
FEW = (8, 96, 500)  # first of those whose windows close soonest; so many are weighed against each other
GONE_BY = timedelta(minutes=30)
_ONE_AT_A_TIME = Lock()  # fifty who ask at once are each served sooner in turn than side by side


@dataclass(frozen=True, slots=True)
class Turns:
    """The cases that she may ring now, in their order, each with its study; or why there are none.

    `why`: for each what put it there. `unblinded`: cases whose language only those speak who know the group.
    """

    line: Mapping[str, str]
    waits: tuple[tuple[Not, int], ...] = ()
    why: Mapping[str, tuple[Because, ...]] = field(default_factory=dict)
    unblinded: tuple[CaseRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """The case that was opened for her and why this one; or none, with how many wait for which reason.

    `wraps_up_until`: none is offered before, as her last interview is still to be written up.
    """

    case_id: str | None
    waits: tuple[tuple[Not, int], ...] = ()
    why: tuple[Because, ...] = ()
    wraps_up_until: datetime | None = None


def take_next(house: House, actor: Actor) -> Next:
    """Choose the next case for somebody, in the order of `schedule.order`, and open it at hers.

    Where only somebody who was told the group speaks the language, a manager is asked, once.
    """
    while True:
        with _ONE_AT_A_TIME, house.database.read() as c:
            now = house.now()
            running = mine(house.studies_in(c), actor)
            until = wraps_up_until(c, actor, running.values(), now)
            by = Looker(actor, running, now, uncovered(c, running.values(), now))
            turns = _turns(c, by) if until is None else Turns({})
        if until is not None:
            return Next(None, wraps_up_until=until)
        if turns is None:  # she waits by herself while it is found out why there is none for her
            with house.database.read() as c:
                turns = _every(c, by)
        if turns.unblinded:
            ask_manager(house, actor, turns.unblinded)
        if not turns.line:
            return Next(None, turns.waits)
        opened = open_first(house, actor, turns.line, now)
        if opened is not None:
            return Next(opened, why=turns.why[opened])


def _turns(c: Connection, by: Looker) -> Turns | None:
    """What comes before the windows first; then their order, little by little, until some may be rung."""
    begins, ends = by.now - GONE_BY, by.now + GONE_BY
    asked = by.now - min((_asked_back(one) for one in by.running.values()), default=timedelta(0))
    found = lines.pressing(c, list(by.running), by.actor.id, begins, ends, now=by.now, asked_before=asked)
    first, _told = _among(c, found, by) if found else (None, ())
    if first is not None and first.pressing:
        return _line(first, found)
    return _fresh(c, by)


def _asked_back(running: Running) -> timedelta:
    return spacing(ASKED_BACK, running.edition.protocol)


def _fresh(c: Connection, by: Looker) -> Turns | None:
    """The usual way: cases that were not tried today, in a language of hers, a few at a time."""
    if not by.running:
        return None
    now, me = by.now, by.actor.id
    protocols = [one.edition.protocol for one in by.running.values()]
    since = max(_midnight(one, now) for one in protocols)
    calls = max(one.contact.unplanned_calls_a_day for one in protocols)
    reach = reach_of(by.actor, by.running)
    skip = 0
    for most in FEW:
        rows = lines.fresh_cases(
            c,
            reach,
            now,
            me=me,
            since=since,
            calls=calls,
            most=most,
            skip=skip,
        )
        choice, told = _among(c, rows, by, unheld=True)
        if choice.line:
            return replace(_line(choice, rows), unblinded=told)
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


def _every(c: Connection, by: Looker) -> Turns:
    """The rest of the line, as far as it may be hers; how many wait, for which reason.

    Those of other languages are counted by the database: an interviewer for whom there is nobody would
    otherwise cost as much as everybody's cases together.
    """
    counted: Counter[Not] = Counter()
    unblinded: list[CaseRow] = []
    reach = reach_of(by.actor, by.running)
    for skip in range(0, LOOKED_AT, CHUNK):
        rows = lines.cases_within(c, reach, by.now, most=CHUNK, skip=skip)
        choice, told = _among(c, rows, by)
        unblinded += told
        if choice.line:
            return replace(_line(choice, rows), unblinded=tuple(unblinded))
        counted.update(dict(choice.waits))
        if len(rows) < CHUNK:
            break
    for one in lines.counts_beyond(c, reach, by.now):
        if may_ring(by.actor, one):
            counted[Not.INTERPRETER if one.interpreter else Not.LANGUAGE] += one.many
    waits = tuple((why, counted[why]) for why in Not if counted[why])
    return Turns({}, waits, unblinded=tuple(unblinded))


def _line(choice: Choice, rows: Sequence[CaseRow]) -> Turns:
    study = {row.case_id: row.study_id for row in rows}
    return Turns({case_id: study[case_id] for case_id in choice.line}, why=choice.why)


def _midnight(protocol: Protocol, now: datetime) -> datetime:
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    return datetime.combine(today, datetime.min.time(), tzinfo=ZoneInfo(protocol.study.zone))


def _among(
    c: Connection, rows: Sequence[CaseRow], by: Looker, *, unheld: bool = False
) -> tuple[Choice, tuple[CaseRow, ...]]:
    """Whom of these she may ring, and about which of them a manager has not been asked yet."""
    hers = [one for one in rows if may_ring(by.actor, one)]
    lies = around(c, hers, by.now, whose_turn=True, unheld=unheld)
    told = told_to(c, hers, by.actor, by.now)
    theirs = {one.given_to for one in hers}
    theirs |= {one.with_ for agreed in lies.appointments.values() for one in agreed}
    if theirs - {None, by.actor.id}:
        by = replace(by, ringing=lines.ringing(c, list(by.running), by.now))
    line = [waiting(one, lies, by, spared=one.case_id in told.all) for one in hers]
    asked = {case_id for case_id, tasks in lies.tasks.items() for one in tasks if one.kind == ONLY_TOLD}
    unasked = tuple(one for one in hers if one.case_id in told.alone - asked)
    caller = Caller(by.actor.id, by.actor.speaks, _here_until(c, line, by))
    return next_case(line, caller, by.now), unasked


def _here_until(c: Connection, line: Sequence[Waiting], by: Looker) -> datetime | None:
    """When her shift ends, asked only where a case is kept for a later hour."""
    if all(one.kept_until is None for one in line):
        return None
    return max((one.until for one in shifts.hers(c, by.actor.id, by.now, by.now)), default=None)


def mine(studies: Iterable[Running], actor: Actor) -> dict[str, Running]:
    """Of these studies those that she interviews for, by id."""
    return {one.id: one for one in studies if actor.may(Role.INTERVIEWER, one.id)}


def may_ring(actor: Actor, row: CaseRow | Beyond) -> bool:
    """Whether a case is at a site and in a strand that she interviews for."""
    return actor.may(Role.INTERVIEWER, row.study_id, row.site, row.strand)
