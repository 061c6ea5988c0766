"""How the network's pages say a time: as people in the UK read it off a wall clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/London")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock(moment: datetime) -> str:
    """A moment in full: Thu 8 Oct 2026, 16:15."""
    local = moment.astimezone(_ZONE)
    return f"{_day(local)} {local.year}, {local:%H:%M}"


def when(moment: datetime, *, now: datetime) -> str:
    """A moment as short as it is clear: 16:15 today, Wed 18:02 within a week, Thu 1 Oct before that."""
    local, today = moment.astimezone(_ZONE), now.astimezone(_ZONE).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if timedelta(0) < today - local.date() < timedelta(days=7):
        return f"{_DAYS[local.weekday()]} {local:%H:%M}"
    return _day(local) if local.year == today.year else f"{_day(local)} {local.year}"


def stamp(moment: datetime) -> str:
    """A moment to the second, for a list that is read line by line: 2026-10-08 16:15:07."""
    return f"{moment.astimezone(_ZONE):%Y-%m-%d %H:%M:%S}"


def _day(local: datetime) -> str:
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
