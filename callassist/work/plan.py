"""What cases make due: texts into the outbox and out of it, in chunks, and again whenever asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from callassist.cases.disposition import UNSIGNED, derive
from callassist.cases.states import (
    APPOINTMENTS,
    CASES,
    AppointmentEvent,
    AppointmentState,
    CaseEvent,
    CaseState,
    after,
)
from callassist.errors import Stale
from callassist.messages.status import MessageEvent
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.due import AppointmentFacts, CaseFacts, Due, TextDue, due
from callassist.store import looking, outbox, planning, tasks
from callassist.store.database import Connection
from callassist.store.outbox import Planned
from callassist.study.protocol import Text
from callassist.study.windows import day_of
from callassist.work.house import House, Running
from callassist.work.points import reach
from callassist.work.raising import ask_to_arrange, ask_to_sign
from callassist.work.swats import Drawn, draw
from callassist.work.verb import again
from callassist.work.windows import work_out

CHUNK = 250
PART = 500
AT_ONCE = "many texts fell due at once: look at them, then release them"


@dataclass(frozen=True, slots=True)
class _Found:
    """A case (its row) with what it makes due and the texts that it has by cause."""

    row: Any
    due: Due
    texts: Mapping[str, Planned]


def plan(house: House) -> int:
    """Work everything that is due to be planned; how many participants and cases were looked at."""
    running = {one.id: one for one in house.studies()}
    worked = 0
    while _ask_everybody(house):
        reach("more asked")
    while done := work_out(house, running):
        worked += done
        reach("windows kept")
    while done := _cases(house, running):
        worked += done
        reach("planned")
    return worked


@again
def _ask_everybody(house: House) -> bool:
    """A new edition concerns everybody: a part of them at a time is asked; whether there was a part."""
    now = house.now()
    with house.database.read() as c:
        wish = looking.first(c)
    if wish is None:
        return False
    house.database.keep(lambda c: looking.look_at_more(c, wish, now, PART))
    return True


@again
def _cases(house: House, running: Mapping[str, Running]) -> int:
    now = house.now()
    with house.database.read() as c:
        rows = [row for row in planning.due_cases(c, now, CHUNK) if row.study_id in running]
        ids = [row.id for row in rows]
        appointments = planning.appointments_by_case(c, ids) if ids else {}
        texts = outbox.by_case(c, ids) if ids else {}
        drawn = Drawn(c, rows, running)
    reach("facts read")
    found = [
        _Found(
            row,
            due(
                facts_of(row, appointments.get(row.id, ()), drawn.rules(row)),
                running[row.study_id].edition.protocol,
                now,
            ),
            texts.get(row.id, {}),
        )
        for row in rows
    ]
    if lacking := [want for one in found for want in drawn.lacking(one.row, one.due, one.texts)]:
        draw(house, lacking, running)
        raise Stale
    changed = [(one.row, _changed(one)) for one in found]
    new = [
        _new_text(one.row, text, now, drawn.mark(one.row, text.rule), running[one.row.study_id])
        for one in found
        for text in one.due.texts
        if text.cause not in one.texts
    ]

    def keep(c: Connection) -> int:
        if not planning.change_cases(c, changed):
            raise Stale
        outbox.add_all(c, house.database.dialect, new)
        ask_to_arrange(c, [one.row for one in found if one.due.event is CaseEvent.OPENED], now)
        for one in found:
            _keep_rest(c, one, now)
        return len(found)

    return house.database.keep(keep) if found else 0


def facts_of(
    row: Any, appointments: Sequence[Any], rules: Mapping[str, Text] = MappingProxyType({})
) -> CaseFacts:
    """A case row and its appointments as planning's facts."""
    return CaseFacts(
        case_id=row.id,
        wave=row.wave,
        state=CaseState(row.state),
        opens_on=row.opens_on,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        known_at=row.known_at,
        rules=rules,
        appointments=tuple(
            AppointmentFacts(
                id=one.id,
                starts_at=one.starts_at,
                minutes=one.minutes,
                state=AppointmentState(one.state),
                version=one.version,
                booked_at=one.booked_at,
                changed_at=one.changed_at,
                unpromised=one.unpromised,
                promised_at=one.promised_at,
            )
            for one in appointments
        ),
    )


def _changed(one: _Found) -> dict[str, Any]:
    """The state a case is in now and when to look again: opening it asks for nothing that was not found."""
    state = CaseState(one.row.state)
    if one.due.event is not None:
        state = after(CASES, state, one.due.event)
    became = one.row.disposition
    if one.due.event is CaseEvent.CLOSED and became is None:  # every try is settled when it is logged
        became = derive(state, ())
    looked = {"look_again_at": one.due.look_again_at, "hold_new": False}
    return {"state": state, "disposition": became, **looked}


def _keep_rest(c: Connection, one: _Found, now: datetime) -> None:
    """What few cases need: appointments gone by, texts no longer wanted, texts at another time."""
    for passed in one.due.passed:
        _passed(c, one.row, passed, now)
    if one.due.event is CaseEvent.CLOSED and one.row.disposition == UNSIGNED:
        ask_to_sign(c, one.row, now)
    wanted = {text.cause: text for text in one.due.texts}
    for cause, planned in one.texts.items():
        if cause in wanted:
            _keep_known(c, planned, wanted[cause])
        elif planned.state in outbox.WAITING:
            outbox.happens(c, planned.id, MessageEvent.WITHDRAWN, reason="what it was for is over")


def _passed(c: Connection, row: Any, appointment_id: str, now: datetime) -> None:
    missed = APPOINTMENTS[AppointmentState.BOOKED][AppointmentEvent.PASSED]
    standing = (AppointmentState.BOOKED, AppointmentState.CONFIRMED, AppointmentState.UNCLEAR)
    if not planning.change_appointment(c, appointment_id, standing, state=missed, changed_at=now):
        return
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=row.study_id,
            kind="appointment_missed",
            case_id=row.id,
            participant_id=row.participant_id,
            appointment_id=appointment_id,
            cause=f"missed:{appointment_id}",
            words="An appointment went by and nothing was logged. Log what happened, or find a new time.",
            raised_at=now,
        ),
    )


def _keep_known(c: Connection, known: Planned, text: TextDue) -> None:
    if known.state == "withdrawn":
        outbox.happens(c, known.id, MessageEvent.PLANNED, reason=None)
    if (known.due_at, known.worth_until) != (text.due_at, text.worth_until):
        outbox.move(c, known.id, text.due_at, text.worth_until)


def _new_text(
    row: Any, text: TextDue, now: datetime, mark: Mapping[str, str] | None, running: Running
) -> dict[str, Any]:
    state, reason = "ready", None
    if (text.true_until or text.worth_until) <= now:  # else the minute it goes decides, or asks for a call
        state, reason = "missed", "its time had passed when it was planned"
    elif row.hold_new and text.due_at < day_of(now, running.edition.protocol.study.zone, 1):
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
        "more": mark,
    }
