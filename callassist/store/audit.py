"""The audit lines: who did what to what, and when; ids, codes and digests only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from callassist.store.staff import audit

__all__ = ["Connection", "write"]

_WRITE = insert(audit)


def write(
    c: Connection,
    *,
    id: str,
    at: datetime,
    by: str,
    verb: str,
    study_id: str | None,
    subject: str | None,
    more: Mapping[str, object] | None,
) -> None:
    """Add one line. It is sealed into the chain by a job within the minute."""
    c.execute(
        _WRITE,
        {"id": id, "at": at, "by": by, "verb": verb, "study_id": study_id, "subject": subject, "more": more},
    )
