"""Works windows out: a participant's dates into cases, in chunks, and again whenever a date or plan moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.disposition import derive
from callassist.cases.states import CASES, DONE, CaseEvent, CaseState, after
from callassist.errors import Fault, Stale
from callassist.privacy.tokens import new_id
from callassist.schedule.awaited import Awaited, awaited, cause_of_learning
from callassist.store import outbox, planning, studies, tasks
from callassist.store.database import Connection
from callassist.study.protocol import Protocol
from callassist.study.windows import Pinned, Window, moment, plan_on, windows
from callassist.work.house import House, Running
from callassist.work.settling import settle
from callassist.work.verb import again

CHUNK = 50
DATES = ("opens_on", "target_on", "closes_on")
FIXED = ("study_id", "participant_id", "wave")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One participant with the windows that hold for her now, and the cases that she has."""

    row: Any
    protocol: Protocol
    pinned: Pinned
    windows: tuple[Window, ...]
    awaited: tuple[Awaited, ...]
    cases: Mapping[str, Any]


@again
def work_out(house: House, running: Mapping[str, Running]) -> int:
    """Work the windows of up to 50 participants out anew; how many were due."""
    now = house.now()
    with house.database.read() as c:
        rows = [row for row in planning.due_participants(c, now, CHUNK) if row.study_id in running]
        events = planning.events_of(c, rows)
        cases = planning.cases_by_participant(c, [row.id for row in rows])
        cohorts = {study_id: studies.cohorts(c, study_id) for study_id in {row.study_id for row in rows}}
    asked = [
        _asked(row, running[row.study_id], events[row.id], cohorts[row.study_id], cases.get(row.id, {}), now)
        for row in rows
    ]

    new = [case for one in asked for case in _new_cases(one, now)]
    moved = [move for one in asked for move in _moved(one, now)]
    left = [out for one in asked for out in _left_out(one)]
    became = [task for one in asked for task in _what_became(one, now)]
    looked = [(one.row, _looked(one, now)) for one in asked]

    def keep(c: Connection) -> int:
        planning.add_cases(c, house.database.dialect, new)
        if not (planning.change_cases(c, moved) and planning.change_cases(c, left)):
            raise Stale
        for case, to in (*moved, *left):
            if CaseState(case.state) is CaseState.MISSED and to["state"] != CaseState.MISSED:
                settle(c, case.id)
        for case, _ in left:
            outbox.withdraw_case(c, case.id, "the plan no longer asks this interview")
        for task in became:
            tasks.leave(c, task)
        if not planning.looked_at(c, looked):
            raise Stale
        return len(asked)

    return house.database.keep(keep) if asked else 0


def _asked(
    row: Any,
    running: Running,
    events: planning.Events,
    cohorts: Sequence[studies.CohortRow],
    cases: Mapping[str, Any],
    now: datetime,
) -> _Asked:
    protocol = running.edition.protocol
    first = protocol.plan_named(row.plan) or protocol.first_plan(row.strand)
    if first is None:
        raise Fault(f"the strand {row.strand} of study {row.study_id} has no wave plan")
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    pinned = plan_on(today, protocol, first, row.site, row.enrolled_on)
    found = windows(pinned.plan, row.role, anchors(row, events, cohorts))
    return _Asked(row, protocol, pinned, found, awaited(pinned.plan, row.role, events), cases)


def anchors(row: Any, events: planning.Events, cohorts: Sequence[studies.CohortRow]) -> dict[str, date]:
    """The days that a participant's waves may hang on: only what has happened, or her course's dates."""
    known = {name: actual for name, (_planned, actual) in events.items() if actual is not None}
    known["enrolled"] = row.enrolled_on
    for one in cohorts:
        if one.code == row.cohort:
            known["cohort_start"], known["cohort_end"] = one.begins, one.ends
    return known


def _looked(asked: _Asked, now: datetime) -> dict[str, Any]:
    """What her own row keeps of it: the plan that holds, and when to work her windows out again."""
    return {"look_again_at": _again_at(asked, now), "plan": asked.pinned.plan.id, "hold_new": False}


