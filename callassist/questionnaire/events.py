"""What is stored of an interview: enough events to bring back exactly the same state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from callassist.questionnaire.entries import Missing


class Happening(StrEnum):
    """What an event says happened."""

    STARTED = "started"
    ANSWER = "answer"
    ROW_ADDED = "row_added"
    ROW_REMOVED = "row_removed"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `value` is the XForm text of an answer, the language's tag, or nothing."""

    kind: Happening
    path: str
    value: str | None
    missing: Missing | None
    at: datetime
    extra: Mapping[str, str | int] = field(default_factory=dict)
