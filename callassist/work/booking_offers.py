"""Who could interpret for a case and when: register, shifts and appointments, brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.interpreters.matching import Offer, Want, at, offers
from callassist.interpreters.register import Agency, Gender, Interpreter, Kind, Tongue
from callassist.interpreters.spans import QUARTER, Spans, common, merged, of_week, without
from callassist.interpreters.terms import Terms
from callassist.people.times import Times, read_times
from callassist.schedule.hours import is_bank_holiday, open_spans
from callassist.store import bookings, interpreters, shifts
from callassist.store.database import Connection
from callassist.study.length import of_wave
from callassist.study.windows import moment
from callassist.work.house import Running
from callassist.work.keeping import kept, shut

MOST_DAYS = 56
DAY = timedelta(days=1)
ANYBODY = ""
"""Stands for whoever rings, where no shifts are planned: the hours for calls are all that is known then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for a case: `gender` as wished, `minutes` of one sitting, a time if one is chosen.

    `agreed`: an appointment stands at that time, so her hours and the interviewer's are not asked again.
    `moving`: what is booked for the case itself goes along with it, and takes nobody's time.
    """

    gender: Gender | None
    minutes: int
    starts_at: datetime | None = None
    same_as: str | None = None
    agreed: bool = False
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Supply:
    """Who there is: interpreters and agencies as matching sees them."""

    interpreters: tuple[Interpreter, ...]
    agencies: tuple[Agency, ...]


def asked_of(c: Connection, running: Running, row: Any) -> Asked:
    """What a case asks for by itself: her wish, the length with an interpreter, the same as last time."""
    wish = str((row.needs or {}).get("interpreter_gender") or "any")
    planned = of_wave(running.edition.protocol, row.plan, row.wave, row.needs, interpreted=True)
    return Asked(
        gender=Gender(wish) if wish in (Gender.FEMALE, Gender.MALE) else None,
        minutes=planned.minutes,
        same_as=bookings.last_time(c, row.participant_id),
    )


def found(
    c: Connection, running: Running, row: Any, asked: Asked, now: datetime, *, but: Iterable[str] = ()
) -> tuple[Offer, ...]:
    """What can be offered for a case (as store.attempts.case gave it), the soonest and best first.

    `but`: ids of providers who have said no.
    """
    left_out = frozenset(but)
    supply = supply_of(c, running, now, row.closes_at, but_case=row.id if asked.moving else "")
    people = [one for one in supply.interpreters if one.id not in left_out]
    agencies = [one for one in supply.agencies if one.id not in left_out]
    home = _home(c, running, row, now)
    want = _want(c, running, row, asked, now, home)
    if asked.starts_at is not None and asked.agreed:
        span = ((asked.starts_at, asked.starts_at + want.length),)
        if common(span, home):
            return ()
        return at(replace(want, free=span, callers={ANYBODY: span}), asked.starts_at, people, agencies)
    all_of_them = offers(want, people, agencies)
    if asked.starts_at is None:
        return all_of_them
    return tuple(one for one in all_of_them if one.starts_at == asked.starts_at)


def supply_of(
    c: Connection, running: Running, now: datetime, until: datetime, *, but_case: str = ""
) -> Supply:
    """All who are in use, with their hours from now to a moment, and what is taken of them.

    `but_case`: a case whose bookings take nothing.
    """
    known, taken = interpreters.exclusions(c, running.id), bookings.taken(c, running.id, now - DAY)
    days = min(MOST_DAYS, max(1, (until - now).days + 2))
    everybody = interpreters.everybody(c, running.id)
    people = [
        _interpreter(
            one,
            running,
            now,
            days,
            [at for at in taken.get(one.id, ()) if at.case_id != but_case],
            known.get(one.id, ()),
        )
        for one in everybody
        if one.retired_at is None and one.kind != Kind.AGENCY
    ]
    agencies = [
        Agency(
            one.id,
            tongues(one),
            terms(one),
            _hours(one, running, now, days),
            after_notice(now, one.lead_days, running),
            frozenset(who.id for who in everybody if who.agency_id == one.id),
        )
        for one in interpreters.agencies(c, running.id)
        if one.retired_at is None
    ]
    return Supply(tuple(people), tuple(agencies))


def terms(row: Any) -> Terms:
    """The terms that an interpreter's or an agency's row states."""
    return Terms(row.pence_an_hour, row.least_minutes, row.free_hours, row.charge_percent)


def after_notice(now: datetime, lead_days: int, running: Running) -> datetime:
    """The first moment of the working day that an agency's notice leaves: asked on Thursday, two, Monday."""
    study = running.edition.protocol.study
    day, left = now.astimezone(ZoneInfo(study.zone)).date(), lead_days
    while left:
        day += DAY
        if day.weekday() < 5 and not is_bank_holiday(day, study.nation):
            left -= 1
    return max(moment(day, time.min, study.zone), now) if lead_days else now


