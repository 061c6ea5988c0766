"""When a wave opens, aims and closes for one participant: dates from an anchor, and why."""

from __future__ import annotations

from calendar import month_name, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callassist.study.protocol import Offset, Plan, Protocol, Wave


@dataclass(frozen=True, slots=True)
class Window:
    """The days of one wave for one participant; the closing day still counts."""

    wave: str
    opens: date
    target: date
    closes: date
    why: str

    def opens_at(self, zone: str) -> datetime:
        """The first moment of the opening day, in UTC."""
        return moment(self.opens, time.min, zone)

    def closes_at(self, zone: str) -> datetime:
        """The first moment after the closing day, in UTC."""
        return moment(self.closes + timedelta(days=1), time.min, zone)


def moment(day: date, at: time, zone: str) -> datetime:
    """A wall time of a day in a zone, in UTC.

    A wall time that a clock change skips is taken as the same span after midnight (PEP 495, fold 0);
    one that happens twice is its first.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_of(now: datetime, zone: str, ahead: int) -> datetime:
    """The first moment of today in a zone, or of a day so many days ahead, in UTC."""
    return moment(now.astimezone(ZoneInfo(zone)).date() + timedelta(days=ahead), time.min, zone)


def shift(day: date, by: Offset) -> date:
    """A day moved by calendar months (to the last day of a shorter month), then weeks and days."""
    months = day.year * 12 + day.month - 1 + by.months
    year, month = divmod(months, 12)
    landed = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return landed + timedelta(weeks=by.weeks, days=by.days)


def anchor_date(wave: Wave, events: Mapping[str, date]) -> date | None:
    """The day a wave hangs on, or None while that is not known. `events`: name of event to day."""
    return events.get(wave.anchor.removeprefix("event:"))


def window(wave: Wave, events: Mapping[str, date]) -> Window | None:
    """The window of a wave, or None while its anchor is not known."""
    anchor = anchor_date(wave, events)
    if anchor is None:
        return None
    target = shift(anchor, wave.offset)
    return Window(
        wave=wave.code,
        opens=shift(target, wave.opens),
        target=target,
        closes=shift(target, wave.closes),
        why=f"{_words(wave)} {_what(wave)} on {anchor.day} {month_name[anchor.month]} {anchor.year}",
    )


def windows(plan: Plan, role: str, events: Mapping[str, date]) -> tuple[Window, ...]:
    """All windows of a plan that ask a role and whose anchors are known, in the plan's order."""
    asked = (wave for wave in plan.wave if not wave.roles or role in wave.roles)
    return tuple(found for wave in asked if (found := window(wave, events)) is not None)


def _words(wave: Wave) -> str:
    parts = [(wave.offset.months, "month"), (wave.offset.weeks, "week"), (wave.offset.days, "day")]
    said = [f"{n} {word}{'s' if abs(n) != 1 else ''}" for n, word in parts if n]
    return " and ".join(said) + " after" if said else "from"


def _what(wave: Wave) -> str:
    named = wave.anchor.removeprefix("event:")
    known = {
        "enrolled": "joining the study",
        "cohort_start": "the beginning of the course",
        "cohort_end": "the end of the course",
    }
    return known.get(named, named.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Pinned:
    """The plan that holds for a participant on a day, since when, and when to ask again."""

    plan: Plan
    since: date | None
    again_on: date | None


def plan_on(day: date, protocol: Protocol, plan: Plan, site: str, enrolled_on: date) -> Pinned:
    """The plan that holds for a participant pinned to `plan`: amendments apply from their own day."""
    since: date | None = None
    again: list[date] = []
    current = plan
    for amended in protocol.plan:
        change = amended.amendment
        if change is None or change.of != current.id or site not in change.sites:
            continue
        applies = change.sites[site]
        if change.applies_to == "enrolled_after" and enrolled_on < applies:
            continue
        if applies <= day:
            current, since = amended, applies
        else:
            again.append(applies)
    if current is plan and plan.amendment is not None:
        since = plan.amendment.sites.get(site)
    return Pinned(current, since, min(again, default=None))
