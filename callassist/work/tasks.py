"""What waits for a person, and that it was done: a task is closed with what was done."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.schedule.permit import AWAITS_DECISION
from callassist.store import households, tasks
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line


def close(house: House, *, by: str, study_id: str, task_id: str, action: str, token: str) -> str:
    """Close a task with what was done. Closing it twice changes nothing."""
    if not action.strip():
        raise Refusal("What was done", "it is empty.", "Write it in a few words, without a name.")
    now = house.now()

    def work(c: Connection) -> str:
        tasks.close(c, task_id, by, action.strip()[:500], now)
        about = tasks.one(c, task_id)
        if about is not None and about.participant_id:
            for why in AWAITS_DECISION:
                households.release_held_for(c, [about.participant_id], why, now)
        return task_id

    return keep_once(house, Line(by, "close task", now, study_id, task_id), token, work)
