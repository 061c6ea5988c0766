"""Which part of the week a moment lies in, and what the protocol still asks us to try there, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from callassist.study.contact import Contact

NOON, EVENING = 12, 17
SOON = timedelta(days=4)  # a window that closes later has every part of the week once more
GRAIN = timedelta(minutes=30)
SATURDAY, SUNDAY = 5, 6


class Slot(StrEnum):
    """A part of the week: a weekday until noon, until five, from five on, a Saturday, a Sunday."""

    WEEKDAY_DAY = "weekday_day"
    WEEKDAY_AFTERNOON = "weekday_afternoon"
    WEEKDAY_EVENING = "weekday_evening"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_NOUNS: Final[Mapping[Slot, str]] = {
    Slot.WEEKDAY_DAY: "morning",
    Slot.WEEKDAY_AFTERNOON: "afternoon",
    Slot.WEEKDAY_EVENING: "evening",
    Slot.SATURDAY: "Saturday",
    Slot.SUNDAY: "Sunday",
}
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be tried: so many in each part of the week, so many in her language, so many in all.

    `of` is how many attempts the protocol asks for, `tried` how many were made.
    """

    slots: Mapping[Slot, int]
    in_language: int
    tried: int
    of: int

    @property
    def nothing(self) -> bool:
        """Whether all that the protocol asks for was tried."""
        return not self.slots and not self.in_language and self.tried >= self.of


def slot(local: datetime) -> Slot:
    """The part of the week of a moment that is given in the study's own zone."""
    if local.weekday() == SATURDAY:
        return Slot.SATURDAY
    if local.weekday() == SUNDAY:
        return Slot.SUNDAY
    if local.hour < NOON:
        return Slot.WEEKDAY_DAY
    return Slot.WEEKDAY_AFTERNOON if local.hour < EVENING else Slot.WEEKDAY_EVENING


def owed(contact: Contact, tried: Iterable[Slot | None], *, in_her_language: int | None) -> Owed:
    """What is owed after attempts in these parts of the week.

    `in_her_language` counts attempts by somebody who speaks it; None where that is not asked (English).
    """
    made = list(tried)
    counted = Counter(one for one in made if one is not None)
    missing = {one: left for one in Slot if (left := getattr(contact.owed, one) - counted.get(one, 0)) > 0}
    language = 0 if in_her_language is None else max(contact.own_language - in_her_language, 0)
    return Owed(missing, language, len(made), contact.attempts)


def kept_until(
    owed: Owed, local: datetime, closes: datetime, allows: Callable[[datetime], bool]
) -> datetime | None:
    """When, later today, a part of the week begins that is owed and comes no more before the window closes.

    A call made now would spend the day's one unplanned call on a part that is not owed. `local` and `closes`
    are wall times of the study's zone; `allows`: whether she may be rung at one. None: no reason to wait.
    """
    if closes - local > SOON or not owed.slots or slot(local) in owed.slots:
        return None
    begins = (local.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (NOON, EVENING))
    for at in begins:
        part = slot(at)
        if at <= local or part not in owed.slots:
            continue
        midnight = datetime.combine(local.date() + timedelta(days=1), time.min, local.tzinfo)
        today = [one for one in _halves(at, min(midnight, closes)) if slot(one) is part and allows(one)]
        if today and not any(slot(one) is part and allows(one) for one in _halves(midnight, closes)):
            return today[0]
    return None


def _halves(start: datetime, end: datetime) -> Iterable[datetime]:
    """Every half hour of wall time from a start until an end."""
    while start < end:
        yield start
        start += GRAIN


def in_words(owed: Owed, language: str = "") -> str:
    """What is owed as a sentence without its stop: "One evening, one Saturday, one call in Urdu"."""
    parts = [f"{_number(count)} {_noun(_NOUNS[one], count)}" for one, count in owed.slots.items()]
    if owed.in_language and language:
        parts.append(f"{_number(owed.in_language)} {_noun('call', owed.in_language)} in {language}")
    if not parts and owed.tried < owed.of:
        left = owed.of - owed.tried
        parts.append(f"{_number(left)} more {_noun('call', left)}, at any time")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:] if said else "Nothing"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _noun(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
