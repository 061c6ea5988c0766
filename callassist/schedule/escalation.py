"""Who is told next of an alert that nobody has taken on, and when: the lead on duty, the second, then all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(minutes=30)


class Step(StrEnum):
    """What a step of an alert's story was."""

    TOLD = "told"  # a text went to the outbox
    NO_TEXT = "no_text"  # a number that takes no text, so the next one is told at once
    ALL = "all"  # everybody on the rota was told; the manager is shown it first of all
    GRAVER = "graver"  # it became graver, and everybody is told of it anew
    TAKEN_ON = "taken_on"  # somebody had taken it on before it became graver
    RANG = "rang"  # the interviewer had rung the lead before it became graver
    LESS = "less"  # who heard it took back a level before anybody on duty knew of it


@dataclass(frozen=True, slots=True)
class OnCall:
    """Somebody on the duty rota: the name as the rota has it, the number in E.164."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: what, when, and to which name (None where it was to nobody)."""

    what: Step
    at: datetime
    name: str | None = None


def anew(taken: Sequence[Taken]) -> Sequence[Taken]:
    """The steps since it last became graver, that one first; all of them where it never did."""
    last = max((n for n, one in enumerate(taken) if one.what is Step.GRAVER), default=0)
    return taken[last:]


def in_vain(taken: Sequence[Taken]) -> bool:
    """Whether everybody on the rota was told of it as it stands now."""
    return any(one.what is Step.ALL for one in anew(taken))


def due_at(raised_at: datetime, acknowledge_by: datetime, taken: Sequence[Taken], *, heard: bool) -> datetime:
    """When the next step is due. `heard`: an interviewer heard it, and rings the lead herself.

    What nobody heard (a score, a text) is told the moment it is raised, and what became graver at once,
    because whoever knows of it believes it less. The steps follow each other as fast as the alert is to be
    acknowledged, between five minutes and half an hour.
    """
    taken = anew(taken)
    if taken and taken[0].what is Step.GRAVER:
        raised_at, heard = taken[0].at, False
    pace = min(max(acknowledge_by - raised_at, SHORTEST), LONGEST)
    told = sum(1 for one in taken if one.what is Step.TOLD)
    if told == 0:
        return acknowledge_by if heard else raised_at
    planned = acknowledge_by + (told if heard else told - 1) * pace
    last = max(one.at for one in taken if one.what is Step.TOLD)
    return max(planned, last + SHORTEST)


def next_person(ladder: Sequence[OnCall], taken: Sequence[Taken]) -> OnCall | None:
    """The first of those on duty who was not told of it as it stands now, or None when all were."""
    told = {one.name for one in anew(taken)}
    return next((one for one in ladder if one.name not in told), None)
