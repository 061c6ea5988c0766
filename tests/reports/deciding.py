"""What a manager's stories ask again and again of texts, cases and appointments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from callassist.privacy.tokens import new_id
from callassist.store import planning
from callassist.store.cases import appointment, case_
from callassist.store.texts import message
from callassist.work.house import House


def texts(house: House, participant_id: str) -> dict[str, str]:
    """The texts to somebody: what each is, and its state."""
    with house.database.read() as c:
        rows = c.execute(select(message).where(message.c.participant_id == participant_id)).all()
    return {row.template: row.state for row in rows}


def text_of(house: House, participant_id: str, template: str) -> Any:
    """One text to somebody."""
    with house.database.read() as c:
        found = c.execute(
            select(message).where(message.c.participant_id == participant_id, message.c.template == template)
        )
        return found.one()


def case_of(house: House, participant_id: str, wave: str = "post_programme") -> Any:
    """Somebody's case of a wave."""
    with house.database.read() as c:
        return c.execute(
            select(case_).where(case_.c.participant_id == participant_id, case_.c.wave == wave)
        ).one()


def book(house: House, participant_id: str, starts_at: datetime, wave: str = "post_programme") -> str:
    """An appointment as a verb leaves it; its id."""
    case, appointment_id, now = case_of(house, participant_id, wave), new_id(), house.now()

    def keep(c: Any) -> None:
        planning.add_appointment(
            c,
            {
                "id": appointment_id,
                "study_id": case.study_id,
                "case_id": case.id,
                "participant_id": participant_id,
                "starts_at": starts_at,
                "wall": starts_at.strftime("%Y-%m-%dT%H:%M"),
                "minutes": 40,
                "state": "booked",
                "version": 1,
                "booked_by": "test",
                "booked_at": now,
                "changed_at": now,
            },
        )
        planning.look_at_case(c, case.id, now)

    house.database.keep(keep)
    return appointment_id


def appointment_state(house: House, appointment_id: str) -> str:
    """What has become of an appointment."""
    with house.database.read() as c:
        found = c.execute(select(appointment.c.state).where(appointment.c.id == appointment_id))
        return str(found.scalar_one())
