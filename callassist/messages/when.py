"""Days and times in the words of each language, for texts: Western digits, the 24-hour clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Names of the days, Monday first, and of the months; without month names dates are written in digits."""

    days: tuple[str, ...]
    months: tuple[str, ...] = ()

    def date(self, moment: datetime) -> str:
        if not self.months:
            return f"{moment.day}.{moment.month:02d}"
        return f"{moment.day} {self.months[moment.month - 1]}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CALENDARS: Mapping[str, _Calendar] = {
    "en": _Calendar(
        _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        _words("January February March April May June July August September October November December"),
    ),
    "ur": _Calendar(
        _words("پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار"),
        _words("جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"),
    ),
    "bn": _Calendar(
        _words("সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার"),
        _words("জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর"),
    ),
    "pl": _Calendar(_words("poniedziałek wtorek środa czwartek piątek sobota niedziela")),
    "ro": _Calendar(_words("luni marți miercuri joi vineri sâmbătă duminică")),
    "so": _Calendar(_words("Isniin Talaado Arbaco Khamiis Jimce Sabti Axad")),
}

PLAIN = "en"
"""The language whose words stand in where a language has no table."""


def knows(language: str) -> bool:
    """Whether days and months have words in a language; en-GB is en, and so on."""
    return _base(language) in _CALENDARS


def when_words(moment_local: datetime, language: str) -> dict[str, str]:
    """The values for {day}, {date} and {time} of a wall time in the study's zone.

    Thursday, 8 October, 16:15; or czwartek, 8.10, 18:45. English where the language has no table.
    """
    calendar = _CALENDARS.get(_base(language), _CALENDARS[PLAIN])
    return {
        "day": calendar.days[moment_local.weekday()],
        "date": calendar.date(moment_local),
        "time": f"{moment_local:%H:%M}",
    }


def hours_words(week: Sequence[tuple[time, time] | None], language: str) -> str:
    """The value for {reading}: the days, Monday first, on which texts are read, and from when to when.

    Monday-Friday 09:00-17:00; days with the same hours stand together, the rest after commas.
    """
    days = _CALENDARS.get(_base(language), _CALENDARS[PLAIN]).days
    runs = [(span, [day for day, _ in run]) for span, run in groupby(enumerate(week), key=lambda one: one[1])]
    return ", ".join(
        f"{days[run[0]]}{f'-{days[run[-1]]}' if len(run) > 1 else ''} {span[0]:%H:%M}-{span[1]:%H:%M}"
        for span, run in runs
        if span is not None
    )


def _base(language: str) -> str:
    return language.partition("-")[0]
