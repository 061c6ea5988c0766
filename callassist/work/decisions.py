"""A supervisor decides what an outcome left open: whether a family may be rung again, or what ends here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from callassist.cases.decisions import WORDS, Decision, choices
from callassist.cases.disposition import UNSIGNED
from callassist.cases.states import CASES, LIVE, CaseEvent, CaseState, after
from callassist.errors import Refusal, Stale
from callassist.people.contact_points import PhoneState
from callassist.people.participation import DecidedBy, Dimension
from callassist.privacy.tokens import new_id
from callassist.schedule.permit import AWAITS_DECISION
from callassist.store import attempts, households, outbox, phones, planning, tasks
from callassist.store.database import Connection
from callassist.store.lists.line import DECISIONS
from callassist.work.actor import Actor, Role
from callassist.work.attempts import Attempt, keep_attempt
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.participation import Told, keep_change
from callassist.work.settling import settle
from callassist.work.verb import Line, again

ENDED = "she does not want this interview"
HOW_TOLD = "on the phone"
_WANTED: Final[Mapping[Decision, tuple[tuple[str, bool], ...]]] = {
    Decision.NO_CALLS: ((Dimension.CALLS, False),),
    Decision.NO_TEXTS: ((Dimension.TEXTS, False),),
    Decision.EVERYTHING: ((Dimension.CALLS, False), (Dimension.TEXTS, False)),
}
_NUMBERS: Final[Mapping[Decision, PhoneState]] = {
    Decision.WRONG_NUMBER: PhoneState.WRONG,
    Decision.NOT_IN_USE: PhoneState.DISCONNECTED,
    Decision.RECYCLED: PhoneState.RECYCLED,
}


@again
def decide(house: House, actor: Actor, task_id: str, decision: str, *, token: str) -> str:
    """Close what waits for a decision and carry out what was decided, in one step; the case's id.

    What she wants no more of becomes a participation change, decided by her; a number that is not hers is
    rung and texted no more, and one that was recycled is held back for everybody who had it.
    Raises Refusal for a task that is no such question, for a decision that it does not offer, and for
    somebody who does not supervise there.
    """
    now = house.now()
    with house.database.read() as c:
        task = attempts.task_row(c, task_id)
        row = attempts.case(c, task.case_id) if task is not None and task.case_id else None
        line = attempts.contact_row(c, task.cause.removeprefix("attempt:")) if task is not None else None
    if task is None or row is None or task.kind not in DECISIONS:
        raise Refusal("Decision", "nothing waits for one here.", "Look at the case again.")
    _supervises(actor, row)
    if decision not in choices(line.outcome if line is not None else None):
        raise Refusal("Decision", "none was chosen.", "Choose one of those offered.")
    chosen = Decision(decision)

    def work(c: Connection) -> str:
        if not tasks.close(c, task_id, actor.id, WORDS[chosen], now):
            raise Refusal("Decision", "it was decided already.", "Look at the case again.")
        _carry_out(c, house, actor, row, line, chosen, now)
        for why in AWAITS_DECISION:
            households.release_held_for(c, [row.participant_id], why, now)
        return str(row.id)

    more = {"task": task_id, "decision": decision}
    kept = keep_once(house, Line(actor.id, "decide", now, row.study_id, row.id, more), token, work)
    house.wake("plan")
    return kept


@again
def sign_language(house: House, actor: Actor, case_id: str, *, reason: str, token: str) -> str:
    """Sign that there will be no interview in her language: only this makes it final. The case's id.

    The signature is a line of the ledger with its reason, sealed; a case that is still open ends with it.
    Raises Refusal without a reason, where language is not what is open, and for who does not supervise there.
    """
    now = house.now()
    if not reason.strip():
        raise Refusal("Reason", "it is empty.", "Say in a few words what was tried to find a speaker.")
    with house.database.read() as c:
        row = attempts.case(c, case_id)
    if row is None or row.disposition != UNSIGNED:
        raise Refusal("Case", "it does not wait for this.", "Look at the case again.")
    _supervises(actor, row)
    contact_id = new_id()

    def work(c: Connection) -> str:
        if CaseState(row.state) in LIVE:
            _end(c, row, now)
        made = Attempt("call", "language_final", now, reason.strip()[:2000])
        keep_attempt(c, house, attempts.case(c, case_id), made, by=actor, contact_id=contact_id)
        attempts.end_language(c, case_id, by=actor.id, now=now, action="signed off: language")
        return case_id

    line = Line(actor.id, "sign_language", now, row.study_id, case_id, {"contact": contact_id})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


def _supervises(actor: Actor, row: Any) -> None:
    if not actor.may(Role.SUPERVISOR, row.study_id, row.site, row.strand):
        raise Refusal("Decision", "it is a supervisor’s.", "Ask one.")


def _carry_out(
    c: Connection, house: House, actor: Actor, row: Any, line: Any, chosen: Decision, now: datetime
) -> None:
    if chosen is Decision.END_INTERVIEW:
        _end(c, row, now)
    elif chosen in _WANTED:
        person = planning.participant_row(c, row.participant_id)
        told = Told(line.at, DecidedBy.PARTICIPANT, HOW_TOLD)
        keep_change(c, house, person, _WANTED[chosen], told, by=actor.id, now=now)
        settle(c, row.id, look_again_at=now)
    elif chosen in _NUMBERS:
        phones.set_state(c, row, line.phone_id, _NUMBERS[chosen], by=actor.id, now=now)
        settle(c, row.id, look_again_at=now)
    else:
        settle(c, row.id, look_again_at=now)


def _end(c: Connection, row: Any, now: datetime) -> None:
    state = after(CASES, CaseState(row.state), CaseEvent.STOPPED)
    if not planning.change_case(c, row.id, row.version, state=state, look_again_at=now):
        raise Stale
    outbox.withdraw_case(c, row.id, ENDED)
    settle(c, row.id, look_again_at=now)
