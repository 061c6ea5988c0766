"""The words for one person: her own word where the role says it, "they" where it does not; and her times."""

from __future__ import annotations

from dataclasses import dataclass

from callassist.people.times import DAYS, Times

ANY_DAY = "every day"


@dataclass(frozen=True, slots=True)
class Person:
    """she, her, her; `s` ends a verb in the present: she gets, they get."""

    she: str
    her: str
    own: str
    s: str


SHE = Person("she", "her", "her", "s")
HE = Person("he", "him", "his", "s")
THEY = Person("they", "them", "their", "")
_BY_ROLE = {"mother": SHE, "father": HE}


def person(role: str) -> Person:
    """The words for somebody in a role."""
    return _BY_ROLE.get(role, THEY)


def times_in_words(times: Times) -> str:
    """Times for a list: "Mon to Fri 17:00 to 20:00; not Fri 12:00 to 15:00"; "None given"."""
    if times.any_time:
        return "None given"
    parts = [*_days(times, shut=False), *(f"not {part}" for part in _days(times, shut=True))]
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _days(times: Times, *, shut: bool) -> list[str]:
    by_day: dict[int, list[str]] = {}
    for span in times.shut if shut else times.open:
        by_day.setdefault(span.weekday, []).append(_hours(span.begins, span.ends))
    runs: list[tuple[int, int, str]] = []
    for day in sorted(by_day):
        hours = " and ".join(by_day[day])
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    return [_run(first, last, hours) for first, last, hours in runs]


def _run(first: int, last: int, hours: str) -> str:
    if (first, last) == (0, 6):
        return hours
    if first == last:
        return f"{DAYS[first]} {hours}"
    return f"{DAYS[first]} {'and' if last == first + 1 else 'to'} {DAYS[last]} {hours}"


def _hours(begins: int, ends: int) -> str:
    if ends >= 21 * 60 and begins > 9 * 60:
        return f"after {_clock(begins)}"
    if begins <= 9 * 60 and ends < 21 * 60:
        return f"until {_clock(ends)}"
    return f"{_clock(begins)} to {_clock(ends)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
