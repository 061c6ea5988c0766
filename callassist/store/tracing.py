"""People a participant named who may know how to reach her, and the dated words by which they may be rung."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from callassist.store.cases import contact, task
from callassist.store.people import participant, tracing_consent, tracing_contact

NAMED_RANG = "named_rang"
"""The task that somebody she named rang us and was missed; its `more` says which."""

_OF = (
    select(tracing_contact)
    .where(tracing_contact.c.participant_id == bindparam("person"))
    .order_by(tracing_contact.c.place, tracing_contact.c.id)
)
_ONE = select(tracing_contact).where(tracing_contact.c.id == bindparam("of"))
_WORDS = (
    select(tracing_consent)
    .where(tracing_consent.c.participant_id == bindparam("person"))
    .order_by(tracing_consent.c.at, tracing_consent.c.recorded_at, tracing_consent.c.id)
)
_CALLS = (
    select(func.count())
    .select_from(contact)
    .where(
        contact.c.case_id == bindparam("of_case"),
        contact.c.tracing_id == bindparam("asked"),
        contact.c.direction == "out",
        contact.c.corrected_by.is_(None),
    )
)
_END = (
    update(tracing_contact)
    .where(tracing_contact.c.id == bindparam("of"), tracing_contact.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), ended_why=bindparam("because"), record=None, number_index=None)
)
_ON_NUMBER = (
    select(
        tracing_contact.c.id,
        tracing_contact.c.participant_id,
        tracing_contact.c.languages,
        participant.c.number,
        participant.c.site,
        participant.c.strand,
        participant.c.stopped_at,
    )
    .join(participant, participant.c.id == tracing_contact.c.participant_id)
    .where(
        tracing_contact.c.number_index == bindparam("at_number"),
        tracing_contact.c.study_id == bindparam("of_study"),
        tracing_contact.c.ended_at.is_(None),
    )
    .order_by(participant.c.number, tracing_contact.c.id)
)
_RANG = (
    select(task.c.id, task.c.more)
    .where(task.c.participant_id == bindparam("person"), task.c.kind == NAMED_RANG, task.c.state == "open")
    .order_by(task.c.id)
)
_ADD, _ADD_WORD = insert(tracing_contact), insert(tracing_consent)


def of_person(c: Connection, participant_id: str) -> Sequence[Any]:
    """Everybody a participant has named, those that are over among them, in her order."""
    return c.execute(_OF, {"person": participant_id}).all()


def one(c: Connection, tracing_id: str) -> Any | None:
    """One of them."""
    return c.execute(_ONE, {"of": tracing_id}).one_or_none()


def words(c: Connection, participant_id: str) -> Sequence[Any]:
    """All words by which people she named may be rung or no more, oldest first."""
    return c.execute(_WORDS, {"person": participant_id}).all()


def on_number(c: Connection, study_id: str, number_index: bytes) -> Sequence[Any]:
    """Those who may be reached at a number: rows with id, languages, and who named them.

    Of her: participant_id, number (the study number), site, strand, stopped_at.
    """
    return c.execute(_ON_NUMBER, {"of_study": study_id, "at_number": number_index}).all()


def rang(c: Connection, participant_id: str) -> dict[str, list[str]]:
    """Those who rang us, were missed and wait to be rung back: their ids, each with the ids of its tasks."""
    found: dict[str, list[str]] = {}
    for one in c.execute(_RANG, {"person": participant_id}):
        found.setdefault(str((one.more or {}).get("named", "")), []).append(one.id)
    return found


def calls(c: Connection, case_id: str, tracing_id: str) -> int:
    """How often we rang one of them in one wave."""
    return int(c.execute(_CALLS, {"of_case": case_id, "asked": tracing_id}).scalar_one())


def add(c: Connection, row: Mapping[str, Any], said: Sequence[Mapping[str, Any]]) -> None:
    """Keep somebody she named, with the words that allow it."""
    c.execute(_ADD, dict(row))
    for one in said:
        say(c, one)


def say(c: Connection, word: Mapping[str, Any]) -> None:
    """Keep one word more."""
    c.execute(_ADD_WORD, dict(word))


def end(c: Connection, tracing_id: str, why: str, now: datetime) -> bool:
    """End it and destroy the name and number at once; whether it stood."""
    return c.execute(_END, {"of": tracing_id, "because": why, "now": now}).rowcount == 1
