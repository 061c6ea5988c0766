"""Eight weeks of bookings: no offer breaks a bound, none is missed, and no agreed time clashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from unittest.mock import patch

from callassist.interpreters import matching
from callassist.interpreters.register import Agency, Gender, Interpreter, Kind, Tongue
from callassist.interpreters.spans import Spans, merged, of_week, without
from callassist.interpreters.terms import Terms
from callassist.schedule import offers as times
from callassist.schedule.offers import Busy, Party
from tests.proof.line import Line
from tests.proof.oracle_bookings import TICK, Calendar, Family, Hours, Person, Provider, all_free, could

SEED = 20260928
FIRST, WEEKS = date(2026, 9, 28), 8  # the clocks go back in the fourth week
LANGUAGES = ("syl", "bn", "phr", "ur", "ar", "so")
DIALECTS = ("syrian", "moroccan")
TERMS = Terms(3600, 60, 24, 50)
AGREED = 20  # times that somebody would like to agree on, after each family
DAYS_OF_HOURS = tuple(range(8 * 60, 21 * 60, TICK))


class Town:
    """Forty interpreters, two agencies, six interviewers and the families, made from a seed."""

    def __init__(self, seed: int, families: int) -> None:
        self.dice = Random(seed)
        self.calendar = Calendar(FIRST, WEEKS)
        self.known: dict[str, Spans] = {}
        self.agreed: list[tuple[str, Busy]] = []  # of whom, and when
        self.households = [f"h{n}" for n in range(max(2, families * 3 // 4))]
        self.families = [self._family(n) for n in range(families)]
        self.callers = [Person(f"c{n}", self._hours(5, 7)) for n in range(6)]
        self.providers = [self._interpreter(n) for n in range(40)] + [self._agency(n) for n in range(2)]

    def _hours(self, fewest: int, most: int) -> Hours:
        days = self.dice.sample(range(7), self.dice.randint(fewest, most))
        return {day: self._of_day() for day in days}

    def _of_day(self) -> tuple[tuple[int, int], ...]:
        found = []
        for _ in range(self.dice.choice((1, 1, 2))):
            since = self.dice.choice(DAYS_OF_HOURS)
            found.append((since, min(since + self.dice.randrange(30, 480, TICK), 21 * 60)))
        return tuple(found)

    def _family(self, nth: int) -> Family:
        language = self.dice.choice(LANGUAGES)
        dialect = self.dice.choice(("", *DIALECTS)) if language == "ar" else ""
        person = Person(f"p{nth}", self._hours(2, 5))
        return Family(
            person, self.dice.choice(self.households), language, dialect, self.dice.choice((30, 45))
        )

    def _interpreter(self, nth: int) -> Provider:
        languages = frozenset(self.dice.sample(LANGUAGES, self.dice.choice((1, 2, 2))))
        spoken = frozenset(self.dice.sample(DIALECTS, 1)) if self.dice.random() < 0.5 else frozenset()
        known = [one.person.id for one in self.families] + self.households
        knows = frozenset(self.dice.sample(known, min(3, len(known) // 3)))
        one = Provider(f"i{nth}", self._hours(2, 6), self._elsewhere(), languages, spoken, knows)
        starts = (self.calendar.at(tick) for tick in one.taken)
        elsewhere = merged((at, at + timedelta(minutes=TICK)) for at in starts)
        self.agreed += [(one.id, Busy(*span)) for span in elsewhere]
        return one

    def _elsewhere(self) -> set[int]:
        """Booked already, by others of the study: an evening of each week."""
        evening, day = range(17 * 60 // TICK, 19 * 60 // TICK), 24 * 60 // TICK
        return {(week * 7 + self.dice.randrange(7)) * day + tick for week in range(WEEKS) for tick in evening}

    def _agency(self, nth: int) -> Provider:
        earliest = self.dice.randrange(2, 5) * 24 * 60 // TICK
        languages = frozenset(self.dice.sample(LANGUAGES, 4))
        return Provider(f"a{nth}", self._hours(5, 7), set(), languages, agency=True, earliest=earliest)


def prove(*, quick: bool) -> Line:
    """Book family after family against the slow matcher; then again with a bound left out."""
    families = 8 if quick else 300
    tried, wrong, missed = _live(SEED, families)
    caught = []
    for what, breaking in (
        ("exclusion ignored", _exclusion_ignored),
        ("clash ignored", _clash_ignored),
        ("interpreter left out of an agreed time", _interpreter_left_out),
    ):
        with breaking():
            _tried, bad, _missed = _live(SEED, 4)
            caught.append((what, bad > 0))
    return Line(
        "bookings",
        f"{families} families booked one after another over {WEEKS} weeks, 40 interpreters, 2 agencies, "
        "every offer and every clash of an agreed time against a matcher that looks at every minute",
        tried,
        f"{wrong} offers or agreed times that break a bound, {missed} missed",
        holds=not wrong and not missed,
        seed=SEED,
        broken=tuple(caught),
    )


def _live(seed: int, families: int) -> tuple[int, int, int]:
    """Compared, what ought not to be offered or agreed, what ought to be and is not."""
    town, tried, wrong, missed = Town(seed, families), 0, 0, 0
    for family in town.families:
        ours = _offered(town, family)
        truth = could(town.calendar, family, town.callers, town.providers)
        tried += len(truth | ours)
        wrong += len(ours - truth)
        missed += len(truth - ours)
        if both := sorted((at, who, tuple(sorted(on))) for at, who, on in truth & ours):
            _book(town, family, town.dice.choice(both))
        for nth in range(AGREED):
            ours_free, truly_free = _agrees(town, Random(f"{seed} {family.person.id} {nth}"))
            tried += 1
            wrong += ours_free and not truly_free
            missed += truly_free and not ours_free
    return tried, wrong, missed


def _agrees(town: Town, dice: Random) -> tuple[bool, bool]:
    """Whether somebody may agree on a time near one that is taken: as we say, and as every minute says."""
    family, caller = dice.choice(town.families), dice.choice(town.callers)
    provider = dice.choice([one for one in town.providers if not one.agency])
    _whose, near = dice.choice(town.agreed)
    at = near.begins + timedelta(minutes=15 * dice.randrange(-4, 5))
    needed = {family.household: Party.HOUSEHOLD, caller.id: Party.INTERVIEWER, provider.id: Party.INTERPRETER}
    taken = [replace(busy, whose=needed[whose]) for whose, busy in town.agreed if whose in needed]
    ours = times.clash(at, family.minutes, taken) is None
    return ours, all_free(town.calendar, (family.person, caller, provider), at, family.minutes)


def _book(town: Town, family: Family, chosen: tuple[datetime, str, tuple[str, ...]]) -> None:
    at, who, callers = chosen
    ends = at + timedelta(minutes=family.minutes)
    town.agreed += [(whose, Busy(at, ends)) for whose in (family.household, who, callers[0])]
    first = town.calendar.tick(at)
    span = set(range(first, first + family.minutes // TICK))
    for one in town.providers:
        if one.id == who and not one.agency:
            one.taken |= span
    next(one for one in town.callers if one.id == callers[0]).taken.update(span)
    for other in town.families:
        if other.household == family.household:
            other.person.taken |= span


def _offered(town: Town, family: Family) -> set[tuple[datetime, str, frozenset[str]]]:
    want = matching.Want(
        participant=family.person.id,
        household=family.household,
        language=family.language,
        dialect=family.dialect,
        minutes=family.minutes,
        free=_free(town, family.person),
        callers={one.id: _free(town, one) for one in town.callers},
        gender=town.dice.choice((None, Gender.FEMALE)),
    )
    people = [_interpreter(town, one) for one in town.providers if not one.agency]
    agencies = [_agency(town, one) for one in town.providers if one.agency]
    found = matching.offers(want, people, agencies)
    return {(one.starts_at, one.provider, frozenset(one.callers)) for one in found}


def _hours(town: Town, one: Person) -> Spans:
    if one.id not in town.known:
        week = [one.hours.get(day, ()) for day in range(7)]
        town.known[one.id] = of_week(week, FIRST, WEEKS * 7, "Europe/London")
    return town.known[one.id]


def _busy(town: Town, one: Person) -> Spans:
    tick = timedelta(minutes=TICK)
    return merged((town.calendar.at(t), town.calendar.at(t) + tick) for t in one.taken)


def _free(town: Town, one: Person) -> Spans:
    return without(_hours(town, one), _busy(town, one))


def _tongues(one: Provider) -> tuple[Tongue, ...]:
    return tuple(Tongue(tag, one.dialects if tag == "ar" else frozenset()) for tag in sorted(one.languages))


def _interpreter(town: Town, one: Provider) -> Interpreter:
    hours, busy = _hours(town, one), _busy(town, one)
    return Interpreter(
        one.id, Kind.FREELANCE, _tongues(one), Gender.FEMALE, TERMS, hours, busy, knows=one.knows
    )


def _agency(town: Town, one: Provider) -> Agency:
    return Agency(
        one.id, _tongues(one), TERMS, _hours(town, one), town.calendar.at(one.earliest).astimezone(UTC)
    )


@contextmanager
def _exclusion_ignored() -> Iterator[None]:
    real = matching._of_people

    def everybody(want: matching.Want, people: Sequence[Interpreter]) -> Iterator[matching.Offer]:
        return real(want, [replace(one, knows=frozenset()) for one in people])

    with patch.object(matching, "_of_people", everybody):
        yield


@contextmanager
def _clash_ignored() -> Iterator[None]:
    real = matching._of_people

    def always_free(want: matching.Want, people: Sequence[Interpreter]) -> Iterator[matching.Offer]:
        return real(want, [replace(one, busy=()) for one in people])

    with patch.object(matching, "_of_people", always_free):
        yield


@contextmanager
def _interpreter_left_out() -> Iterator[None]:
    real = times.clash

    def without_her(at: datetime, minutes: int, busy: Sequence[Busy]) -> Busy | None:
        return real(at, minutes, [one for one in busy if one.whose is not Party.INTERPRETER])

    with patch.object(times, "clash", without_her):
        yield
