"""Whether somebody is on duty for a worry at a moment, and when the next cover begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

Span = tuple[datetime, datetime]


def covered(spans: Sequence[Span], at: datetime) -> bool:
    """Whether a moment lies in one of these spans; the end of a span is outside it."""
    return any(since <= at < until for since, until in spans)


def begins_after(spans: Sequence[Span], at: datetime) -> datetime | None:
    """When cover begins next after a moment without it, or None where none is planned."""
    return min((since for since, until in spans if since > at and until > since), default=None)