def _again_at(asked: _Asked, now: datetime) -> datetime | None:
    """When an amendment begins to apply, or the day comes for which something is planned."""
    days = [asked.pinned.again_on, *(one.planned for one in asked.awaited)]
    moments = [moment(day, time.min, asked.protocol.study.zone) for day in days if day is not None]
    return min((at for at in moments if at > now), default=None)


def _what_became(asked: _Asked, now: datetime) -> Iterator[tasks.NewTask]:
    """What waves hang on was planned for a day that has come: a person learns of it, nobody is written to."""
    if asked.row.stopped_at is not None:
        return
    for one in asked.awaited:
        if moment(one.planned, time.min, asked.protocol.study.zone) > now:
            continue
        yield tasks.NewTask(
            study_id=asked.row.study_id,
            kind="learn_outcome",
            participant_id=asked.row.id,
            cause=cause_of_learning(asked.row.id, one.name),
            words=one.words,
            raised_at=now,
        )


def _new_cases(asked: _Asked, now: datetime) -> Iterator[dict[str, Any]]:
    for one in asked.windows:
        if one.wave not in asked.cases:
            yield _new_case(one, asked, now)


def _new_case(one: Window, asked: _Asked, now: datetime) -> dict[str, Any]:
    state = CaseState.WAITING
    if _before_the_plan(one, asked):
        state = CaseState.NOT_PLANNED
    elif asked.row.stopped_at is not None:
        state = CaseState.STOPPED
    amended = bool(asked.cases) and asked.pinned.plan.id != asked.row.plan
    hold = asked.row.hold_new or amended
    became = derive(state, (), stopped_why=asked.row.stopped_why)
    first = {"id": new_id(), "state": state, "look_again_at": now, "hold_new": hold, "disposition": became}
    return {**first, "version": 0, "known_at": now, **_values(one, asked)}


def _before_the_plan(one: Window, asked: _Asked) -> bool:
    """Whether a window had closed when the plan that asks it began to apply: then it was never planned."""
    return asked.pinned.since is not None and one.closes < asked.pinned.since


def _values(one: Window, asked: _Asked) -> dict[str, Any]:
    row, zone = asked.row, asked.protocol.study.zone
    return {
        "study_id": row.study_id,
        "participant_id": row.id,
        "strand": row.strand,
        "plan": asked.pinned.plan.id,
        "wave": one.wave,
        "site": row.site,
        "opens_on": one.opens,
        "target_on": one.target,
        "closes_on": one.closes,
        "opens_at": one.opens_at(zone),
        "closes_at": one.closes_at(zone),
        "why": one.why,
        "language": (row.language or {}).get("spoken"),
    }


def _differs(case: Any, planned: Mapping[str, Any]) -> bool:
    same = (case.plan, case.language) == (planned["plan"], planned["language"])
    return not same or _dates(case) != tuple(planned[name] for name in DATES)


def _dates(case: Any) -> tuple[date, ...]:
    return tuple(getattr(case, name) for name in DATES)


def _moved(asked: _Asked, now: datetime) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Cases (their rows) whose window or plan is another now, with what they become."""
    for one in asked.windows:
        case = asked.cases.get(one.wave)
        if case is not None and CaseState(case.state) not in DONE:
            planned = _values(one, asked)
            if _differs(case, planned):
                yield case, _move(case, one, asked, planned, now)


def _move(case: Any, one: Window, asked: _Asked, planned: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    state = CaseState(case.state)
    if state in (CaseState.MISSED, CaseState.NOT_PLANNED) and not _before_the_plan(one, asked):
        state = after(CASES, state, CaseEvent.MOVED_LATER) if planned["closes_at"] > now else state
    same = _dates(case) == tuple(planned[name] for name in DATES)
    return {
        **{name: value for name, value in planned.items() if name not in FIXED},
        "state": state,
        "known_at": case.known_at if same else now,
        "look_again_at": now,
        "hold_new": asked.row.hold_new,
    }


def _left_out(asked: _Asked) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Cases (their rows) of waves that her plan no longer asks."""
    wanted = {one.wave for one in asked.windows}
    for wave, case in asked.cases.items():
        state = after(CASES, CaseState(case.state), CaseEvent.LEFT_OUT)
        if wave not in wanted and state != case.state:
            yield case, {"state": state, "look_again_at": None}
