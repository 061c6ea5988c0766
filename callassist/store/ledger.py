"""Writing into the ledgers: contacts, pauses and what else is history in itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from callassist.store.cases import contact
from callassist.store.studies import pause as pause_table

_CONTACT = insert(contact)


def add_contact(c: Connection, **row: Any) -> None:
    """One more line in the ledger of contacts."""
    c.execute(_CONTACT, row)


def add_contacts(c: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Several lines in the ledger of contacts."""
    if rows:
        c.execute(_CONTACT, rows)


def pause(c: Connection, **row: Any) -> None:
    """Begin a pause."""
    c.execute(insert(pause_table), row)


def end_pause(c: Connection, pause_id: str, until: datetime) -> bool:
    """End a pause that still holds."""
    done = c.execute(
        update(pause_table)
        .where(pause_table.c.id == pause_id, pause_table.c.until.is_(None))
        .values(until=until)
    )
    return done.rowcount == 1
