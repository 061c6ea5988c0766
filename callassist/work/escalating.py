"""Tells those on duty, one after the other and without content, of an alert that nobody has taken on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal, Stale
from callassist.messages.own import ALERT_GRAVER, ALERT_WAITS
from callassist.people.numbers import Number, NumberKind, read_number
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.escalation import OnCall, Step, Taken, anew, due_at, in_vain, next_person
from callassist.store import alert_steps, alerts, outbox
from callassist.store.database import Connection
from callassist.work import duty
from callassist.work.house import SYSTEM, House, Running
from callassist.work.verb import Line, again, keep

WORTH = timedelta(hours=2)
TEXTED = frozenset({NumberKind.MOBILE})


def reference(alert_id: str) -> str:
    """What a text says of an alert, and the page beside it: it tells nobody anything else."""
    return alert_id[-4:].upper()


@again
def escalate(house: House) -> int:
    """Take every step that is due for alerts that nobody has acknowledged; how many were taken."""
    with house.database.read() as c:
        rows = alert_steps.waiting(c)
        if not rows:
            return 0
        story = alert_steps.steps(c, [one.id for one in rows])
    running, now, worked = {one.id: one for one in house.studies()}, house.now(), 0
    for row in rows:
        taken = [Taken(Step(one.what), one.at, one.name) for one in story.get(row.id, ())]
        while row.study_id in running and (one := _next(house, running[row.study_id], row, taken, now)):
            _take(house, running[row.study_id], row, one, taken)
            taken.append(one[0])
            worked += 1
    if worked:
        house.wake("send")
    return worked


def next_step(c: Connection) -> datetime | None:
    """When the next step is due by the clocks alone, or None while no alert waits for one."""
    rows = alert_steps.waiting(c)
    story = alert_steps.steps(c, [one.id for one in rows])
    moments = []
    for row in rows:
        taken = [Taken(Step(one.what), one.at, one.name) for one in story.get(row.id, ())]
        if not in_vain(taken):
            moments.append(_due(row, taken))
    return min(moments, default=None)


def _due(row: Any, taken: Sequence[Taken]) -> datetime:
    return due_at(row.raised_at, row.acknowledge_by, taken, heard=not row.unheard)


def _next(
    house: House, running: Running, row: Any, taken: Sequence[Taken], now: datetime
) -> tuple[Taken, Number | None] | None:
    """The step that is due now with the number it goes to, or None: not yet, or everybody was told."""
    if _due(row, taken) > now:
        return None
    with house.database.read() as c:
        person = next_person(duty.ladder(c, running, now), taken)
    if person is not None:
        number = _mobile(person)
        return Taken(Step.TOLD if number else Step.NO_TEXT, now, person.name), number
    return None if in_vain(taken) else (Taken(Step.ALL, now), None)


def _mobile(person: OnCall) -> Number | None:
    try:
        number = read_number(person.number)
    except Refusal:
        return None
    return number if number.kind in TEXTED else None


def _take(
    house: House, running: Running, row: Any, step: tuple[Taken, Number | None], before: Sequence[Taken]
) -> None:
    """Keep a step with its text, unless somebody has taken the alert on meanwhile, or it became graver."""
    (taken, to), number = step, len(before) + 1
    message = _text(house, running, row, to, before, taken.at) if to is not None else None
    kept = {
        "id": new_id(),
        "study_id": running.id,
        "alert_id": row.id,
        "number": number,
        "what": taken.what,
        "name": taken.name,
        "message_id": message["id"] if message else None,
        "at": taken.at,
    }

    def work(c: Connection) -> None:
        fresh = alerts.alone(c, row.id)
        if fresh is None or fresh.acknowledged_at is not None or fresh.closed_at is not None:
            raise Stale
        if len(alert_steps.steps(c, [row.id]).get(row.id, ())) != number - 1:
            raise Stale
        alert_steps.add(c, kept)
        if message is not None:
            outbox.add(c, house.database.dialect, message)

    more = {"step": number, "what": str(taken.what)}
    keep(house, Line(SYSTEM, "escalate alert", taken.at, running.id, row.id, more), work)


def _text(
    house: House, running: Running, row: Any, to: Number, before: Sequence[Taken], now: datetime
) -> dict[str, Any]:
    """A row of the outbox: who is told, and that an alert waits; nobody's name, no number of hers."""
    message_id, number = new_id(), len(before) + 1
    latest = anew(before)
    graver = next((one.at for one in latest[:1] if one.what is Step.GRAVER), None)
    local = (graver or row.raised_at).astimezone(ZoneInfo(running.edition.protocol.study.zone))
    return {
        "id": message_id,
        "study_id": running.id,
        "recipient": "staff",
        "cause": f"alert:{row.id}:{number}",
        "template": ALERT_WAITS if graver is None else ALERT_GRAVER,
        "language": "en-GB",
        "state": "ready",
        "due_at": now,
        "go_at": now,
        "worth_until": now + WORTH,
        "planned_at": now,
        "number": house.sealer.seal(running.id, to.e164, place("message.number", message_id)),
        "number_index": number_index(house.keys, running.id, to.e164),
        "token": new_token(),
        "tries": 0,
        "more": {"values": {"ref": reference(row.id), "since": f"{local:%H:%M}"}},
    }
