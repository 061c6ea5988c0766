"""A text that came from a phone, with whom it may be from; the task it leaves, and the answer it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.messages.inbound import InboundText
from callassist.messages.understand import Understood
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import inboxes, outbox, tasks
from callassist.store.database import Connection
from callassist.work.house import House, Running

ANSWER_WORTH = timedelta(hours=12)
DAY = timedelta(days=1)
ANSWERS_A_DAY = 6
"""A phone that answers by itself is not answered for ever."""


@dataclass(frozen=True, slots=True)
class Came:
    """A text that came to one study, with whom it may be from."""

    inbox: Any
    text: InboundText
    running: Running
    index: bytes
    people: Sequence[Any]
    appointments: Sequence[Any]
    said: Understood

    @property
    def one(self) -> Any | None:
        """The participant, when the number is hers alone."""
        return self.people[0] if len(self.people) == 1 else None


def leave_task(
    c: Connection,
    came: Came,
    kind: str,
    cause: str,
    words: str,
    now: datetime,
    *,
    appointment: Any | None = None,
    due_at: datetime | None = None,
) -> None:
    """Leave a person something to do about it, once for each cause. `words` hold no identity."""
    about = came.one
    tasks.leave(
        c,
        tasks.NewTask(
            study_id=came.running.id,
            kind=kind,
            case_id=appointment.case_id if appointment is not None and about is not None else None,
            participant_id=about.id if about is not None else None,
            appointment_id=appointment.id if appointment is not None else None,
            cause=f"{kind}:{cause}",
            words=words,
            raised_at=now,
            due_at=due_at or (appointment.starts_at if appointment is not None else None),
        ),
    )


def answer(
    c: Connection, house: House, came: Came, template: str, now: datetime, *, once_a_day: bool = False
) -> None:
    """Queue the answer to her own text; in the study's first language where nobody is known.

    No phone gets more than a few answers a day: the last stand in the ledger, unanswered.
    """
    if template not in came.running.edition.messages.template:
        return
    if inboxes.answers_since(c, came.index, now - DAY) >= ANSWERS_A_DAY:
        return
    cause = f"reply:{came.inbox.id}:{template}"
    if once_a_day:
        today = now.astimezone(ZoneInfo(came.running.edition.protocol.study.zone))
        cause = f"reply:{came.index.hex()[:32]}:{template}:{today:%Y%m%d}"
    message_id = new_id()
    number = house.sealer.seal(came.running.id, came.text.sender, place("message.number", message_id))
    person = came.people[0] if came.people else None
    outbox.add(
        c,
        house.database.dialect,
        {
            "id": message_id,
            "study_id": came.running.id,
            "recipient": "number",
            "participant_id": came.one.id if came.one is not None else None,
            "cause": cause,
            "template": template,
            "language": (person.language or {}).get("texts_in") if person is not None else None,
            "site": person.site if person is not None else None,
            "state": "ready",
            "due_at": now,
            "go_at": now,
            "worth_until": now + ANSWER_WORTH,
            "planned_at": now,
            "number": number,
            "number_index": came.index,
            "token": new_token(),
            "tries": 0,
        },
    )