def _interpreter(
    row: Any, running: Running, now: datetime, days: int, taken: Iterable[Any], known: Iterable[Any]
) -> Interpreter:
    return Interpreter(
        row.id,
        Kind(row.kind),
        tongues(row),
        Gender(row.gender),
        terms(row),
        _hours(row, running, now, days),
        _spans(taken),
        frozenset(one for told in known for one in (told.participant_id, told.household_id) if one),
    )


def tongues(row: Any) -> tuple[Tongue, ...]:
    """The languages of an interpreter's or an agency's row, with the dialects that were named."""
    told: Mapping[str, list[str]] = row.tongues or {}
    return tuple(Tongue(tag, frozenset(one.casefold() for one in dialects)) for tag, dialects in told.items())


def _hours(row: Any, running: Running, now: datetime, days: int) -> Spans:
    zone = running.edition.protocol.study.zone
    spans = of_week(read_times(row.hours).week(), now.astimezone(ZoneInfo(zone)).date(), days, zone)
    return common(spans, ((now, now + days * DAY),))


def _spans(rows: Iterable[Any]) -> Spans:
    return merged((one.starts_at, one.starts_at + timedelta(minutes=one.minutes)) for one in rows)


def _home(c: Connection, running: Running, row: Any, now: datetime) -> Spans:
    """When somebody of her household is spoken for, by an appointment or a booking of another case."""
    agreed = [
        one
        for one in bookings.standing(c, running.id, now - DAY)
        if one.participant_id == row.participant_id
        or (one.household_id and one.household_id == row.household_id)
    ]
    family = {"participant_id": row.participant_id, "household_id": row.household_id}
    booked = bookings.near(c, now - DAY, row.closes_at, interpreter_id=None, **family)
    return _spans(one for one in (*agreed, *booked) if one.case_id != row.id)


def _want(c: Connection, running: Running, row: Any, asked: Asked, now: datetime, home: Spans) -> Want:
    needs = row.needs or {}
    standing = [one for one in bookings.standing(c, running.id, now - DAY) if one.case_id != row.id]
    calls = _calls(running, max(now, row.opens_at), row.closes_at)
    return Want(
        participant=row.participant_id,
        household=row.household_id,
        language=str(needs.get("spoken") or ""),
        dialect=str(needs.get("dialect") or ""),
        minutes=asked.minutes,
        free=without(_hers(running, row, calls, now), home),
        callers=_callers(c, running, calls, standing, now, row.closes_at),
        gender=asked.gender,
        same_as=asked.same_as,
    )


def _calls(running: Running, now: datetime, closes_at: datetime) -> Spans:
    """When families may be rung, from now or the window's opening until it closes; a month ahead at most."""
    study, hours = running.edition.protocol.study, running.edition.protocol.hours.calls
    spans = merged(open_spans(now, hours, zone=study.zone, nation=study.nation))
    return common(spans, ((now, closes_at),)) if now < closes_at else ()


def _hers(running: Running, row: Any, calls: Spans, now: datetime) -> Spans:
    """When she may be rung: her safe times, outside what calendars that she keeps shut."""
    protocol = running.edition.protocol
    zone = ZoneInfo(protocol.study.zone)
    first, days = now.astimezone(zone).date(), MOST_DAYS
    safe: Times = read_times((row.times or {}).get("safe", ""))
    free = common(calls, of_week(safe.week(), first, days, protocol.study.zone))
    if not kept(row.times, protocol):
        return free
    quarters = (
        (at, at + QUARTER)
        for begins, ends in free
        for at in _quarters(begins, ends)
        if shut(row.times, protocol, at.astimezone(zone))
    )
    return without(free, merged(quarters))


def _quarters(begins: datetime, ends: datetime) -> Iterable[datetime]:
    at = begins.astimezone(UTC)
    while at < ends:
        yield at
        at += QUARTER


def _callers(
    c: Connection,
    running: Running,
    calls: Spans,
    standing: Iterable[Any],
    now: datetime,
    until: datetime,
) -> dict[str, Spans]:
    """Who of the interviewers is on shift and free; anybody at all where no shifts are planned."""
    planned: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in shifts.between(c, [running.id], now, max(until, now)):
        planned[one.staff_id].append((one.since, one.until))
    if not planned:
        return {ANYBODY: calls}
    booked: dict[str, list[Any]] = defaultdict(list)
    for one in standing:
        if one.with_:
            booked[one.with_].append(one)
    return {who: without(common(merged(spans), calls), _spans(booked[who])) for who, spans in planned.items()}
