"""One sealed thing of a database, so that a start can find out whether the key file is the one that fits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from callassist.store.people import participant, phone

_ONE = (
    select(participant.c.wrapped_key, phone.c.id, phone.c.number)
    .join(phone, phone.c.participant_id == participant.c.id)
    .limit(1)
)


def one_phone(c: Connection) -> Any | None:
    """Any phone: wrapped_key, id, number (sealed); None while nobody was taken in."""
    return c.execute(_ONE).first()
