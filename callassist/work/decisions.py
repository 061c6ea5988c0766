"""A supervisor decides what an outcome left open: whether a family may be rung again, or it ends here."""

from __future__ import annotations

from enum import StrEnum

from callassist.cases.disposition import derive
from callassist.cases.states import CASES, CaseEvent, CaseState, after
from callassist.errors import Refusal, Stale
from callassist.schedule.permit import Why
from callassist.store import attempts, households, outbox, planning, tasks
from callassist.store.database import Connection
from callassist.store.lists.line import DECISIONS
from callassist.work.actor import Actor, Role
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line, again


class Decision(StrEnum):
    """What can be decided. Wanting less for good is a participation change, which is recorded elsewhere."""

    RING_AGAIN = "ring_again"
    END_INTERVIEW = "end_interview"


WORDS = {
    Decision.RING_AGAIN: "it may be rung again",
    Decision.END_INTERVIEW: "this interview is not asked for any more",
}


@again
def decide(house: House, actor: Actor, task_id: str, decision: str, *, token: str) -> str:
    """Close what waits for a decision, and end the case's interview if that was decided; the case's id.

    Raises Refusal for a task that is no such question, and for somebody who does not supervise there.
    """
    if decision not in set(Decision):
        raise Refusal("Decision", "none was chosen.", "Choose one of the two.")
    now = house.now()
    with house.database.read() as c:
        task = attempts.task_row(c, task_id)
        row = attempts.case(c, task.case_id) if task is not None and task.case_id else None
        told = [one.outcome for one in attempts.outcomes(c, row.id)] if row is not None else []
    if task is None or row is None or task.kind not in DECISIONS:
        raise Refusal("Decision", "nothing waits for one here.", "Look at the case again.")
    if not actor.may(Role.SUPERVISOR, row.study_id, row.site, row.strand):
        raise Refusal("Decision", "it is a supervisor’s.", "Ask one.")
    state = CaseState(row.state)
    if decision == Decision.END_INTERVIEW:
        state = after(CASES, state, CaseEvent.STOPPED)

    def work(c: Connection) -> str:
        tasks.close(c, task_id, actor.id, WORDS[Decision(decision)], now)
        values = {"state": state, "disposition": derive(state, told), "look_again_at": now}
        if not planning.change_case(c, row.id, row.version, **values):
            raise Stale
        if decision == Decision.END_INTERVIEW:
            outbox.withdraw_case(c, row.id, "she does not want this interview")
        households.release_held_for(c, [row.participant_id], Why.WRONG_PERSON, now)
        return str(row.id)

    line = Line(actor.id, "decide", now, row.study_id, row.id, {"task": task_id, "decision": decision})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept
