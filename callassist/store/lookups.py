"""Small look-ups of many things at once, by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal, or_, select, text

from callassist.store.among import among, one_of
from callassist.store.cases import appointment, case_, contact, task
from callassist.store.people import consent, participant, phone
from callassist.store.texts import message

_DISTURBANCES = (
    select(participant.c.household_id, contact.c.at, contact.c.attempt)
    .join(contact, contact.c.participant_id == participant.c.id)
    .join(message, message.c.id == contact.c.message_id, isouter=True)
    .where(
        among(participant.c.household_id, "homes"),
        contact.c.direction == "out",
        one_of(contact.c.channel, ("call", "text")),
        contact.c.corrected_by.is_(None),
        contact.c.tracing_id.is_(None),  # it rang at somebody else’s
        contact.c.at >= bindparam("since"),
        or_(contact.c.message_id.is_(None), message.c.rule.is_not(None)),
    )
    .order_by(contact.c.at)
)


def cases(c: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Cases by id."""
    return {row.id: row for row in c.execute(select(case_).where(case_.c.id.in_(ids)))} if ids else {}


def appointments(c: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Appointments by id."""
    if not ids:
        return {}
    return {row.id: row for row in c.execute(select(appointment).where(appointment.c.id.in_(ids)))}


def troubled(c: Connection, households: Sequence[str], since: datetime) -> dict[str, list[datetime]]:
    """When each household was texted or rung since a moment, oldest first; answers to its own texts apart."""
    found = disturbances(c, households, since)
    return {home: [one.at for one in rows] for home, rows in found.items()}


def disturbances(c: Connection, households: Sequence[str], since: datetime) -> dict[str, list[Any]]:
    """The same as rows with at and attempt (whether it was a call that counts)."""
    if not households:
        return {}
    found: dict[str, list[Any]] = {}
    for row in c.execute(_DISTURBANCES, {"homes": list(households), "since": since}):
        found.setdefault(row.household_id, []).append(row)
    return found


def consented(c: Connection, participant_ids: Sequence[str]) -> frozenset[str]:
    """Who of these has a consent on record."""
    if not participant_ids:
        return frozenset()
    query = select(consent.c.participant_id).where(consent.c.participant_id.in_(participant_ids)).distinct()
    return frozenset(c.execute(query).scalars())


def wrongly_rung(c: Connection, participant_ids: Sequence[str]) -> frozenset[str]:
    """At whose number somebody else answered, as long as no supervisor has decided what that means."""
    if not participant_ids:
        return frozenset()
    query = (
        select(contact.c.participant_id)
        .join(task, task.c.cause == literal("attempt:") + contact.c.id)
        .where(
            contact.c.participant_id.in_(participant_ids),
            contact.c.outcome == "wrong_person",
            task.c.state == "open",
        )
    )
    return frozenset(c.execute(query).scalars())


def refused(c: Connection, participant_ids: Sequence[str]) -> frozenset[str]:
    """Who refused something, as long as no supervisor has decided what that covers."""
    if not participant_ids:
        return frozenset()
    query = select(task.c.participant_id).where(
        task.c.participant_id.in_(participant_ids), text("kind = 'refusal' AND state = 'open'")
    )
    return frozenset(c.execute(query).scalars())


def how_met(c: Connection, participants: Sequence[str]) -> dict[str, tuple[Sequence[str], str | None]]:
    """What participants need in order to talk with us (BSL, Relay UK), and the language that they speak."""
    query = select(participant.c.id, participant.c.access, participant.c.language)
    rows = c.execute(query.where(participant.c.id.in_(participants))) if participants else ()
    return {row.id: (row.access or (), (row.language or {}).get("spoken")) for row in rows}


def on_number(c: Connection, study_id: str, number_index: bytes) -> Sequence[Any]:
    """Participants who may be reached at a number: rows of participant with the phone's whose and id."""
    return c.execute(
        select(participant, phone.c.id.label("phone_id"), phone.c.whose)
        .join(phone, phone.c.participant_id == participant.c.id)
        .where(phone.c.number_index == number_index, phone.c.study_id == study_id, phone.c.state == "in_use")
        .order_by(participant.c.number)
    ).all()


def standing_appointments(
    c: Connection, participant_ids: Sequence[str], states: Sequence[str]
) -> Sequence[Any]:
    """Appointments of these participants that are in one of the states, earliest first."""
    return c.execute(
        select(appointment)
        .where(appointment.c.participant_id.in_(participant_ids), appointment.c.state.in_(states))
        .order_by(appointment.c.starts_at)
    ).all()
