"""What becomes of an alert when the same thing is heard of again: it never grows less by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Follows(StrEnum):
    """What follows when something that raises an alert is heard of."""

    NEW = "new"  # none stands, or the one that was closed is less grave: an alert of its own is raised
    GRAVER = "graver"  # the one that stands takes the graver level, and whoever knew of it is told anew
    SOONER = "sooner"  # as grave as before, and somebody must act sooner
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Heard:
    """How grave it is, and by when somebody must have taken it on and have closed it."""

    level: int
    acknowledge_by: datetime
    close_by: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The alert that the same thing raised before."""

    heard: Heard
    closed: bool


def follows(standing: Standing | None, heard: Heard) -> Follows:
    """What follows when `heard` is heard where `standing` was raised before."""
    if standing is None:
        return Follows.NEW
    before = standing.heard
    if heard.level > before.level:
        return Follows.NEW if standing.closed else Follows.GRAVER
    if heard.level < before.level or standing.closed:
        return Follows.NOTHING
    return Follows.NOTHING if sooner(before, heard) == before else Follows.SOONER


def sooner(before: Heard, heard: Heard) -> Heard:
    """The level as heard now, with the clocks that end first: a clock that runs is never made longer."""
    return Heard(
        heard.level,
        min(before.acknowledge_by, heard.acknowledge_by),
        min(before.close_by, heard.close_by),
    )
