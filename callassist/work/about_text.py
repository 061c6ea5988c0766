"""A text of ours that a person has to follow up: a task about it, once, with what is to be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callassist.store import tasks
from callassist.store.database import Connection

NOT_ARRIVED, REFUSED, UNDECIDED = "text_not_arrived", "text_refused", "text_undecided"
_CAUSES = {NOT_ARRIVED: "not_arrived", REFUSED: "refused", UNDECIDED: "undecided"}


def ask(
    c: Connection,
    message: Any,
    kind: str,
    words: str,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Leave a task of one of these kinds about a text, inside another verb's transaction."""
    task = tasks.NewTask(
        study_id=message.study_id,
        kind=kind,
        case_id=message.case_id,
        participant_id=message.participant_id,
        cause=f"{_CAUSES[kind]}:{message.id}",
        words=words,
        raised_at=now,
        more=more,
    )
    tasks.leave(c, task)
