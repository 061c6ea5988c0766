"""A text that the network took and no phone got: once more by rule, as a message of its own, or a call."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from callassist.messages.inbound import ReceiptNotice
from callassist.messages.network import Policy
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.retry import once_more
from callassist.store import outbox
from callassist.store.database import Connection
from callassist.work.house import House, Running
from callassist.work.record import stop_the_line
from callassist.work.replies import ask_to_ring

LONGEST_CAUSE = 68


def came_back(
    c: Connection, house: House, running: Running | None, message: Any, notice: ReceiptNotice
) -> None:
    """Carry out what the code of a failed delivery asks for: again later, the line stops, somebody rings."""
    now = house.now()
    if notice.policy is Policy.STOP_THE_LINE:
        stop_the_line(c, message.study_id, notice.code, now)
    base, so_far = _tries(message.cause)
    at = None
    if running is not None:
        at = once_more(
            notice.policy,
            notice.again,
            so_far,
            now=now,
            worth_until=message.worth_until,
            protocol=running.edition.protocol,
            chance=random.random(),
        )
    if at is None or not _add(c, house, message, f"{base}{outbox.AGAIN}{so_far + 1}", at, now):
        ask_to_ring(c, message, now)


def _tries(cause: str) -> tuple[str, int]:
    """The cause of the first of these texts, and how many came after it."""
    base, again, number = cause.partition(outbox.AGAIN)
    return base[:LONGEST_CAUSE], int(number) if again else 0


def _add(c: Connection, house: House, message: Any, cause: str, at: datetime, now: datetime) -> bool:
    """The same text as a new message: whether it may go is asked when it goes; whether it was added."""
    message_id = new_id()
    return outbox.add(
        c,
        house.database.dialect,
        {
            "id": message_id,
            "study_id": message.study_id,
            "recipient": message.recipient,
            "participant_id": message.participant_id,
            "case_id": message.case_id,
            "appointment_id": message.appointment_id,
            "cause": cause,
            "template": message.template,
            "rule": message.rule,
            "language": message.language if message.rule is None else None,
            "site": message.site,
            "state": "ready",
            "due_at": at,
            "go_at": at,
            "worth_until": message.worth_until,
            "planned_at": now,
            "number": _number(house, message, message_id),
            "number_index": None if message.recipient == "participant" else message.number_index,
            "token": new_token(),
            "tries": 0,
            "more": message.more,
        },
    )


def _number(house: House, message: Any, message_id: str) -> bytes | None:
    """A bare number sealed for its new place; a participant's is looked up again when the text goes."""
    if message.recipient == "participant":
        return None
    number = house.sealer.open(message.study_id, message.number, place("message.number", message.id))
    return house.sealer.seal(message.study_id, number, place("message.number", message_id))
