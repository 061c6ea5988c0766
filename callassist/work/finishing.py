"""Finishing an interview: complete or partial by the protocol's rule, folded for all who read it later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.cases.states import (
    CASES,
    STANDING,
    AppointmentState,
    CaseEvent,
    CaseState,
    after,
)
from callassist.edition.read import Edition
from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.folding import Folded
from callassist.questionnaire.items import Item
from callassist.questionnaire.session import Session
from callassist.store import (
    attempts,
    foldings,
    holds,
    interviews,
    outbox,
    planning,
    practice,
    sittings,
    tasks,
)
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.study.protocol import Completion
from callassist.work import alerts, at_hand, opening, rendering, scores, subjects, timings
from callassist.work.actor import Actor
from callassist.work.attempts import keep_attempt
from callassist.work.booking_came import went
from callassist.work.closing import told_at_the_end
from callassist.work.graver import keep_alert
from callassist.work.house import House
from callassist.work.leaving import call
from callassist.work.once import keep_once, known
from callassist.work.verb import Line, again
from callassist.work.vouchers import voucher_row

WITHDRAWN = "the interview is done"
NEAR = timedelta(hours=6)
_DONE = ("complete", "partial")
# AAPOR: complete and partial interview.
_DISPOSITION = {CaseState.COMPLETE: "1.1", CaseState.PARTIAL: "1.2"}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an interview came: questions that applied, those answered, and what the protocol calls it.

    `what` is complete, partial or too_short; `shorter` says that only the minimum was asked.
    """

    applied: int
    answered: int
    what: str
    shorter: bool

    @property
    def percent(self) -> int:
        """Answered of applied, in whole per cent."""
        return (100 * self.answered) // self.applied if self.applied else 0


def reach(house: House, interview_id: str) -> Reach:
    """How far an interview has come, by the rule of its study."""
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        session = at_hand.take(c, house, held)
        rule = house.study(held.study_id).edition.protocol.completion
        edition = house.shelf.get(held.study_id, held.edition)
        return _reach(session, session.fold(), rule, edition)


def _reach(session: Session, folded: Sequence[Folded], rule: Completion, edition: Edition) -> Reach:
    asked = [one for one in folded if one.relevant and one.kind != "calculate"]
    applied = [one for one in asked if one.missing is not Missing.NOT_APPLICABLE]
    answered = [one for one in applied if one.value]
    share = len(answered) / len(applied) if applied else 0.0
    shorter = opening.wants_shorter(session)
    full = share >= rule.complete_share and not shorter and _holds_primary(session, folded, rule, edition)
    half = share >= rule.partial_share
    if opening.leads_away(session) is not None:  # nothing that counts was asked, whatever the share
        full = half = False
    return Reach(
        len(applied), len(answered), "complete" if full else "partial" if half else "too_short", shorter
    )


def _holds_primary(session: Session, folded: Sequence[Folded], rule: Completion, edition: Edition) -> bool:
    if rule.primary is None:
        return True
    items = session.script.items
    of_it = [one for one in folded if one.item in items and items[one.item].instrument == rule.primary]
    if not of_it:
        return True
    return scores.main_value(scores.of_interview(scores.given(of_it), items, edition), rule.primary, edition)


@dataclass(frozen=True, slots=True)
class _Ending:
    """Everything that finishing keeps, decided before it is kept."""

    held: Held
    case: Any
    reached: Reach
    state: CaseState
    folded: Mapping[str, Any]
    standing: Sequence[Any]
    voucher: Mapping[str, Any] | None
    task: tasks.NewTask | None
    alerts: Sequence[Mapping[str, Any]]


@again
def finish(house: House, interview_id: str, *, by: Actor, once: str) -> str:
    """Finish an interview: "complete" or "partial". Raises Refusal when it is too short for either.

    One transaction: the folded row, the case, its texts and appointment, the contact, the voucher, what
    she told of her contact details. Practice keeps nothing.
    """
    now = house.now()
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        if held.state in _DONE and known(house, once) is not None:
            return held.state
        if held.state != "open" or held.sitting_by != by.id:
            raise Refusal("interview", "it is not being held by you now.", "Resume it from its case.")
        session = at_hand.take(c, house, held)
        ending = None if held.practice else _ending(c, house, held, session, now)
    if ending is None:
        house.database.keep(lambda c: practice.forget(c, by.id, interview_id))
        at_hand.drop(house, interview_id)
        return "practice"
    line = Line(by.id, "finish interview", now, held.study_id, interview_id, {"as": ending.reached.what})
    kept = keep_once(house, line, once, lambda c: _keep_ending(c, house, ending, by, now))
    house.wake("plan")
    return kept


