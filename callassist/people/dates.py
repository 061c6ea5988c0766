"""Days of birth as far as people know them, due dates, and how old a child is on a day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from callassist.errors import Refusal

OLDEST_YEARS = 120
LONGEST_AHEAD = timedelta(weeks=44)


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day known to the day, the month or the year; what is not known is None."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Precision:
        """How exactly it is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def earliest(self) -> date:
        """The first day it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return self.earliest.isoformat()[
            : {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}[self.precision]
        ]


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years on a day: the least and the most it may be, equal where the day of birth is known."""

    least: int
    most: int

    @property
    def exact(self) -> bool:
        """Whether there is only one answer."""
        return self.least == self.most


_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{4})")
CURE = "Write it as 2019-03-14, or 2019-03 or 2019 if no more is known."


def read_partial(text: str, *, where: str = "date") -> PartialDate:
    """2019-03-14, 14/03/2019 (day first), 2019-03, 03/2019 or 2019. Raises Refusal for anything else."""
    written = text.strip()
    parts = _parts(written)
    if parts is None:
        raise Refusal(where, f"“{written[:40]}” is not a date that we can read.", CURE)
    year, month, day = parts
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise Refusal(where, f"“{written}” is a day that does not exist.", CURE) from None
    return PartialDate(year, month, day)


def read_birth_date(text: str, today: date, *, where: str = "birth date") -> PartialDate:
    """A day of birth, which is not after today and not longer ago than people live."""
    born = read_partial(text, where=where)
    if born.earliest > today:
        raise Refusal(
            where, f"{born} is in the future.", "For a child not born yet write the due date instead."
        )
    if born.year < today.year - OLDEST_YEARS:
        raise Refusal(where, f"{born} is more than {OLDEST_YEARS} years ago.", "Check the year.")
    return born


def read_day(text: str, *, where: str = "date") -> date:
    """A day known to the day."""
    day = read_partial(text, where=where)
    if day.precision is not Precision.DAY:
        raise Refusal(where, f"“{text.strip()}” says no day.", "Write it as 2026-10-08.")
    return day.earliest


def read_due_date(text: str, today: date, *, where: str = "due date") -> date:
    """The day a child is due: it may have passed, but is never further ahead than a pregnancy lasts."""
    due = read_day(text, where=where)
    if due > today + LONGEST_AHEAD:
        raise Refusal(where, f"{due} is further ahead than a pregnancy lasts.", "Check the year.")
    return due


def age_on(born: PartialDate, day: date) -> Age:
    """How old somebody is on a day. Who was born on 29 February has a birthday on 1 March."""
    least = _years(min(born.latest, day), day)
    return Age(least, max(least, _years(min(born.earliest, day), day)))


def _parts(written: str) -> tuple[int, int | None, int | None] | None:
    if found := _DAY_FIRST.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _YEAR_FIRST.fullmatch(written):
        month, day = (int(part) if part else None for part in found.group(2, 3))
        return int(found[1]), month, day
    if found := _MONTH_YEAR.fullmatch(written):
        return int(found[2]), int(found[1]), None
    return None


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
