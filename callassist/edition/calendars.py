"""What is doubtful about religious and school calendars: no dates for the time in which the trial runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from callassist.edition.references import Found
from callassist.study.protocol import Protocol
from callassist.study.windows import window


def check_calendars(protocol: Protocol) -> Iterator[Found]:
    """Calendars of one name: these are errors."""
    codes = [one.code for one in protocol.calendar]
    for n, code in enumerate(codes):
        if code in codes[:n]:
            yield ("calendar", n, "code"), f"“{code}” stands twice.", "Give one of them another name."


def doubt_calendars(protocol: Protocol) -> Iterator[Found]:
    """Calendars that say nothing of a part of the trial: whoever keeps one is rung and texted then."""
    span = _span(protocol)
    if span is None:
        return
    for n, one in enumerate(protocol.calendar):
        written = {year for p in one.period for year in range(p.first.year, p.last.year + 1)}
        lacking = [str(year) for year in range(span[0].year, span[1].year + 1) if year not in written]
        if lacking:
            what = f"it has no dates in {', '.join(lacking)}, and the trial goes on until {_day(span[1])}."
            yield ("calendar", n, "period"), what, "Write them: nothing is worked out for a year without."


def _span(protocol: Protocol) -> tuple[date, date] | None:
    """From the first course to the last window that hangs on one; None where no course has dates."""
    if not protocol.cohort:
        return None
    closes = [
        found.closes
        for cohort in protocol.cohort
        for plan in protocol.plan
        for wave in plan.wave
        if (found := window(wave, _events(cohort.begins, cohort.ends))) is not None
    ]
    begins = min(one.begins for one in protocol.cohort)
    return begins, max(closes, default=max(one.ends for one in protocol.cohort))


def _events(begins: date, ends: date) -> Mapping[str, date]:
    return {"cohort_start": begins, "cohort_end": ends}


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
