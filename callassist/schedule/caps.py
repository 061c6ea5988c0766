"""How often a household may be texted and rung in a week, whoever in it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

WEEK = timedelta(days=7)


def frees_at(times: Sequence[datetime], most: int) -> datetime | None:
    """When a household that was troubled so often may be troubled again; None where it may be now.

    `times`: the texts and calls of the last seven days, oldest first; `most` of them is enough.
    """
    return times[len(times) - most] + WEEK if len(times) >= most else None
