"""Moving the end of a course: what would move is shown first, the reason is asked, then it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import DONE, LIVE, STANDING, CaseState
from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.due import due
from callassist.store import courses, outbox, planning, studies
from callassist.store.database import Connection
from callassist.study.blinding import blinded
from callassist.study.protocol import Plan, Protocol, Wave
from callassist.study.windows import Window, window
from callassist.work.house import House, Running
from callassist.work.once import keep_once, known
from callassist.work.plan import facts_of
from callassist.work.verb import Line

FARTHEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class WindowMove:
    """One interview's window, before and after. Counts are of participants, both groups together."""

    wave: str
    title: str
    was: tuple[date, date]
    becomes: tuple[date, date]
    moves: int
    stays_done: int
    opens_again: int
    waits_again: int
    closes_at_once: int


@dataclass(frozen=True, slots=True)
class Outside:
    """An appointment that would lie outside its moved window."""

    number: str
    case_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving an end would do."""

    cohort: studies.CohortRow
    ends: date
    participants: int
    windows: tuple[WindowMove, ...]
    outside: tuple[Outside, ...]
    withdrawn: int
    planned: int
    moved_texts: int
    warnings: tuple[str, ...]


def preview(house: House, running: Running, code: str, ends: date) -> Preview:
    """What would move if a course ended on another day; keeps nothing. Raises Refusal for a wrong day.

    Conversations about the programme move too and are not counted: who holds them may tell the group.
    """
    now, protocol = house.now(), running.edition.protocol
    with house.database.read() as c:
        cohort = _cohort(c, running.id, code)
        _check(cohort, ends)
        strands = blinded(protocol)
        cases = [row for row in courses.cases_of(c, running.id, code) if row.strand in strands]
        appointments = courses.appointments_of(c, running.id, code)
        people = courses.people_by_cohort(c, running.id).get(code, 0)
        texts = outbox.by_case(c, [row.id for row in cases]) if cases else {}
    moved = {row.id: after for row in cases if (after := _moved(row, cohort, ends, protocol)) is not None}
    touched = [row for row in cases if row.id in moved]
    withdrawn, planned, shifted = _texts(touched, moved, appointments, texts, protocol, now)
    return Preview(
        cohort=cohort,
        ends=ends,
        participants=people,
        windows=_windows(cases, moved, cohort, ends, protocol, now),
        outside=tuple(_outside(touched, moved, appointments, protocol.study.zone)),
        withdrawn=withdrawn,
        planned=planned,
        moved_texts=shifted,
        warnings=overlaps(protocol, cohort, ends),
    )


def move_end(
    house: House, running: Running, *, by: str, code: str, was: date, ends: date, why: str, token: str
) -> str:
    """Move a course's end; windows follow with the next planning, and texts that fall due at once wait, held.

    Raises Stale when somebody moved it meanwhile.
    """
    if not why.strip():
        raise Refusal("Why", "there is no reason.", "Write one sentence.")
    if (before := known(house, token)) is not None:
        return before
    now = house.now()
    with house.database.read() as c:
        cohort = _cohort(c, running.id, code)
    _check(cohort, ends)
    move_id = new_id()
    row = {
        "id": move_id,
        "study_id": running.id,
        "cohort_id": cohort.id,
        "was": was,
        "moved_to": ends,
        "reason": house.sealer.seal(running.id, why.strip(), place("cohort_move.reason", move_id)),
        "by": by,
        "at": now,
    }

    def work(c: Connection) -> str:
        if not courses.move_end(c, cohort.id, was, ends):
            raise Stale("Somebody moved this course meanwhile.")
        courses.add_move(c, row)
        planning.look_at_cohort(c, running.id, code, now, hold=True)
        return move_id

    line = Line(
        by,
        "move course end",
        now,
        running.id,
        cohort.id,
        {"was": f"{was}", "ends": f"{ends}", "move": move_id},
    )
    done = keep_once(house, line, token, work)
    house.wake("plan")
    return done


def overlaps(protocol: Protocol, cohort: studies.CohortRow, ends: date) -> tuple[str, ...]:
    """Warnings: windows still open when the waiting list's own course begins."""
    begins = cohort.waiting_list_begins
    if begins is None:
        return ()
    found: dict[str, str] = {}
    for plan in protocol.plan:
        if plan.strand not in blinded(protocol):
            continue
        for wave in plan.wave:
            seen = _on(wave, cohort, ends)
            if seen is not None and seen.closes >= begins:
                found[wave.code] = (
                    f"“{wave.title}” closes on {_day(seen.closes)}; the waiting list’s own course begins "
                    f"on {_day(begins)}. From then on both groups have been offered the course."
                )
    return tuple(found.values())


def _cohort(c: Connection, study_id: str, code: str) -> studies.CohortRow:
    for one in studies.cohorts(c, study_id):
        if one.code == code:
            return one
    raise Refusal("Course", "it is not there.", "Choose one from the list.")


