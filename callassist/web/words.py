"""How times, shares, money and counts are said on every page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FAR = timedelta(days=180)


def local(moment: datetime, zone: str) -> datetime:
    """A moment on the wall clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def clock(moment: datetime, zone: str) -> str:
    """16:15"""
    return f"{local(moment, zone):%H:%M}"


def exact(moment: datetime, zone: str) -> str:
    """16:13:40, for saving and alerts only."""
    return f"{local(moment, zone):%H:%M:%S}"


def day(on: date, today: date) -> str:
    """Thu 1 Oct; the year only where two are possible."""
    said = f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return f"{said} {on.year}" if abs(on - today) > FAR else said


def long_day(on: date) -> str:
    """Thursday 8 October"""
    return f"{LONG_WEEKDAYS[on.weekday()]} {on.day} {LONG_MONTHS[on.month - 1]}"


def when(moment: datetime, now: datetime, zone: str) -> str:
    """A moment gone by: 16:15 today; Wed 18:02 in the six days before; Mon 28 Sep, 10:10; Sun 27 Sep.

    A weekday stands alone only where it can be no other week's.
    """
    there, today = local(moment, zone), local(now, zone).date()
    if there.date() == today:
        return f"{there:%H:%M}"
    if 0 < (today - there.date()).days < len(WEEKDAYS):
        return f"{WEEKDAYS[there.weekday()]} {there:%H:%M}"
    monday_before = today - timedelta(days=today.weekday() + 7)
    if monday_before <= there.date() < today:
        return f"{day(there.date(), today)}, {there:%H:%M}"
    return day(there.date(), today)


def in_words(moment: datetime, now: datetime, zone: str) -> str:
    """A moment inside a sentence: today at 16:15, yesterday at 18:02, on Fri 9 Oct at 10:00."""
    there, today = local(moment, zone), local(now, zone).date()
    named = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((there.date() - today).days)
    return f"{named or 'on ' + day(there.date(), today)} at {there:%H:%M}"


def day_and_time(moment: datetime, now: datetime, zone: str) -> str:
    """Fri 9 Oct, 16:15; Today, 20:00"""
    there, today = local(moment, zone), local(now, zone).date()
    return f"{'Today' if there.date() == today else day(there.date(), today)}, {there:%H:%M}"


def span(begins: datetime, ends: datetime, zone: str) -> str:
    """15:45 to 20:00"""
    return f"{clock(begins, zone)} to {clock(ends, zone)}"


def time_of_day(at: time) -> str:
    """16:00"""
    return f"{at:%H:%M}"


def lasting(length: timedelta) -> str:
    """23 minutes, 2 hours, 13 days: the largest unit that fits."""
    minutes = max(int(length.total_seconds() // 60), 0)
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(minutes // (24 * 60), "day")


def left(until: datetime, now: datetime) -> str:
    """42 min left; 3 h left; over by 5 min"""
    minutes = int((until - now).total_seconds() // 60)
    amount = f"{abs(minutes)} min" if abs(minutes) < 120 else f"{abs(minutes) // 60} h"
    return f"{amount} left" if minutes >= 0 else f"over by {amount}"


def minutes(since: datetime, until: datetime) -> int:
    """Minutes between two moments as clocks show them: 10:50 to 10:57 is 7, whatever the seconds."""
    return int(until.timestamp() // 60 - since.timestamp() // 60)


def share(part: int, whole: int) -> str:
    """34/53 64 %; with nothing due: none due."""
    return f"{part}/{whole} {percent(part, whole)} %" if whole else "none due"


def percent(part: int, whole: int) -> int:
    """The whole per cent, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def pounds(pence: int) -> str:
    """£38.00"""
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100}.{abs(pence) % 100:02d}"


def segments(count: int, pence: float | None = None) -> str:
    """2 segments, 8.0p"""
    said = counted(count, "segment")
    return said if pence is None else f"{said}, {pence:.1f}p"


def counted(number: int, noun: str, plural: str = "") -> str:
    """1 text, 2 texts"""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def number(amount: int) -> str:
    """Small numbers as words: one to nine."""
    return NUMBERS[amount] if 0 < amount < len(NUMBERS) else str(amount)


def lead(sentence: str) -> tuple[str, str]:
    """A rule cut after its first clause, so that the eye finds it: "No voicemail," and the rest."""
    ends = [at for mark in (", ", ". ") if (at := sentence.find(mark)) > 0]
    return (sentence[: min(ends) + 1], sentence[min(ends) + 2 :]) if ends else (sentence, "")


def listed(parts: list[str]) -> str:
    """English, Urdu and Polish"""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def capital(sentence: str) -> str:
    """The same with a capital first letter and the rest untouched."""
    return sentence[:1].upper() + sentence[1:]
