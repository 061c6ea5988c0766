"""The ledger's attempts and the tasks they raise: what verbs about a case read and keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal, or_, select, update

from callassist.store.cases import case_, contact, task
from callassist.store.people import participant
from callassist.store.staff import note

_CASE = (
    select(
        case_,
        participant.c.number,
        participant.c.household_id,
        participant.c.role,
        participant.c.language.label("needs"),
        participant.c.times,
        participant.c.stopped_at,
        participant.c.stopped_why,
        participant.c.wrapped_key,
    )
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(case_.c.id == bindparam("case_id"))
)
_OUTCOMES = (
    select(contact.c.outcome, contact.c.attempt)
    .where(contact.c.case_id == bindparam("case_id"), contact.c.corrected_by.is_(None))
    .order_by(contact.c.at)
)
_CONTACT = select(contact).where(contact.c.id == bindparam("contact_id"))
_CORRECTED = (
    update(contact)
    .where(contact.c.id == bindparam("old"), contact.c.corrected_by.is_(None))
    .values(corrected_by=bindparam("new"))
)
_WHY = update(contact).where(contact.c.id == bindparam("new")).values(correction_reason=bindparam("why"))
_ADD, _ADD_NOTE = insert(contact), insert(note)
_TASK = select(task).where(task.c.id == bindparam("task_id"))
_DONE = {
    "state": "done",
    "done_at": bindparam("now"),
    "done_by": bindparam("who"),
    "action": bindparam("what"),
}
_END_KINDS = (
    update(task)
    .where(
        task.c.case_id == bindparam("of_case"),
        task.c.state == "open",
        task.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .values(_DONE)
)
_ASKED_FOR_ANOTHER = select(literal("attempt:") + contact.c.id).where(
    contact.c.case_id == bindparam("of_case"), contact.c.outcome == "other_language"
)
_END_LANGUAGE = (
    update(task)
    .where(
        task.c.case_id == bindparam("of_case"),
        task.c.state == "open",
        or_(task.c.kind == "language_unsigned", task.c.cause.in_(_ASKED_FOR_ANOTHER)),
    )
    .values(_DONE)
)


def case(c: Connection, case_id: str) -> Any | None:
    """A case with what verbs ask of its participant: number, household, role, needs, times, stop and key."""
    return c.execute(_CASE, {"case_id": case_id}).one_or_none()


def outcomes(c: Connection, case_id: str) -> Sequence[Any]:
    """The outcomes of a case's contacts that stand, oldest first: rows with outcome and attempt."""
    return c.execute(_OUTCOMES, {"case_id": case_id}).all()


def contact_row(c: Connection, contact_id: str) -> Any | None:
    """One line of the ledger."""
    return c.execute(_CONTACT, {"contact_id": contact_id}).one_or_none()


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """One more line in the ledger."""
    c.execute(_ADD, dict(row))


def mark_corrected(c: Connection, old: str, new: str) -> bool:
    """Say which line corrects an old one; whether none did before."""
    return c.execute(_CORRECTED, {"old": old, "new": new}).rowcount == 1


def say_why(c: Connection, contact_id: str, why: bytes) -> None:
    """Keep the sealed reason of a correction."""
    c.execute(_WHY, {"new": contact_id, "why": why})


def add_note(c: Connection, row: Mapping[str, Any]) -> None:
    """A note from one colleague to another, sealed."""
    c.execute(_ADD_NOTE, dict(row))


def task_row(c: Connection, task_id: str) -> Any | None:
    """One task."""
    return c.execute(_TASK, {"task_id": task_id}).one_or_none()


def end_kinds(
    c: Connection, case_id: str, kinds: Sequence[str], *, by: str, now: datetime, action: str
) -> None:
    """Close the open tasks of some kinds about a case."""
    values = {"of_case": case_id, "kinds": list(kinds), "now": now, "who": by, "what": action}
    c.execute(_END_KINDS, values)


def end_language(c: Connection, case_id: str, *, by: str, now: datetime, action: str) -> None:
    """Close what asks about the language of a case, and nothing else that waits for a decision."""
    values = {"of_case": case_id, "now": now, "who": by, "what": action}
    c.execute(_END_LANGUAGE, values)
