"""Files that somebody sent and has looked at, sealed, for an hour: until they are taken in or forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from callassist.store.schema import an_id, at, metadata, of, sealed

upload = Table(
    "upload",
    metadata,
    an_id(),
    of("study_id"),
    of("by"),
    sealed("name", nullable=False),
    sealed("content", nullable=False),
    at("at", nullable=False, index=True),
)


def add(c: Connection, row: Mapping[str, Any]) -> None:
    """Keep a file."""
    c.execute(insert(upload), dict(row))


def one(c: Connection, upload_id: str) -> Any | None:
    """A file, or None when it was forgotten."""
    return c.execute(select(upload).where(upload.c.id == upload_id)).first()


def forget_before(c: Connection, moment: datetime) -> int:
    """Forget files that came before a moment; how many."""
    return c.execute(delete(upload).where(upload.c.at < moment)).rowcount
