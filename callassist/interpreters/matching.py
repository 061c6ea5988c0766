"""Who can interpret for her, and when: her times, the interviewer's and the interpreter's, no clash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callassist.interpreters.register import Agency, Fit, Gender, Interpreter, fits
from callassist.interpreters.spans import Spans, common, starts, without


@dataclass(frozen=True, slots=True)
class Want:
    """What is asked for. `free` is when she may be rung and nobody of her household is booked, in UTC.

    `callers`: who of the interviewers could ring, each with when they are free. Her language is never a wish;
    the gender, the dialect and the same as last time are, until a booking is confirmed.
    """

    participant: str
    household: str | None
    language: str
    minutes: int
    free: Spans
    callers: Mapping[str, Spans]
    dialect: str = ""
    gender: Gender | None = None
    same_as: str | None = None

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.minutes)

    @property
    def excludes(self) -> frozenset[str]:
        """Whose knowing an interpreter bars her."""
        return frozenset(one for one in (self.participant, self.household) if one)


@dataclass(frozen=True, slots=True)
class Offer:
    """One time at which one provider can come, with the interviewers who are free then.

    The hours of a person of ours are known to be free; an agency's are promised to nobody until it confirms.
    """

    starts_at: datetime
    provider: str
    agency: bool
    callers: tuple[str, ...]
    same: Fit
    gender: Fit
    dialect: Fit
    pence: int
    free_until: datetime
    charge: int


def offers(want: Want, interpreters: Sequence[Interpreter], agencies: Sequence[Agency]) -> tuple[Offer, ...]:
    """Every time at which somebody can come, the soonest first and of one time the best first."""
    found = [*_of_people(want, interpreters), *_of_agencies(want, agencies)]
    return tuple(sorted(found, key=lambda one: (one.starts_at, *_liked(one))))


def at(
    want: Want, starts_at: datetime, interpreters: Sequence[Interpreter], agencies: Sequence[Agency]
) -> tuple[Offer, ...]:
    """Who can come at one agreed time, the best first; her own hours were asked about when it was agreed."""
    span = ((starts_at, starts_at + want.length),)
    fixed = replace(want, free=span, callers={one: common(free, span) for one, free in want.callers.items()})
    found = [*_of_people(fixed, interpreters), *_of_agencies(fixed, agencies)]
    return tuple(sorted((one for one in found if one.starts_at == starts_at), key=_liked))


def _of_people(want: Want, interpreters: Sequence[Interpreter]) -> Iterator[Offer]:
    for one in interpreters:
        dialect = fits(one.tongues, want.language, want.dialect)
        if dialect is Fit.NO or want.excludes & one.knows:
            continue
        free = without(one.hours, one.busy)
        for start, callers in _times(want, free):
            yield Offer(
                start,
                one.id,
                agency=False,
                callers=callers,
                same=Fit.YES if want.same_as in (None, one.id) else Fit.NO,
                gender=_gender(want, one),
                dialect=dialect,
                pence=one.terms.cost(want.minutes),
                free_until=one.terms.free_until(start),
                charge=one.terms.charge_inside(want.minutes),
            )


def _of_agencies(want: Want, agencies: Sequence[Agency]) -> Iterator[Offer]:
    for one in agencies:
        dialect = fits(one.tongues, want.language, want.dialect)
        if dialect is Fit.NO:
            continue
        for start, callers in _times(want, one.hours):
            if start >= one.earliest:
                yield Offer(
                    start,
                    one.id,
                    agency=True,
                    callers=callers,
                    same=_same(want, one),
                    gender=Fit.YES if want.gender is None else Fit.ASK,
                    dialect=dialect,
                    pence=one.terms.cost(want.minutes),
                    free_until=one.terms.free_until(start),
                    charge=one.terms.charge_inside(want.minutes),
                )


def _times(want: Want, hours: Spans) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    """The times in which she, the provider and at least one interviewer are all free."""
    both = common(want.free, hours)
    found: dict[datetime, list[str]] = {}
    for caller, free in want.callers.items():
        for start in starts(common(both, free), want.length):
            found.setdefault(start, []).append(caller)
    return ((start, tuple(callers)) for start, callers in found.items())


def _same(want: Want, one: Agency) -> Fit:
    """Whether an agency could send who came last time; where it never said whom it sends, it is asked."""
    if want.same_as is None:
        return Fit.YES
    return Fit.ASK if want.same_as in one.people or not one.people else Fit.NO


def _gender(want: Want, one: Interpreter) -> Fit:
    if want.gender is None:
        return Fit.YES
    if one.gender is Gender.NOT_SAID:
        return Fit.ASK
    return Fit.YES if one.gender is want.gender else Fit.NO


def _liked(one: Offer) -> tuple[int, int, int, bool, int, str]:
    """What she would rather have: her dialect, a woman or a man, the same; then whom we know, cheap."""
    rank = {Fit.YES: 0, Fit.ASK: 1, Fit.NO: 2}
    return (rank[one.dialect], rank[one.gender], rank[one.same], one.agency, one.pence, one.provider)


def spread(found: Iterable[Offer], zone: str, like: time, most: int) -> tuple[Offer, ...]:
    """A few to choose from: of each day the time nearest to one she has liked, and the day's first."""
    where = ZoneInfo(zone)
    best: dict[datetime, Offer] = {}
    for one in found:
        best.setdefault(one.starts_at, one)
    by_day: dict[date, list[Offer]] = {}
    for one in best.values():
        by_day.setdefault(one.starts_at.astimezone(where).date(), []).append(one)
    chosen: list[Offer] = []
    for day in sorted(by_day):
        wanted = datetime.combine(day, like, where)
        near = min(by_day[day], key=lambda one: abs(one.starts_at - wanted))
        first = min(by_day[day], key=lambda one: one.starts_at)
        chosen += sorted({first, near}, key=lambda one: one.starts_at)
    return tuple(chosen[:most])
