"""A time as people type it: "Today 16:14", "16:14", "Yesterday 18:02", "Wed 18:02", "8 Oct 16:14"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.schedule.offers import wall_moment
from callassist.web.words import MONTHS, WEEKDAYS

CURE = "Type it as Today 16:14, Yesterday 18:02 or 8 Oct 11:20."
_TYPED = re.compile(r"(?:(.*?)[\s,]+|)(\d{1,2})[:.](\d{2})\s*", re.IGNORECASE)
_DAY = re.compile(r"(?:[a-z]+\s+)?(\d{1,2})\s+([a-z]{3,9})(?:\s+(\d{4}))?", re.IGNORECASE)


def read_moment(text: str, now: datetime, zone: str, *, where: str) -> datetime:
    """A moment gone by, typed as a wall time. Raises Refusal naming `where`."""
    wall = read_wall(text, now, zone, where=where)
    at = wall_moment(wall.date(), wall.time(), zone)
    if at is None:
        raise Refusal(where, f"“{text[:40]}” did not exist: the clocks went forward.", CURE)
    return at


def read_planned(text: str, zone: str, *, where: str) -> datetime:
    """A moment to come, as a form's own 2026-10-17T10:00. Raises Refusal naming `where`."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        cure = "Write it as 2026-10-17T10:00."
        raise Refusal(where, f"“{text[:20]}” is no date and time.", cure) from None
    return exists(wall, zone, where=where)


def exists(wall: datetime, zone: str, *, where: str) -> datetime:
    """A wall time as a moment. Raises Refusal for one that the clocks skip."""
    found = wall_moment(wall.date(), wall.time(), zone)
    if found is None:
        raise Refusal(where, "the clocks go forward over that hour.", "Choose another.")
    return found


def read_wall(text: str, now: datetime, zone: str, *, where: str) -> datetime:
    """The wall time that was typed, without a zone; a form's own 2026-10-08T16:14 too."""
    text = " ".join(text.split())
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise Refusal(where, f"“{text}” is no day and time.", CURE) from None
    found = _TYPED.fullmatch(text)
    if found is None:
        raise Refusal(where, f"“{text[:40]}” is no day and time." if text else "it is empty.", CURE)
    today = now.astimezone(ZoneInfo(zone)).date()
    on = _day((found[1] or "today").strip().lower(), today)
    hour, minute = int(found[2]), int(found[3])
    if on is None or hour > 23 or minute > 59:
        raise Refusal(where, f"“{text[:40]}” is no day and time.", CURE)
    return datetime.combine(on, time(hour, minute))


def _day(word: str, today: date) -> date | None:
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    for weekday, name in enumerate(WEEKDAYS):
        if word[:3] == name.lower() and word.isalpha():
            return today - timedelta(days=(today.weekday() - weekday) % 7)
    found = _DAY.fullmatch(word)
    if found is None:
        return None
    month = next((n for n, name in enumerate(MONTHS, 1) if found[2][:3].lower() == name.lower()), None)
    return _date(int(found[1]), month, int(found[3]) if found[3] else today.year) if month else None


def _date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
