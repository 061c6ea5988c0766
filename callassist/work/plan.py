"""What dates make due: windows into cases, cases into texts, in chunks, and again whenever asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import (
    APPOINTMENTS,
    CASES,
    DONE,
    AppointmentEvent,
    AppointmentState,
    CaseEvent,
    CaseState,
    after,
)
from callassist.errors import Stale
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.due import AppointmentFacts, CaseFacts, Due, TextDue, due
from callassist.store import outbox, planning, studies
from callassist.store.database import Connection
from callassist.store.outbox import Planned
from callassist.study.protocol import Protocol
from callassist.study.windows import Pinned, Window, moment, plan_on, windows
from callassist.work.house import House, Running
from callassist.work.verb import again

CHUNK = 250
AT_ONCE = "many texts fell due at once: look at them, then release them"
STOPPED = CaseEvent.STOPPED


def plan(house: House) -> int:
    """Work everything that is due to be planned; how many participants and cases were looked at."""
    running = {one.id: one for one in house.studies()}
    worked = 0
    while done := _participants(house, running):
        worked += done
    while done := _cases(house, running):
        worked += done
    return worked


@again
def _participants(house: House, running: Mapping[str, Running]) -> int:
    now = house.now()
    with house.database.read() as c:
        rows = [row for row in planning.due_participants(c, now, CHUNK) if row.study_id in running]
        work = [
            (row, _windows(c, row, running[row.study_id], now), planning.cases_of(c, row.id)) for row in rows
        ]

    def keep(c: Connection) -> int:
        for row, (pinned, found), known in work:
            protocol = running[row.study_id].edition.protocol
            _keep_windows(c, house, row, pinned, found, known, protocol, now)
            later = moment(pinned.again_on, MIDNIGHT, protocol.study.zone) if pinned.again_on else None
            planning.look_at_participant(c, row.id, later, plan=pinned.plan.id, hold_new=False)
        return len(work)

    return house.database.keep(keep) if work else 0


MIDNIGHT = datetime.min.time()


def _windows(c: Connection, row: Any, running: Running, now: datetime) -> tuple[Pinned, tuple[Window, ...]]:
    protocol = running.edition.protocol
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    first = protocol.plan_named(row.plan) or protocol.first_plan(row.strand)
    if first is None:
        raise Stale
    pinned = plan_on(today, protocol, first, row.site, row.enrolled_on)
    return pinned, windows(pinned.plan, row.role, anchors(c, row))


def anchors(c: Connection, row: Any) -> dict[str, date]:
    """The days that a participant's waves may hang on: only what has happened, or a course's dates."""
    known = {name: actual for name, (_planned, actual) in planning.events_of(c, row).items() if actual}
    known["enrolled"] = row.enrolled_on
    if row.cohort:
        for one in studies.cohorts(c, row.study_id):
            if one.code == row.cohort:
                known["cohort_start"], known["cohort_end"] = one.begins, one.ends
    return known


def _keep_windows(
    c: Connection,
    house: House,
    row: Any,
    pinned: Pinned,
    found: Sequence[Window],
    known: Mapping[str, Any],
    protocol: Protocol,
    now: datetime,
) -> None:
    for one in found:
        planned = _case_values(one, row, pinned, protocol)
        case = known.get(one.wave)
        if case is None:
            state = _first_state(one, pinned, row)
            planning.add_case(
                c,
                house.database.dialect,
                {
                    "id": new_id(),
                    "state": state,
                    "look_again_at": now,
                    "hold_new": row.hold_new,
                    "version": 0,
                    **planned,
                },
            )
        elif _differs(case, planned) and CaseState(case.state) not in DONE:
            _move_case(c, case, planned, row, now)
    _leave_out(c, found, known)


def _first_state(one: Window, pinned: Pinned, row: Any) -> CaseState:
    if row.stopped_at is not None:
        return CaseState.STOPPED
    before = pinned.since is not None and one.closes < pinned.since
    return CaseState.NOT_PLANNED if before else CaseState.WAITING


def _case_values(one: Window, row: Any, pinned: Pinned, protocol: Protocol) -> dict[str, Any]:
    zone = protocol.study.zone
    return {
        "study_id": row.study_id,
        "participant_id": row.id,
        "strand": row.strand,
        "plan": pinned.plan.id,
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
    return any(
        getattr(case, name) != planned[name] for name in ("opens_on", "target_on", "closes_on", "plan")
    )


def _move_case(c: Connection, case: Any, planned: Mapping[str, Any], row: Any, now: datetime) -> None:
    state = CaseState(case.state)
    if state is CaseState.MISSED and planned["closes_at"] > now:
        state = CaseState.WAITING
    moved = planning.change_case(
        c,
        case.id,
        case.version,
        state=state,
        look_again_at=now,
        hold_new=row.hold_new,
        **{name: planned[name] for name in planned if name not in ("study_id", "participant_id", "wave")},
    )
    if not moved:
        raise Stale


def _leave_out(c: Connection, found: Sequence[Window], known: Mapping[str, Any]) -> None:
    asked = {one.wave for one in found}
    for wave, case in known.items():
        if wave in asked:
            continue
        state = after(CASES, CaseState(case.state), CaseEvent.LEFT_OUT)
        if state != case.state and planning.change_case(
            c, case.id, case.version, state=state, look_again_at=None
        ):
            outbox.withdraw_case(c, case.id, "the plan no longer asks this interview")


@again
def _cases(house: House, running: Mapping[str, Running]) -> int:
    now = house.now()
    with house.database.read() as c:
        rows = [row for row in planning.due_cases(c, now, CHUNK) if row.study_id in running]
        ids = [row.id for row in rows]
        appointments = planning.appointments_by_case(c, ids) if ids else {}
        texts = outbox.by_case(c, ids) if ids else {}
    work = [
        (row, due(facts_of(row, appointments.get(row.id, ())), running[row.study_id].edition.protocol, now))
        for row in rows
    ]

    def keep(c: Connection) -> int:
        for row, found in work:
            _keep_due(c, house, row, found, texts.get(row.id, {}), now)
        return len(work)

    return house.database.keep(keep) if work else 0


def facts_of(row: Any, appointments: Sequence[Any]) -> CaseFacts:
    """A case row and its appointments as planning's facts."""
    return CaseFacts(
        case_id=row.id,
        wave=row.wave,
        state=CaseState(row.state),
        opens_on=row.opens_on,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        appointments=tuple(
            AppointmentFacts(
                id=one.id,
                starts_at=one.starts_at,
                minutes=one.minutes,
                state=AppointmentState(one.state),
                version=one.version,
                booked_at=one.booked_at,
                changed_at=one.changed_at,
            )
            for one in appointments
        ),
    )


