"""What waits for a person, and that it was done: a task is closed with what was done."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.store import tasks
from callassist.store.database import Connection
from callassist.store.lists.line import DECISIONS
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

DECIDED = (*DECISIONS, "language_unsigned")  # closed by what is decided on the case, and by nothing else


def close(house: House, *, by: str, study_id: str, task_id: str, action: str, token: str) -> str:
    """Close a task with what was done. Closing it twice changes nothing.

    Raises Refusal for what only a supervisor's decision closes: a refusal holds every text and call until
    then, and saying that somebody has looked at it lets none of them go.
    """
    if not action.strip():
        raise Refusal("What was done", "it is empty.", "Write it in a few words, without a name.")
    now = house.now()

    def work(c: Connection) -> str:
        about = tasks.one(c, task_id)
        if about is None or about.study_id != study_id:
            raise Refusal("What was done", "that task is not there.", "Load the page again.")
        if about.state == "open" and about.kind in DECIDED:
            raise Refusal("What was done", "it waits for a decision.", "A supervisor decides it on the case.")
        tasks.close(c, task_id, by, action.strip()[:500], now)
        return task_id

    return keep_once(house, Line(by, "close task", now, study_id, task_id), token, work)
