"""Small look-ups of many things at once, by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from callassist.store.cases import appointment, case_
from callassist.store.people import consent, participant, phone


def cases(c: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Cases by id."""
    return {row.id: row for row in c.execute(select(case_).where(case_.c.id.in_(ids)))} if ids else {}


def appointments(c: Connection, ids: Sequence[str]) -> dict[str, Any]:
    """Appointments by id."""
    if not ids:
        return {}
    return {row.id: row for row in c.execute(select(appointment).where(appointment.c.id.in_(ids)))}


def consented(c: Connection, participant_ids: Sequence[str]) -> frozenset[str]:
    """Who of these has a consent on record."""
    if not participant_ids:
        return frozenset()
    query = select(consent.c.participant_id).where(consent.c.participant_id.in_(participant_ids)).distinct()
    return frozenset(c.execute(query).scalars())


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
