"""When somebody is upset or not safe: an alert with its clocks, the level, the checklist, the duty lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from callassist.errors import Refusal, Stale
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.questionnaire.session import Session
from callassist.store import alerts, families, staff, tasks
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.study.safety import RANG, Safety
from callassist.work import at_hand
from callassist.work.house import House
from callassist.work.verb import Line, again, keep

UPSET, RISK, DANGER = 1, 2, 3


class Answering(Protocol):
    """An answer that was given at a path."""

    @property
    def path(self) -> str: ...


def alerting(
    house: House, held: Held, session: Session, given: Sequence[Answering], now: datetime, by: str
) -> tuple[dict[str, Any], ...]:
    """The alerts that these answers raise by the study's rules as they are now: rows, the gravest first."""
    items = [(one.path, at_hand.item_of(session, one.path)) for one in given]
    if not any(item.instrument for _, item in items):
        return ()
    rules = house.shelf.get(held.study_id, held.current).protocol.safety.alert
    rows = []
    for path, item in items:
        of = (item.instrument, item.instrument_item)
        code = session.state(path).value
        if not code.lstrip("-").isdigit():
            continue
        met = (r for r in rules if r.item and (r.instrument, r.item) == of and int(code) >= r.at_least)
        rule = max(met, key=lambda r: r.level, default=None)
        if rule is None:
            continue
        clocks = (rule.acknowledge_minutes, rule.close_hours)
        about = f"{item.instrument} {item.instrument_item}"
        rows.append(_row(held, cause(held.id, path), "item", rule.level, about, clocks, now, by))
    return tuple(sorted(rows, key=lambda row: -row["level"]))


def cause(interview_id: str, path: str) -> str:
    """What an alert hangs on that one answer raised: there is never a second one for it."""
    return f"item:{interview_id}:{path}"


def of_scores(
    house: House, held: Held, scores: Mapping[str, Any], now: datetime, by: str
) -> tuple[dict[str, Any], ...]:
    """The alerts that scores raise at the end: for whoever is on duty, never on an interviewer's page."""
    rules = house.study(held.study_id).edition.protocol.safety.alert
    rows = []
    for rule in (one for one in rules if one.scale):
        for name, administration in scores.items():
            value = (administration.get(rule.scale) or {}).get("value")
            if name.split("#")[0] != rule.instrument or value is None or float(value) < rule.at_least:
                continue
            clocks, about = (rule.acknowledge_minutes, rule.close_hours), f"{rule.instrument} {rule.scale}"
            cause = f"scale:{held.id}:{name}:{rule.scale}"
            rows.append(_row(held, cause, "item", rule.level, about, clocks, now, by))
    return tuple(rows)


def _row(
    held: Held,
    cause: str,
    source: str,
    level: int,
    about: str,
    clocks: tuple[int, int],
    now: datetime,
    by: str,
) -> dict[str, Any]:
    minutes, hours = clocks
    return {
        "id": new_id(),
        "study_id": held.study_id,
        "case_id": held.case_id,
        "participant_id": held.participant_id,
        "interview_id": held.id,
        "cause": cause,
        "source": source,
        "level": level,
        "about": about,
        "raised_at": now,
        "raised_by": by,
        "acknowledge_by": now + timedelta(minutes=minutes),
        "close_by": now + timedelta(hours=hours),
        "checklist": {},
    }


@again
def set_level(house: House, interview_id: str, level: int, *, by: str, passed_on: bool = True) -> str:
    """Say how serious it is: raises an alert, or changes the one that is open. Returns its id.

    A level 1 of her own choosing that she does not want passed on is recorded and closed at once. One that
    an answer raised, or that somebody has taken on, is closed by those on duty alone. Where it has become
    graver than what somebody took on, a new alert is raised, so that it is heard of again.
    """
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        standing = next(iter(alerts.open_of(c, interview_id)), None)
    rule = next((one for one in _safety(house, held).level if one.level == level), None)
    if rule is None:
        raise Refusal(
            "How serious is it", "no level is chosen.", "Choose 1, 2 or 3; between two, the higher."
        )
    if held.practice:
        return ""
    clocks = (rule.acknowledge_minutes, rule.close_hours)
    kept_apart: dict[str, object] = (
        {"closed_at": now, "closed_by": by} if level == UPSET and not passed_on else {}
    )
    line = Line(by, "set alert level", now, held.study_id, interview_id, {"level": level})
    if standing is not None and not _graver_than_taken_on(standing, level):
        values = _changed(standing, level, clocks, now, kept_apart)
        keep(house, line, lambda c: _change(c, standing, values))
        return str(standing.id)
    row = _row(held, f"hand:{new_id()}", "interviewer", level, "said in the interview", clocks, now, by)
    keep(house, line, lambda c: alerts.raise_(c, house.database.dialect, row | kept_apart))
    return str(row["id"])


