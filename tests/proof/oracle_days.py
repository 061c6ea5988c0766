"""Days and hours as the oracle counts them: its own bank holidays, its own months, its own clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, time, timedelta

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# gov.uk/bank-holidays; where a holiday falls on a weekend, the day itself and the day off for it.
BANK_HOLIDAYS: Mapping[str, Mapping[str, str]] = {
    "ENG": {
        "2026": "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28",
        "2027": "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-27",
    },
    "NIR": {
        "2026": "01-01 03-17 04-03 04-06 05-04 05-25 07-12 07-13 08-31 12-25 12-26 12-28",
        "2027": "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-25 12-27",
    },
}


def is_bank_holiday(day: date, nation: str) -> bool:
    """Whether the table has that day. Raises KeyError for a year it does not know: a guess proves nothing."""
    return f"{day:%m-%d}" in BANK_HOLIDAYS[nation][str(day.year)].split()


def shifted(day: date, by: Mapping[str, int]) -> date:
    months = day.year * 12 + day.month - 1 + by.get("months", 0)
    year, month = divmod(months, 12)
    landed = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return landed + timedelta(days=7 * by.get("weeks", 0) + by.get("days", 0))


def day_of(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def clock(text: str | time) -> time:
    return text if isinstance(text, time) else time.fromisoformat(text)
