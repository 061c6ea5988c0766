"""When somebody is upset or not safe: an alert with its clocks, the level, the checklist, the duty lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from callassist.cases.alerts import Heard
from callassist.errors import Refusal, Stale
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.questionnaire.session import Session
from callassist.schedule.escalation import Step
from callassist.store import alert_steps, alerts, families, staff, tasks
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.study.safety import RANG, Alert, Level, Safety
from callassist.work import at_hand
from callassist.work.graver import add_step, grow, keep_alert
from callassist.work.house import House
from callassist.work.verb import Line, again, keep

UPSET, RISK, DANGER = 1, 2, 3
SAID = "said in the interview"


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
        rule = _gravest(
            r for r in rules if r.item and (r.instrument, r.item) == of and int(code) >= r.at_least
        )
        if rule is None:
            continue
        about = f"{item.instrument} {item.instrument_item}"
        rows.append(_row(held, cause(held.id, path), "item", rule, about, now, by))
    return tuple(sorted(rows, key=lambda row: -row["level"]))


def _gravest(rules: Iterable[Alert]) -> Alert | None:
    """Of rules that all hold, the gravest; between two as grave, the one that gives least time."""
    return max(rules, key=lambda r: (r.level, -r.acknowledge_minutes, -r.close_hours), default=None)


def cause(interview_id: str, path: str) -> str:
    """What an alert hangs on that one answer raised: while it is open there is never a second one for it."""
    return f"item:{interview_id}:{path}"


def is_of(alert_cause: str, interview_id: str, path: str) -> bool:
    """Whether an alert hangs on that one answer, the first or one raised after the first was closed."""
    of = cause(interview_id, path)
    return alert_cause == of or alert_cause.startswith(f"{of}:")


def of_scores(
    house: House, held: Held, scores: Mapping[str, Any], now: datetime, by: str
) -> tuple[dict[str, Any], ...]:
    """The alerts that scores raise at the end: for whoever is on duty, never on an interviewer's page."""
    rules = [one for one in house.study(held.study_id).edition.protocol.safety.alert if one.scale]
    rows = []
    for name, administration in scores.items():
        met: dict[str, list[Alert]] = {}
        for rule in (one for one in rules if one.instrument == name.split("#")[0]):
            value = (administration.get(rule.scale) or {}).get("value")
            if value is not None and float(value) >= rule.at_least:
                met.setdefault(rule.scale, []).append(rule)
        for scale, those in met.items():
            of, gravest = f"scale:{held.id}:{name}:{scale}", _gravest(those)
            if gravest is not None:
                rows.append(_row(held, of, "item", gravest, f"{gravest.instrument} {scale}", now, by))
    return tuple(rows)


def _row(
    held: Held,
    cause: str,
    source: str,
    rule: Alert | Level,
    about: str,
    now: datetime,
    by: str,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "study_id": held.study_id,
        "case_id": held.case_id,
        "participant_id": held.participant_id,
        "interview_id": held.id,
        "cause": cause,
        "source": source,
        "level": rule.level,
        "about": about,
        "raised_at": now,
        "raised_by": by,
        "acknowledge_by": now + timedelta(minutes=rule.acknowledge_minutes),
        "close_by": now + timedelta(hours=rule.close_hours),
        "checklist": {},
    }


@again
def set_level(house: House, interview_id: str, level: int, *, by: str, passed_on: bool = True) -> str:
    """Say how serious it is: raises an alert, or changes the one that is open. Returns its id.

    A level 1 of her own choosing that she does not want passed on is recorded and closed at once. What is
    graver is told anew. It is made less only by whoever chose it, and only while nobody on duty knows of it.
    """
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        standing = next(iter(alerts.open_of(c, interview_id)), None)
        before = alerts.how_many(c, interview_id)
        known = standing is not None and _known(c, standing)
    rule = next((one for one in _safety(house, held).level if one.level == level), None)
    if rule is None:
        raise Refusal(
            "How serious is it", "no level is chosen.", "Choose 1, 2 or 3; between two, the higher."
        )
    if held.practice:
        return ""
    row = _row(held, f"hand:{interview_id}:{before}", "interviewer", rule, SAID, now, by)
    kept_apart = {"closed_at": now, "closed_by": by} if level == UPSET and not passed_on else {}
    line = Line(by, "set alert level", now, held.study_id, interview_id, {"level": level})
    if standing is None:
        return keep(house, line, lambda c: keep_alert(c, row | kept_apart))
    if level < standing.level and (known or standing.source != "interviewer"):
        raise Refusal("How serious is it", _whose(standing, known), "Leave it, or choose a higher one.")
    may_close = standing.source == "interviewer" and not known
    keep(house, line, lambda c: _change(c, standing, row, kept_apart if may_close else {}))
    return str(standing.id)


def _known(c: Connection, alert: Any) -> bool:
    """Whether anybody on duty knows of an alert: has taken it on, was told of it, or was rung."""
    told = alert_steps.steps(c, [alert.id]).get(alert.id, ())
    rung = RANG in (alert.checklist or {})
    return alert.acknowledged_at is not None or rung or any(one.what != Step.LESS for one in told)


def _whose(alert: Any, known: bool) -> str:
    if known:
        return f"whoever is on duty knows of it as level {alert.level}, and says when it is less."
    return f"an answer raised it at level {alert.level}: only whoever is on duty may make less of it."


def _change(c: Connection, standing: Any, row: Mapping[str, Any], kept_apart: Mapping[str, object]) -> None:
    """Change what is open to the level of `row`, unless it has moved on since it was read."""
    fresh = alerts.alone(c, standing.id)
    if fresh is None or _stands(fresh) != _stands(standing):
        raise Stale
    if row["level"] > fresh.level:
        heard = Heard(row["level"], row["acknowledge_by"], row["close_by"])
        grow(c, fresh, heard, by=row["raised_by"], at=row["raised_at"])
    elif row["level"] < fresh.level:
        if _known(c, fresh):
            raise Stale
        add_step(c, fresh, Step.LESS, at=row["raised_at"], by=row["raised_by"], level=row["level"])
    if row["level"] < fresh.level or kept_apart:
        alerts.change(c, fresh.id, level=row["level"], **kept_apart)


def _stands(alert: Any) -> tuple[object, ...]:
    return (alert.level, alert.acknowledged_at, alert.closed_at)


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
