"""How long what may be kept: contact details shorter than answers; each study says its own."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kept(StrEnum):
    """What is kept about people, by how long it may be."""

    CONTACT = "contact"
    RAW = "raw"
    RECORDING = "recording"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind may be kept for so many months after a named event of the study, as "follow_up_ended"."""

    what: Kept
    months: int
    after: str


# Defaults for a study that says nothing; durations are a matter for its own ethics approval.
DEFAULTS = (
    Rule(Kept.RAW, 3, "follow_up_ended"),
    Rule(Kept.RECORDING, 6, "follow_up_ended"),
    Rule(Kept.CONTACT, 12, "follow_up_ended"),
    Rule(Kept.RESEARCH, 300, "study_ended"),
)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that should have been deleted by `since` (the first day on which it may no longer stand)."""

    what: Kept
    since: date


def kept_until(rule: Rule, events: Mapping[str, date]) -> date | None:
    """The last day on which it may still be kept, or None while the event it hangs on has not happened."""
    happened = events.get(rule.after)
    if happened is None:
        return None
    year, month = divmod(happened.year * 12 + happened.month - 1 + rule.months, 12)
    return date(year, month + 1, min(happened.day, monthrange(year, month + 1)[1]))


def due_for_deletion(
    events: Mapping[str, date], today: date, *, rules: Iterable[Rule] = DEFAULTS
) -> tuple[Due, ...]:
    """What is past its time, oldest first. `events`: name of a study's event to the day it happened."""
    ends = ((rule.what, kept_until(rule, events)) for rule in rules)
    past = [Due(what, date.fromordinal(end.toordinal() + 1)) for what, end in ends if end and end < today]
    return tuple(sorted(past, key=lambda due: (due.since, due.what)))
