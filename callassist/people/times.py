"""The hours of the week in which somebody may, or would rather, be rung: her own words beside the spans."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from callassist.errors import Refusal

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_MINUTES = 24 * 60
CURE = "Write it as Mon-Fri 09:00-15:00 16:00-21:00; Sat 10:00-12:00; not Fri 12:00-15:00."


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of a weekday (Monday is 0; minutes since midnight) to just before another."""

    weekday: int
    begins: int
    ends: int

    def holds(self, weekday: int, minute: int) -> bool:
        """Whether a minute of the week lies in it."""
        return self.weekday == weekday and self.begins <= minute < self.ends


@dataclass(frozen=True, slots=True)
class Times:
    """When: within `open` (empty means any time), never within `shut`; `words` as she said it."""

    open: tuple[Span, ...] = ()
    shut: tuple[Span, ...] = ()
    words: str = ""

    def allows(self, local: datetime) -> bool:
        """Whether a moment, given in the study's own zone, is one of these times."""
        weekday, minute = local.weekday(), local.hour * 60 + local.minute
        if any(span.holds(weekday, minute) for span in self.shut):
            return False
        return not self.open or any(span.holds(weekday, minute) for span in self.open)

    @property
    def any_time(self) -> bool:
        """Whether she has set no bounds."""
        return not self.open and not self.shut

    def week(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """The allowed minutes of each day from Monday, as merged (from, to) pairs: for drawing."""
        return tuple(self._day(weekday) for weekday in range(7))

    def _day(self, weekday: int) -> tuple[tuple[int, int], ...]:
        allowed = [(s.begins, s.ends) for s in self.open if s.weekday == weekday]
        if not self.open:
            allowed = [(0, DAY_MINUTES)]
        for span in self.shut:
            if span.weekday == weekday:
                allowed = [piece for whole in allowed for piece in _without(whole, span)]
        return _merged(allowed)


ANY_TIME = Times()


@lru_cache(maxsize=4096)  # the same few are asked of every case in a line
def read_times(text: str, words: str = "", *, where: str = "times") -> Times:
    """Times as "Mon-Fri 09:00-15:00 16:00-21:00; not Fri 12:00-15:00". Raises Refusal with the cure."""
    opened: list[Span] = []
    shut: list[Span] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        never = part[:4].lower() == "not "
        (shut if never else opened).extend(_spans(part[4:] if never else part, where))
    return Times(tuple(sorted(opened)), tuple(sorted(shut)), " ".join(words.split()))


def written(times: Times) -> str:
    """Times in the form that `read_times` reads."""
    return "; ".join([*_written(times.open, ""), *_written(times.shut, "not ")])


def _written(spans: tuple[Span, ...], before: str) -> list[str]:
    days: dict[int, list[str]] = {}
    for span in spans:
        days.setdefault(span.weekday, []).append(f"{_clock(span.begins)}-{_clock(span.ends)}")
    return [f"{before}{DAYS[day]} {' '.join(hours)}" for day, hours in days.items()]


_PART = re.compile(r"([A-Za-z]+)(?:\s*(?:-|–|to)\s*([A-Za-z]+))?\s+(.+)")
_HOURS = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|to)\s*(\d{1,2})[:.](\d{2})")


def _spans(part: str, where: str) -> list[Span]:
    found = _PART.fullmatch(part)
    if found is None:
        raise Refusal(where, f"“{part[:60]}” names no day and hours.", CURE)
    first = _weekday(found[1], where)
    last = _weekday(found[2], where) if found[2] else first
    days = [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]
    return [Span(day, begins, ends) for day in days for begins, ends in _hours(found[3], where)]


def _hours(text: str, where: str) -> list[tuple[int, int]]:
    left = _HOURS.sub("", text).replace(",", "").strip()
    if left:
        raise Refusal(where, f"“{left[:40]}” is no hours.", CURE)
    return [_pair(found, where) for found in _HOURS.finditer(text)]


def _pair(found: re.Match[str], where: str) -> tuple[int, int]:
    hours, minutes, to_hours, to_minutes = (int(part) for part in found.groups())
    begins, ends = hours * 60 + minutes, to_hours * 60 + to_minutes
    if minutes > 59 or to_minutes > 59 or ends > DAY_MINUTES:
        raise Refusal(where, f"“{found[0]}” is no time of day.", CURE)
    if begins >= ends:
        cure = "Over midnight write two: Fri 22:00-24:00; Sat 00:00-02:00."
        raise Refusal(where, f"“{found[0]}” ends before it begins.", cure)
    return begins, ends


def _weekday(word: str, where: str) -> int:
    for day, short in enumerate(DAYS):
        if word[:3].lower() == short.lower():
            return day
    raise Refusal(where, f"“{word}” is no day of the week.", CURE)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _without(whole: tuple[int, int], span: Span) -> list[tuple[int, int]]:
    pieces = [(whole[0], min(whole[1], span.begins)), (max(whole[0], span.ends), whole[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def _merged(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begins, ends in sorted(pieces):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    return tuple(merged)
