"""What became of an answer, and how a place of the interview stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.events import Event
from callassist.questionnaire.wording import Text

Answer = str | Missing | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer. A refused one changed nothing; `violation` says why by language tag."""

    accepted: bool
    violation: Mapping[str, str]
    hidden: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What was said at one place, and whether it is asked at all."""

    path: str
    relevant: bool
    value: str
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class NodeState:
    """How one place stands now."""

    path: str
    relevant: bool
    required: bool
    readonly: bool
    value: str
    missing: Missing | None
    violated: bool
    label: Text
