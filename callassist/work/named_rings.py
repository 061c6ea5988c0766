"""Somebody she named rings us: what may be said by the consent that is kept, and that it is rung back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from callassist.people.tracing import Says, Word, bar
from callassist.store import planning, tasks, tracing
from callassist.store.database import Connection
from callassist.study.blinding import blinded
from callassist.work.house import House

RING_BACK = "Somebody whom {} named rang: ring back, from the numbers of {}."
NOT_BACK = (
    "Somebody whom {} named rang, who has not agreed to be rung: nobody rings back. Ask {} about it the next "
    "time we speak."
)

STOPPED = (
    "Somebody whom {} named rang. Everything is stopped for that family: nobody rings back before a "
    "supervisor has decided."
)


class Talk(StrEnum):
    """What may be said to somebody she named who rings us."""

    ASK = "ask"  # how she can be reached
    LISTEN = "listen"  # nothing is asked about her; what is said is taken down
    AGREE = "agree"  # whether we may ring this person, and nothing else


def both_agreed(c: Connection, participant_id: str, tracing_id: str) -> str:
    """Why somebody must not be rung by the words that are kept; "" while both have agreed."""
    said = tracing.words(c, participant_id)
    return bar(Word(Says(one.says), one.allowed, one.at) for one in said if one.tracing_id == tracing_id)


def talk(why_not_rung: str, why_now: str) -> Talk:
    """What may be said, by why this person is not rung ("" when both agreed) and why others are asked now.

    Whoever rings us of their own accord is still asked nothing while our own tries come first.
    """
    if why_not_rung:
        return Talk.AGREE
    return Talk.ASK if why_now else Talk.LISTEN


def greeted_in(c: Connection, named: Sequence[Any]) -> str:
    """The language to greet one of them in who has agreed to be rung on that phone; "" for neutral English.

    A phone that several named is a shared one.
    """
    if len(named) != 1 or both_agreed(c, named[0].participant_id, named[0].id):
        return ""
    return str(next(iter(named[0].languages or ()), ""))


def ring_back(house: House, c: Connection, study_id: str, call_id: str, named: Sequence[Any]) -> None:
    """A task for each of those whom a missed call may be from; it names a study number and no person."""
    for one in named:
        cases = planning.cases_of(c, one.participant_id).values()
        opened = [case.id for case in cases if case.state == "open"]
        task = tasks.NewTask(
            study_id=study_id,
            kind=tracing.NAMED_RANG,
            case_id=opened[0] if len(opened) == 1 else None,
            participant_id=one.participant_id,
            cause=f"rang:{call_id}:{one.id}",
            words=_to_do(c, one).format(one.number, one.number),
            raised_at=house.now(),
            more={"call": call_id, "named": one.id, "languages": list(one.languages or ())},
        )
        tasks.leave(c, task)


def _to_do(c: Connection, one: Any) -> str:
    if one.stopped_at is not None:
        return STOPPED
    return NOT_BACK if both_agreed(c, one.participant_id, one.id) else RING_BACK


def told_of(house: House, study_id: str, people: Sequence[Any], named: Sequence[Any]) -> list[str]:
    """Whom a number may belong to, in words that everybody who rings may read; each once.

    Of those whose part of the study tells the group nobody is named where others could be meant.
    """
    blind = blinded(house.study(study_id).edition.protocol)
    words = [(one.strand, str(one.number)) for one in people]
    words += [(one.strand, f"somebody whom {one.number} named") for one in named]
    told = [said for strand, said in words if strand in blind] or [said for _strand, said in words]
    return list(dict.fromkeys(told))


def done(c: Connection, participant_id: str, tracing_id: str, *, by: str, now: datetime) -> None:
    """They were spoken with, or rung: nobody has to ring back for that call any more."""
    for task_id in tracing.rang(c, participant_id).get(tracing_id, ()):
        tasks.close(c, task_id, by, "rung back, or they rang again", now)
