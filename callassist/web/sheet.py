"""One case put together for its page: what may be seen before it is open, then its name, then its number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from callassist.cases.states import STANDING
from callassist.people.contact_points import ContactNote
from callassist.people.participation import Change, Dimension, Standing, standing
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.schedule import slots
from callassist.schedule.order import next_try
from callassist.store.lists.case import CasePage
from callassist.web import answers, strip, words
from callassist.web.frame import language_name
from callassist.web.offered import Offered, offered
from callassist.web.person import Person, person
from callassist.web.ringing import Ringable, named, opened
from callassist.web.shift import interpreter, interview_words
from callassist.web.story import Told, story
from callassist.work.actor import Actor, Role
from callassist.work.appointments import her_times, length
from callassist.work.house import House, Running
from callassist.work.line import rested, ringable, still_owed
from callassist.work.announcing import Telling, telling

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the case, or another of the same family, open."""

    name: str
    number: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page of one case shows."""

    case: Any
    who: Person
    head: str
    mine: bool
    until: datetime | None
    holder: Holder | None
    blocked: str
    decisions: list[Any]
    note_at: datetime | None
    open: bool
    interview: str
    minutes: int
    closes_in: str
    tried: str
    owed: str
    language: str
    dialect: str
    reads: str
    interpreter: str
    strip: strip.Strip
    strip_words: str
    story: list[Told]
    more_story: int
    appointment: Any | None
    telling: Telling | None
    next_try: str
    supervises: bool
    address: str = ""
    say_first: str = ""
    say_rest: str = ""
    in_writing: str = ""
    writing_tag: str = ""
    access_words: str = ""
    note: ContactNote = field(default_factory=ContactNote)
    ringable: tuple[Ringable, ...] = ()
    no_number: str = ""
    offers: tuple[Offered, ...] = ()
    standing: Standing | None = None
    logged: Told | None = None


def sheet(
    house: House, page: CasePage, running: Running, actor: Actor, now: datetime, *, whole: bool
) -> Sheet:
    """Put one case together for one pair of eyes. `whole` gives all contacts instead of the last few."""
    case, protocol = page.case, running.edition.protocol
    zone = protocol.study.zone
    who, needs = person(case.role), case.needs or {}
    hold = next((one for one in page.holds if one.case_id == case.id and one.by == actor.id), None)
    others = next((one for one in page.holds if one.by != actor.id), None)
    mine = hold is not None and others is None
    appointment = _appointment(page, now)
    owed = still_owed(protocol, str(needs.get("spoken") or "en-GB"), _attempts(page))
    stands = standing((Change(Dimension(r.dimension), r.allowed, r.since) for r in page.participation), now)
    identity = _identity(house, case) if mine else None
    told = story(
        page.ledger, actor.id, who, _notes(house, page, mine=mine), supervises=_supervises(actor, case)
    )
    blocked = _blocked(page, stands)
    values: dict[str, Any] = {}
    if identity is not None:
        values |= named(identity, needs)
    if mine and hold is not None and hold.note_at is not None and identity is not None:
        values |= opened(house, page, identity, who, now, zone, blocked)
    if mine and case.state in ("open", "waiting"):
        values["offers"] = offered(page, running, appointment, owed, now)
    language = language_name(str(needs.get("spoken") or "en-GB"))
    return Sheet(
        case=case,
        who=who,
        head=answers.sentence(appointment, who, now=now, zone=zone) or _why(case, owed, language, now, zone),
        mine=mine,
        until=hold.until if hold else None,
        holder=Holder(others.name or "A colleague", others.number, others.since, others.until)
        if others
        else None,
        blocked=blocked,
        decisions=[one for one in page.tasks if one.kind in ("refusal", "supervisor")],
        note_at=hold.note_at if hold and mine else None,
        open=case.state == "open",
        interview=interview_words(case, running),
        minutes=length(protocol, case),
        closes_in=words.lasting(case.closes_at - now) if case.closes_at > now else "",
        tried=f"{owed.tried} of {owed.of}",
        owed=slots.in_words(owed, language),
        language=language,
        dialect=str(needs.get("dialect") or ""),
        reads="Nothing" if needs.get("reads") == "none" else language_name(needs.get("reads")),
        interpreter=interpreter(case, actor),
        strip=_strip(page, protocol, now),
        strip_words=identity.safe_times_words if identity else "",
        story=told if whole else told[:SHOWN],
        more_story=0 if whole else max(len(told) - SHOWN, 0),
        appointment=appointment,
        telling=telling(
            running,
            needs=needs,
            phones=page.phones,
            opt_outs=page.opt_out,
            changes=page.participation,
            now=now,
        ),
        next_try=_next_try(page, protocol, now),
        supervises=_supervises(actor, case),
        standing=stands,
        logged=_just_logged(page, told, actor, now),
        **values,
    )


def _supervises(actor: Actor, case: Any) -> bool:
    return actor.may(Role.SUPERVISOR, case.study_id, case.site, case.strand)


def _appointment(page: CasePage, now: datetime) -> Any | None:
    """The appointment the page speaks of: the next that stands, else the last that fell through."""
    own = [one for one in page.appointments if one.case_id == page.case.id]
    ahead = [one for one in own if one.state in STANDING]
    if ahead:
        return ahead[0]
    recent = [
        one for one in own if one.state in ("declined", "missed") and one.starts_at > now - timedelta(days=7)
    ]
    return recent[-1] if recent and page.case.state == "open" else None


def _attempts(page: CasePage) -> list[Any]:
    own = [one for one in page.ledger if one.case_id == page.case.id and one.corrected_by is None]
    return list(reversed(own))


def _why(case: Any, owed: slots.Owed, language: str, now: datetime, zone: str) -> str:
    """Why this one, where no appointment says so."""
    if case.state != "open":
        done = {"complete": "The interview is done.", "partial": "The interview is done in part."}
        return done.get(case.state, f"This case is {case.state.replace('_', ' ')}.")
    closes = words.day(case.closes_on, words.local(now, zone).date())
    left = words.lasting(case.closes_at - now)
    return f"The window closes {closes}, in {left}. Owed: {slots.in_words(owed, language)}."


def _blocked(page: CasePage, stands: Standing) -> str:
    """Why nobody may ring at all, in words that tell no story; "" when they may."""
    if page.case.stopped_at is not None:
        return "Everything is stopped for this family. Do not ring."
    if not stands.calls:
        return "No calls are wanted. Do not ring."
    waits = next((one for one in page.tasks if one.kind in ("refusal", "supervisor")), None)
    return str(waits.words) if waits is not None else ""


def _identity(house: House, case: Any) -> Identity | None:
    if case.record is None:
        return None
    return Identity.parse(
        house.sealer.open(case.wrapped_key, case.record, place("identity", case.participant_id))
    )


def _notes(house: House, page: CasePage, *, mine: bool) -> dict[str, str]:
    """The notes for the next interviewer, opened only for who has the case."""
    if not mine:
        return {}
    return {
        row.id: house.sealer.open(page.case.wrapped_key, row.note, place("contact.note", row.id))
        for row in page.ledger
        if row.note is not None
    }


def _strip(page: CasePage, protocol: Any, now: datetime) -> strip.Strip:
    safe, _liked = her_times(page.case.times)
    return strip.week(
        safe,
        protocol.hours.calls.week(),
        now=now,
        zone=protocol.study.zone,
        tried=[one.at for one in page.ledger if one.attempt and one.corrected_by is None],
        agreed=[
            one.starts_at
            for one in page.appointments
            if one.case_id == page.case.id and one.state in STANDING
        ],
    )


def _next_try(page: CasePage, protocol: Any, now: datetime) -> str:
    """When to try next, inside her safe hours, as a sentence's end."""
    case, zone = page.case, protocol.study.zone
    after = rested(_attempts(page), protocol, now)
    if case.state != "open" or after is None:
        return ""
    at = next_try(max(after, now), case.closes_at, ringable(case.times, protocol))
    return words.day_and_time(at, now, zone) if at is not None else "none is left in this window"


def _just_logged(page: CasePage, told: list[Told], actor: Actor, now: datetime) -> Told | None:
    """What she logged a moment ago, so that the page can say it was kept."""
    last = next((row for row in page.ledger if row.by == actor.id), None)
    if last is None or now - last.recorded_at > timedelta(minutes=5):
        return None
    return next((one for one in told if one.id == last.id), None)
