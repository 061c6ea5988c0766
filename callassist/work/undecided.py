"""Texts of which nobody knows whether they went: a person says so, and nothing is sent again."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.messages.status import MessageEvent
from callassist.store import outbox, tasks
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.record import tell_ledger
from callassist.work.replies import ask_to_ring
from callassist.work.verb import Line


def decide(house: House, *, by: str, message_id: str, arrived: bool, token: str) -> str:
    """Settle one text: it arrived, or it did not, which becomes a task to ring. Never sends it again."""
    now = house.now()
    with house.database.read() as c:
        found = outbox.by_ids(c, [message_id])
    if not found:
        raise Refusal("Text", "it is not there.", "Load the page again.")
    message = found[0]

    def work(c: Connection) -> str:
        did = "it arrived" if arrived else "it did not arrive"
        tasks.close_caused(c, f"undecided:{message_id}", by, did, now)
        if arrived:
            if outbox.happens(c, message_id, MessageEvent.RECONCILED_SENT, reason="a person says so"):
                tell_ledger(c, message, now)
            return "arrived"
        why = "a person says that it did not go"
        if outbox.happens(c, message_id, MessageEvent.RECONCILED_NOT_SENT, reason=why):
            ask_to_ring(c, message, now)
        return "did not"

    line = Line(by, "decide text", now, message.study_id, message_id, {"arrived": arrived})
    return keep_once(house, line, token, work)