def _graver_than_taken_on(standing: Any, level: int) -> bool:
    return standing.acknowledged_at is not None and level > standing.level


def _changed(
    standing: Any, level: int, clocks: tuple[int, int], now: datetime, kept_apart: dict[str, object]
) -> dict[str, object]:
    """What changes of an alert that is open: its clocks only become shorter."""
    values: dict[str, object] = {"level": level}
    if level > standing.level:
        minutes, hours = clocks
        values["acknowledge_by"] = min(standing.acknowledge_by, now + timedelta(minutes=minutes))
        values["close_by"] = min(standing.close_by, now + timedelta(hours=hours))
    hers_alone = standing.source == "interviewer" and standing.acknowledged_at is None
    return values | (kept_apart if hers_alone else {})


def _change(c: Connection, standing: Any, values: Mapping[str, object]) -> None:
    """Change it, unless somebody has taken it on or closed it since it was read."""
    fresh = alerts.one(c, standing.id)
    if fresh is None or (fresh.acknowledged_at, fresh.closed_at) != (standing.acknowledged_at, None):
        raise Stale
    alerts.change(c, standing.id, **values)


def _safety(house: House, held: Held) -> Safety:
    """The study's rules for somebody who is upset or not safe, as they are now."""
    return house.study(held.study_id).edition.protocol.safety


def tick(house: House, interview_id: str, done: Sequence[str], *, by: str) -> None:
    """Keep which points of the checklist are done, each with the time at which it was ticked first."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        standing = next(iter(alerts.open_of(c, interview_id)), None)
    if held.practice:
        return
    if standing is None:
        raise Refusal("Checklist", "no level is chosen yet.", "Choose how serious it is first.")
    before: Mapping[str, str] = standing.checklist or {}
    known = {RANG, *(one.code for one in _safety(house, held).checklist)}
    kept = {name: before.get(name, now.isoformat()) for name in done if name in known}
    if RANG in before:
        kept[RANG] = before[RANG]
    line = Line(by, "keep checklist", now, held.study_id, interview_id, {"alert": standing.id})
    keep(house, line, lambda c: alerts.change(c, standing.id, checklist=kept))


def note_rung(house: House, interview_id: str, *, by: str) -> None:
    """Note that the duty lead was rung now."""
    with house.database.read() as c:
        standing = next(iter(alerts.open_of(c, interview_id)), None)
    tick(house, interview_id, [*((standing.checklist or {}) if standing else ()), RANG], by=by)


def ask_for_a_call(house: House, interview_id: str, *, by: str, interpreter: bool = False) -> None:
    """The interviewer, or the interpreter, wants to be rung after this call: a task without any content."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        name = (found.name if (found := staff.by_id(c, by)) else "an interviewer").split()[0]
    if held.practice:
        return
    sitting = held.sitting_id or held.id
    whose = f"the interpreter of {name}'s call" if interpreter else name
    task = tasks.NewTask(
        study_id=held.study_id,
        kind="debrief",
        case_id=held.case_id,
        cause=f"debrief:interpreter:{sitting}" if interpreter else f"debrief:{sitting}",
        words=f"{whose[:1].upper()}{whose[1:]} asks to be rung after a hard call.",
        raised_at=now,
        due_at=now + timedelta(hours=2),
    )
    line = Line(by, "ask for a call", now, held.study_id, interview_id)
    keep(house, line, lambda c: tasks.leave(c, task))


def show_address(house: House, interview_id: str, *, by: str) -> tuple[str, datetime]:
    """Her address, for 999 alone: shown at level 3 only; the showing is recorded. Address and time."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        standing = next(iter(alerts.open_of(c, interview_id)), None)
        if standing is None or standing.level < DANGER or held.participant_id is None:
            raise Refusal("Address", "it is shown only when somebody is in danger now.", "Choose level 3.")
        record = families.identity_record(c, held.participant_id)
    if record is None:
        raise Refusal("Address", "none is known.", "Ask her where she is.")
    identity = Identity.parse(house.sealer.open(held.under, record, place("identity", held.participant_id)))
    line = Line(by, "show address", now, held.study_id, held.participant_id, {"alert": standing.id})
    keep(house, line, _nothing_more)
    return identity.address, now


def _nothing_more(_c: Connection) -> None:
    """The audit line is all there is to keep."""