def _ending(c: Connection, house: House, held: Held, session: Session, now: datetime) -> _Ending:
    folded, protocol = session.fold(), house.study(held.study_id).edition.protocol
    edition = house.shelf.get(held.study_id, held.edition)
    reached = _reach(session, folded, protocol.completion, edition)
    if reached.what == "too_short":
        few = f"{reached.answered} of {reached.applied} questions have an answer, too few for a partial one."
        raise Refusal("interview", few, "Go on, or break it off here.")
    case = attempts.case(c, held.case_id or "")
    if case is None:
        raise Refusal("case", "it is gone.", "Ask a manager.")
    complete = reached.what == "complete"
    rule = next((v for v in protocol.voucher if v.wave == case.wave), None)
    earned = rule is not None and (complete or rule.partial_counts)
    participant = planning.participant_row(c, held.participant_id or "")
    row = folded_row(c, house, held, session, folded, now)
    return _Ending(
        held=held,
        case=case,
        reached=reached,
        state=after(CASES, CaseState(case.state), CaseEvent.COMPLETED if complete else CaseEvent.PART_DONE),
        folded=row,
        standing=planning.appointments_of(c, case.id),
        voucher=voucher_row(held, rule, session, now) if rule is not None and earned else None,
        task=told_at_the_end(held, session, participant, now),
        alerts=alerts.of_scores(house, held, row["scores"], now, held.sitting_by or held.by),
    )


def _keep_ending(c: Connection, house: House, ending: _Ending, by: Actor, now: datetime) -> str:
    held, case = ending.held, ending.case
    changed = interviews.change(
        c, held.id, held.version, state=ending.reached.what, finished_at=now, place=None
    )
    keep_attempt(c, house, case, call(held, "interviewed", now), by=by, contact_id=new_id())
    moved = planning.change_case(
        c,
        case.id,
        case.version + 1,  # the attempt was its own change
        state=ending.state,
        disposition=_DISPOSITION[ending.state],
        finished_at=now,
    )
    if not changed or not moved:
        raise Stale
    sittings.end_interruption(c, held.id, now)
    went(c, held.id, now)
    sittings.end(c, held.id, now, None)
    foldings.replace(c, ending.folded)
    holds.release(c, case.id, by.id, now)
    outbox.withdraw_case(c, case.id, WITHDRAWN)
    _settle_appointments(c, ending.standing, held.held_at or held.sitting_since or now, now)
    if ending.voucher is not None:
        foldings.owe_voucher(c, house.database.dialect, ending.voucher)
    for alert in ending.alerts:
        keep_alert(c, alert)
    if ending.task is not None:
        tasks.leave(c, ending.task)
    return ending.reached.what


def _settle_appointments(c: Connection, standing: Sequence[Any], began: datetime, now: datetime) -> None:
    """The appointment that the interview kept is kept; others of the case are not needed any more."""
    for one in standing:
        if AppointmentState(one.state) not in STANDING:
            continue
        near = abs(one.starts_at - began) <= NEAR
        state = AppointmentState.KEPT if near else AppointmentState.CANCELLED
        planning.change_appointment(c, one.id, (one.state,), state=state, changed_at=now)


def folded_row(
    c: Connection, house: House, held: Held, session: Session, folded: Sequence[Folded], now: datetime
) -> dict[str, Any]:
    """The row that exports, reports and later waves read: identity apart and sealed."""
    items, into = session.script.items, rendering.rendered(c, held, session)
    children, edition = subjects.children(c, house, held), house.shelf.get(held.study_id, held.edition)
    plain: list[dict[str, Any]] = []
    identity: list[dict[str, Any]] = []
    for one in folded:
        item = items.get(one.item)
        sealed = one.identity or (item is not None and at_hand.is_identity(item)) or one.kind == "text"
        (identity if sealed else plain).append(_written(one, item, into.get(one.path)))
    text = json.dumps(identity, ensure_ascii=False, separators=(",", ":"))
    return {
        "interview_id": held.id,
        "study_id": held.study_id,
        "case_id": held.case_id,
        "participant_id": held.participant_id,
        "wave": held.wave,
        "answers": plain,
        "identity_answers": house.sealer.seal(held.under, text, place("folded", held.id)),
        "scores": scores.of_interview(scores.given(folded, into), items, edition, children),
        "timings": timings.of_interview(c, held, session, now),
        "at": now,
    }


def _written(one: Folded, item: Item | None, into: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": one.path,
        "item": one.item,
        "name": one.name,
        "rows": list(one.rows),
        "kind": one.kind,
        "value": one.value,
        "missing": one.missing.value if one.missing else None,
        "relevant": one.relevant,
    }
    if item is not None and item.instrument:
        row["instrument"] = item.instrument
    return row if into is None else row | {"rendered": into}
