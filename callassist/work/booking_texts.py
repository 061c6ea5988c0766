"""What an interpreter is texted: language, dialect, gender, time and length; never whom it is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.messages.own import BOOKING_ASKED, BOOKING_CANCELLED, BOOKING_CONFIRMED, BOOKING_WHICH
from callassist.people.languages import name
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import interpreters, outbox
from callassist.store.database import Connection
from callassist.work.house import House, Running

__all__ = ["BOOKING_ASKED", "BOOKING_CANCELLED", "BOOKING_CONFIRMED", "BOOKING_WHICH", "tell"]

WORTH = timedelta(hours=24)
RULE = "booking"
"""A rule of ours, so that these texts keep the hours for texts and wait while the study is paused."""
WISHES = {"female": ", a woman asked for", "male": ", a man asked for"}


def tell(
    c: Connection, house: House, running: Running, booking: Any, template: str, cause: str, now: datetime
) -> bool:
    """Queue a text about a booking to who is asked, once for its cause; whether she has a phone for it."""
    ours = booking.interpreter_id if booking.agency_id is None else None  # an agency tells its own
    row = interpreters.one(c, ours) if ours else None
    if row is None or row.number is None:
        return False
    message_id = new_id()
    number = house.sealer.open(running.id, row.number, place("interpreter.number", row.id))
    outbox.add(
        c,
        house.database.dialect,
        {
            "id": message_id,
            "study_id": running.id,
            "recipient": "interpreter",
            "cause": f"booking:{booking.id}:{cause}",
            "template": template,
            "rule": RULE,
            "language": "en-GB",
            "state": "ready",
            "due_at": now,
            "go_at": now,
            "worth_until": min(now + WORTH, max(booking.starts_at, now + timedelta(hours=1))),
            "planned_at": now,
            "number": house.sealer.seal(running.id, number, place("message.number", message_id)),
            "number_index": row.number_index,
            "token": new_token(),
            "tries": 0,
            "more": {"values": _values(running, booking)},
        },
    )
    return True


def _values(running: Running, booking: Any) -> dict[str, str]:
    local = booking.starts_at.astimezone(ZoneInfo(running.edition.protocol.study.zone))
    dialect = f" ({booking.dialect})" if booking.dialect else ""
    return {
        "language": name(booking.language) + dialect,
        "when": f"{local:%a} {local.day} {local:%b %H:%M}",
        "minutes": str(booking.minutes),
        "wish": WISHES.get(booking.gender, ""),
        "ref": booking.reference,
    }