def _check(cohort: studies.CohortRow, ends: date) -> None:
    if ends <= cohort.begins:
        raise Refusal("New end", f"the course begins on {_day(cohort.begins)}.", "Choose a later day.")
    if ends == cohort.ends:
        raise Refusal("New end", "it is the end that is planned already.", "Choose another day.")
    if abs((ends - cohort.planned_ends).days) > FARTHEST_DAYS:
        raise Refusal("New end", "it lies more than two years off the plan.", "Check the year.")


def _on(wave: Wave, cohort: studies.CohortRow, ends: date) -> Window | None:
    if wave.anchor not in ("cohort_end", "cohort_start"):
        return None
    return window(wave, {"cohort_start": cohort.begins, "cohort_end": ends})


def _moved(row: Any, cohort: studies.CohortRow, ends: date, protocol: Protocol) -> Window | None:
    """The window of an unfinished case as it would be, or None where it stays as it is."""
    wave = _wave(protocol.plan_named(row.plan), row.wave)
    if wave is None or CaseState(row.state) in DONE:
        return None
    after = _on(wave, cohort, ends)
    if after is None or (after.opens, after.closes) == (row.opens_on, row.closes_on):
        return None
    return after


def _wave(plan: Plan | None, code: str) -> Wave | None:
    return next((wave for wave in plan.wave if wave.code == code), None) if plan is not None else None


def _windows(
    cases: Sequence[Any],
    moved: Mapping[str, Window],
    cohort: studies.CohortRow,
    ends: date,
    protocol: Protocol,
    now: datetime,
) -> tuple[WindowMove, ...]:
    zone, found = protocol.study.zone, []
    for wave in {w.code: w for plan in protocol.plan for w in plan.wave}.values():
        own = [row for row in cases if row.wave == wave.code]
        before, after = _on(wave, cohort, cohort.ends), _on(wave, cohort, ends)
        if not own or before is None or after is None or before == after:
            continue
        states = Counter(CaseState(row.state) for row in own if row.id in moved)
        over = after.closes_at(zone) <= now
        found.append(
            WindowMove(
                wave=wave.code,
                title=wave.title,
                was=(before.opens, before.closes),
                becomes=(after.opens, after.closes),
                moves=sum(states.values()),
                stays_done=sum(CaseState(row.state) in DONE for row in own),
                opens_again=0 if over else states[CaseState.MISSED],
                waits_again=states[CaseState.OPEN] if after.opens_at(zone) > now else 0,
                closes_at_once=sum(states[state] for state in LIVE) if over else 0,
            )
        )
    return tuple(sorted(found, key=lambda one: one.becomes))


def _outside(
    cases: Iterable[Any], moved: Mapping[str, Window], appointments: Mapping[str, Sequence[Any]], zone: str
) -> Iterable[Outside]:
    for row in cases:
        after = moved[row.id]
        for one in appointments.get(row.id, ()):
            inside = after.opens_at(zone) <= one.starts_at < after.closes_at(zone)
            if one.state in STANDING and not inside:
                yield Outside(row.number, row.id, one.starts_at)


def _texts(
    cases: Iterable[Any],
    moved: Mapping[str, Window],
    appointments: Mapping[str, Sequence[Any]],
    texts: Mapping[str, Mapping[str, outbox.Planned]],
    protocol: Protocol,
    now: datetime,
) -> tuple[int, int, int]:
    """How many waiting texts would be withdrawn, planned anew, or given another time."""
    withdrawn = planned = shifted = 0
    for row in cases:
        wanted = {text.cause: text for text in _wanted(row, moved[row.id], appointments, protocol, now)}
        there = texts.get(row.id, {})
        waiting = {cause: one for cause, one in there.items() if one.state in outbox.WAITING}
        withdrawn += len(waiting.keys() - wanted.keys())
        planned += len(wanted.keys() - there.keys())
        shifted += sum(
            one.due_at != wanted[cause].due_at for cause, one in waiting.items() if cause in wanted
        )
    return withdrawn, planned, shifted


def _wanted(
    row: Any, after: Window, appointments: Mapping[str, Sequence[Any]], protocol: Protocol, now: datetime
) -> Sequence[Any]:
    zone = protocol.study.zone
    facts = facts_of(row, appointments.get(row.id, ()))
    state = facts.state
    if state is CaseState.MISSED and after.closes_at(zone) > now:
        state = CaseState.WAITING
    moved = replace(
        facts,
        state=state,
        opens_on=after.opens,
        opens_at=after.opens_at(zone),
        closes_at=after.closes_at(zone),
    )
    return due(moved, protocol, now).texts


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def today(house: House, running: Running) -> date:
    """Today in the study's zone."""
    return house.now().astimezone(ZoneInfo(running.edition.protocol.study.zone)).date()