def _keep_due(
    c: Connection, house: House, row: Any, found: Due, texts: Mapping[str, Planned], now: datetime
) -> None:
    values: dict[str, Any] = {"look_again_at": found.look_again_at, "hold_new": False}
    if found.event is not None:
        state = after(CASES, CaseState(row.state), found.event)
        values["state"] = state
        values["look_again_at"] = now if state in (CaseState.WAITING, CaseState.OPEN) else found.look_again_at
    if not planning.change_case(c, row.id, row.version, **values):
        raise Stale
    for passed in found.passed:
        _passed(c, house, row, passed, now)
    wanted = {text.cause: text for text in found.texts}
    for cause, planned in texts.items():
        if planned.state in outbox.WAITING and cause not in wanted:
            outbox.withdraw(c, planned.id, "what it was for is over")
    for text in found.texts:
        _keep_text(c, house, row, text, texts.get(text.cause), now)


def _passed(c: Connection, house: House, row: Any, appointment_id: str, now: datetime) -> None:
    missed = APPOINTMENTS[AppointmentState.BOOKED][AppointmentEvent.PASSED]
    standing = (AppointmentState.BOOKED, AppointmentState.CONFIRMED, AppointmentState.UNCLEAR)
    if not planning.change_appointment(c, appointment_id, standing, state=missed, changed_at=now):
        return
    planning.add_task(
        c,
        house.database.dialect,
        {
            "id": new_id(),
            "study_id": row.study_id,
            "kind": "appointment_missed",
            "case_id": row.id,
            "participant_id": row.participant_id,
            "appointment_id": appointment_id,
            "cause": f"missed:{appointment_id}",
            "words": "An appointment went by and nothing was logged. Log what happened, or find a new time.",
            "raised_at": now,
            "state": "open",
        },
    )


def _keep_text(
    c: Connection, house: House, row: Any, text: TextDue, known: Planned | None, now: datetime
) -> None:
    if known is None:
        outbox.add(c, house.database.dialect, _new_text(row, text, now))
        return
    if known.state == "withdrawn":
        outbox.revive(c, known.id)
    if (known.due_at, known.worth_until) != (text.due_at, text.worth_until):
        outbox.move(c, known.id, text.due_at, text.worth_until)


def _new_text(row: Any, text: TextDue, now: datetime) -> dict[str, Any]:
    state, reason = "ready", None
    if text.worth_until <= now:
        state, reason = "missed", "its time had passed when it was planned"
    elif row.hold_new and text.due_at <= now:
        state, reason = "held", AT_ONCE
    return {
        "id": new_id(),
        "study_id": row.study_id,
        "recipient": "participant",
        "participant_id": row.participant_id,
        "case_id": row.id,
        "appointment_id": text.appointment_id,
        "cause": text.cause,
        "template": text.template,
        "rule": text.rule,
        "site": row.site,
        "state": state,
        "reason": reason,
        "due_at": text.due_at,
        "worth_until": text.worth_until,
        "go_at": text.due_at,
        "planned_at": now,
        "token": new_token(),
        "tries": 0,
    }
