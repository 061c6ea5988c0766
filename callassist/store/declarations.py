"""What a study's going live rests on: words that somebody approved, and facts that somebody declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from callassist.store.people import participant, phone
from callassist.store.schema import an_id, at, insert_new, line, metadata, of, word
from callassist.store.staff import duty
from callassist.store.studies import approval, pause, study

declaration = Table(
    "declaration",
    metadata,
    an_id(),
    of("study_id", index=True),
    word("fact"),  # key_copy | backup_restored
    line("words", nullable=False),
    of("by"),
    at("at", nullable=False),
)

_FACTS = select(declaration.c.fact).where(declaration.c.study_id == bindparam("study_id"))
_PAUSE_TRIED = select(func.count()).where(
    pause.c.study_id == bindparam("study_id"), pause.c.scope == "study", pause.c.until.is_not(None)
)
_DUTY = (
    select(duty.c.since, duty.c.until, duty.c.number, duty.c.second_number)
    .where(duty.c.study_id == bindparam("study_id"), duty.c.until > bindparam("now"))
    .order_by(duty.c.since)
)
_PHONES = (
    select(participant.c.number.label("study_number"), participant.c.wrapped_key, phone.c.id, phone.c.number)
    .join(phone, phone.c.participant_id == participant.c.id)
    .where(participant.c.study_id == bindparam("study_id"))
    .order_by(participant.c.number, phone.c.place)
)


def add_approval(c: Connection, dialect: str, row: Mapping[str, Any]) -> bool:
    """Keep who approved which words; whether these words were not approved before."""
    unique = ("study_id", "template", "language", "words")
    return c.execute(insert_new(approval, dialect, unique), dict(row)).rowcount == 1


def declare(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep that somebody declared a fact."""
    c.execute(insert(declaration), dict(row))


def facts(c: Connection, study_id: str) -> frozenset[str]:
    """The facts that were declared for a study."""
    return frozenset(c.execute(_FACTS, {"study_id": study_id}).scalars())


def pause_tried(c: Connection, study_id: str) -> bool:
    """Whether the whole study was paused once and taken up again."""
    return bool(c.execute(_PAUSE_TRIED, {"study_id": study_id}).scalar())


def rota(c: Connection, study_id: str, now: datetime) -> Sequence[Any]:
    """Who is on duty from now on: rows of since, until, number, second_number, earliest first."""
    return c.execute(_DUTY, {"study_id": study_id, "now": now}).all()


def phones(c: Connection, study_id: str) -> Sequence[Any]:
    """Every phone of a study with its owner's study number and key: identity still sealed."""
    return c.execute(_PHONES, {"study_id": study_id}).all()


def set_test_list(c: Connection, study_id: str, numbers: Sequence[str]) -> None:
    """Say whom a live study reaches before it has gone live."""
    c.execute(update(study).where(study.c.id == study_id).values(test_list=list(numbers)))


def set_live(c: Connection, study_id: str, now: datetime) -> bool:
    """Let a study reach everybody; whether it did not before."""
    done = c.execute(
        update(study).where(study.c.id == study_id, study.c.live_at.is_(None)).values(live_at=now)
    )
    return done.rowcount == 1
