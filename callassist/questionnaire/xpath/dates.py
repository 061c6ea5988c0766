"""Days and moments inside expressions: a date is a whole calendar day in the study's zone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}(?::\d{2})?)?)?",
)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?")
_EPOCH = datetime.fromisoformat("1970-01-01")  # wall time of the study's zone, never stored
_DAY = timedelta(days=1)
_REMEMBERED = 4_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a date with time: `number` in days since 1970-01-01 as the calendar counts, and ISO text."""

    number: float
    text: str


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Hours to milliseconds, and the offset in minutes if one was written."""

    fraction: float
    offset: int | None


class Calendar:
    """Reads and writes dates in one zone.

    `whole_days`: a date is a calendar day and counts in whole days of local wall time (ours, and JavaRosa's).
    Otherwise a date is local midnight and counts from 1970-01-01T00:00Z (the browser engines' rule; kept so
    that their recorded cases can be checked).
    """

    def __init__(self, zone: tzinfo, *, whole_days: bool = True) -> None:
        self.zone = zone
        self.whole_days = whole_days
        self._known: dict[str, Moment | None] = {}

    def read(self, text: str) -> Moment | None:
        """The moment that an ISO date or date-time names, or None for any other text."""
        if len(text) < 8 or text[4:5] != "-":
            return None
        if text not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> Moment | None:
        wall = self.wall_of(text)
        return None if wall is None else self.of_wall(wall)

    def wall_of(self, text: str) -> datetime | None:
        """The wall time in the study's zone that an ISO text names, or None."""
        match = _DATE.fullmatch(text.strip())
        if match is None or not _is_offset(match.group(8)):
            return None
        year, month, day, hour, minute, second, fraction, offset = match.groups()
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        try:
            start = date(int(year), int(month), int(day))
            wall = datetime.combine(start, time(int(hour or 0), int(minute or 0), int(second or 0), micro))
        except ValueError:
            return None
        return wall if offset is None else self._to_wall(wall, _minutes(offset))

    def _to_wall(self, wall: datetime, offset: int) -> datetime | None:
        try:
            utc = wall - timedelta(minutes=offset)
            return utc + self._offset_at_utc(utc)
        except OverflowError:
            return None

    def _offset_at_utc(self, utc: datetime) -> timedelta:
        return utc.replace(tzinfo=UTC).astimezone(self.zone).utcoffset() or timedelta(0)

    def _offset_at_wall(self, wall: datetime) -> timedelta:
        return wall.replace(tzinfo=self.zone).utcoffset() or timedelta(0)

    def of_wall(self, wall: datetime) -> Moment:
        """The moment at a wall time of the zone."""
        number = (wall - _EPOCH) / _DAY
        if not self.whole_days:
            number = (wall - _EPOCH - self._offset_at_wall(wall)) / _DAY
        return Moment(number, self.text_of(wall))

    def of_number(self, days: float) -> Moment:
        """The moment that lies so many days after 1970-01-01; NaN gives a moment that is none."""
        wall = self.wall_at(days)
        if wall is None:
            return self.nowhere()
        return Moment(days, self.text_of(wall))

    def nowhere(self) -> Moment:
        """What an impossible date becomes: blank for us, the browsers' wording under the other rule."""
        return Moment(math.nan, "" if self.whole_days else "Invalid Date")

    def wall_at(self, days: float) -> datetime | None:
        """The wall time so many days after 1970-01-01, to the millisecond; None if out of all calendars."""
        if not math.isfinite(days) or abs(days) > 1_000_000:
            return None
        try:
            at = _EPOCH + timedelta(milliseconds=round(days * 86_400_000))
            return at if self.whole_days else at + self._offset_at_utc(at)
        except OverflowError:
            return None

    def text_of(self, wall: datetime) -> str:
        """ISO text: a date at midnight, otherwise date and time with the zone's offset."""
        if wall.hour == wall.minute == wall.second == wall.microsecond == 0:
            return wall.date().isoformat()
        return self.stamp(wall)

    def stamp(self, wall: datetime) -> str:
        """ISO date and time to the millisecond with the zone's offset."""
        minutes = round(self._offset_at_wall(wall).total_seconds() / 60)
        offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
        return wall.isoformat(timespec="milliseconds") + offset

    def today(self, now: datetime) -> Moment:
        """The calendar day in the zone."""
        return self.of_wall(datetime.combine(self.wall_now(now).date(), time()))

    def wall_now(self, now: datetime) -> datetime:
        """The zone's wall time now, without a zone attached."""
        return now.astimezone(self.zone).replace(tzinfo=None)

    def this_moment(self, now: datetime) -> Moment:
        """Date and time now; its text always carries the time."""
        wall = self.wall_now(now)
        wall = wall.replace(microsecond=wall.microsecond // 1000 * 1000)
        return Moment(self.of_wall(wall).number, self.stamp(wall))

    def offset_minutes(self, now: datetime) -> int:
        """The zone's offset at `now`, in minutes."""
        return round((now.astimezone(self.zone).utcoffset() or timedelta(0)).total_seconds() / 60)


def read_time(text: str) -> TimeOfDay | None:
    """The part of a day that has passed at an ISO time such as 14:30 or 14:30:00.000+01:00, or None."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second, fraction, offset = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59 or not _is_offset(offset):
        return None
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0) + float(f"0.{fraction or 0}")
    return TimeOfDay(seconds / 86_400, None if offset is None else _minutes(offset))


def is_date(text: str) -> bool:
    """Whether the text is a real day written as YYYY-MM-DD."""
    if len(text) != 10:
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_offset(offset: str | None) -> bool:
    digits = (offset or "Z")[1:].replace(":", "")
    return int(digits[:2] or 0) < 24 and int(digits[2:] or 0) < 60


def _minutes(offset: str) -> int:
    if offset == "Z":
        return 0
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    return sign * (int(digits[:2]) * 60 + int(digits[2:] or 0))
