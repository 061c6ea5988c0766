"""One case put together for its page: what may be seen before it is open, then its name, then its number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from callassist.cases.disposition import UNSIGNED
from callassist.cases.states import STANDING
from callassist.people.contact_points import ContactNote
from callassist.people.participation import Change, Dimension, Standing, standing
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.store.lists.case import CasePage
from callassist.study.length import said
from callassist.web import answers, strip, trying, words
from callassist.web.deciding import Deciding, deciding
from callassist.web.frame import language_name
from callassist.web.offered import Offered, comes, offered
from callassist.web.person import Person, person
from callassist.web.ringing import Ringable, named, opened
from callassist.web.shift import interpreter, interview_words, written_in
from callassist.web.standing import appointment_of, attempts_of, blocked_by, supervises, why
from callassist.web.story import Told, story
from callassist.work.actor import Actor
from callassist.work.announcing import Telling, telling
from callassist.work.appointments import her_times, interpreted, length
from callassist.work.house import House, Running
from callassist.work.in_line import household_enough, still_owed
from callassist.work.keeping import kept_in_words

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the case, or another of the same family, open."""

    name: str
    number: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a reader or a colleague passed on about this family, in words of their own."""

    at: datetime
    name: str
    words: str


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
    decisions: list[Deciding]
    had: str
    unsigned: bool
    note_at: datetime | None
    open: bool
    interview: str
    length: str
    sittings: int
    window: str
    begun: bool
    texts: str
    tried: str
    owed: str
    language: str
    dialect: str
    reads: str
    interpreter: str
    strip: strip.Strip
    strip_words: str
    keeps: tuple[str, ...]
    story: list[Told]
    more_story: int
    passed_on: list[PassedOn]
    appointment: Any | None
    telling: Telling | None
    next_try: str
    not_now: str
    rests: str
    asks: str
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


@dataclass(frozen=True, slots=True)
class _Look:
    """One look of one person at one case: what all parts of the page are made from."""

    house: House
    page: CasePage
    running: Running
    actor: Actor
    now: datetime
    zone: str
    who: Person
    needs: dict[str, Any]
    hold: Any | None
    other: Any | None
    window: str
    telling: Telling

    @property
    def mine(self) -> bool:
        return self.hold is not None and self.other is None

    @property
    def spoken(self) -> str:
        return str(self.needs.get("spoken") or "en-GB")


def sheet(
    house: House, page: CasePage, running: Running, actor: Actor, now: datetime, *, whole: bool
) -> Sheet:
    """Put one case together for one pair of eyes. `whole` gives all contacts instead of the last few."""
    case = page.case
    zone = running.edition.protocol.study.zone
    look = _Look(
        house=house,
        page=page,
        running=running,
        actor=actor,
        now=now,
        zone=zone,
        who=person(case.role),
        needs=case.needs or {},
        hold=next((one for one in page.holds if one.case_id == case.id and one.by == actor.id), None),
        other=next((one for one in page.holds if one.by != actor.id), None),
        window=trying.window(case, now, zone),
        telling=_telling(page, running, now),
    )
    stands = standing((Change(Dimension(r.dimension), r.allowed, r.since) for r in page.participation), now)
    blocked = blocked_by(page, stands, look.window)
    return Sheet(
        case=case,
        who=look.who,
        blocked=blocked,
        standing=stands,
        supervises=supervises(actor, case),
        **_whose(look),
        window=look.window,
        telling=look.telling,
        **_times(look),
        **_needs(look),
        **_contacts(look, whole=whole),
        **_seen(look, blocked),
    )


def _whose(look: _Look) -> dict[str, Any]:
    """Who has it, and what waits for a decision."""
    hold, other = look.hold, look.other
    return {
        "mine": look.mine,
        "until": hold.until if hold else None,
        "note_at": hold.note_at if hold and look.mine else None,
        "holder": Holder(other.name or "A colleague", other.number or "", other.since, other.until)
        if other
        else None,
        "decisions": deciding(look.page),
        "had": _had(look),
        "unsigned": look.page.case.disposition == UNSIGNED and supervises(look.actor, look.page.case),
    }


def _had(look: _Look) -> str:
    """Who had the case before and let it lapse without an outcome, in words; "" where nobody did."""
    hold = look.hold
    if not look.mine or hold is None or hold.had_since is None:
        return ""
    return f"{hold.had_name or 'A colleague'} had it open from {words.clock(hold.had_since, look.zone)}"


def _telling(page: CasePage, running: Running, now: datetime) -> Telling:
    """Whether a text would reach her now."""
    return telling(
        running,
        needs=page.case.needs or {},
        phones=page.phones,
        opt_outs=page.opt_out,
        changes=page.participation,
        now=now,
    )


def _times(look: _Look) -> dict[str, Any]:
    """The window, the appointment, what is owed, and the times to offer."""
    page, case, now, protocol = look.page, look.page.case, look.now, look.running.edition.protocol
    appointment = appointment_of(page, now)
    owed = still_owed(protocol, look.spoken, attempts_of(page))
    owing = trying.owed_words(owed, language_name(look.spoken), case.closes_on, now, protocol)
    unasked = look.telling.why_not.value if look.telling.why_not else ""
    agreed = answers.sentence(appointment, look.who, now=now, zone=look.zone, unasked=unasked)
    planned = length(protocol, case, look.actor)
    bookable = look.mine and case.state == "open"
    could_come = comes(look.house, page, look.running, look.actor, now) if bookable else None
    return {
        "head": agreed or why(case, look.window, owing),
        "appointment": appointment,
        "open": case.state == "open",
        "interview": interview_words(case, look.running),
        "length": said(planned, interpreted=interpreted(case, look.actor)),
        "sittings": planned.sittings,
        "begun": case.state == "open" and any(one.interview_id for one in attempts_of(page)),
        "tried": f"{owed.tried} of {owed.of}",
        "owed": owing if case.state == "open" else "",
        "asks": trying.asks(page, protocol) if look.mine else "",
        "strip": _strip(page, protocol, now),
        "keeps": kept_in_words(case.times, protocol, now),
        "next_try": trying.next_try(page, protocol, now),
        "not_now": trying.not_now(page, protocol, now),
        "rests": trying.rests_here(page, protocol, now)
        or trying.enough_here(page, household_enough(look.house, case, protocol, now), protocol, now),
        "offers": offered(page, look.running, planned.minutes, appointment, owed, now, could_come)
        if bookable
        else (),
    }


def _needs(look: _Look) -> dict[str, Any]:
    """Language, interpreter, and whether a text would reach her."""
    needs, none = look.needs, look.telling.why_not
    return {
        "language": language_name(look.spoken),
        "dialect": _kinds(needs),
        "reads": "Nothing" if needs.get("reads") == "none" else language_name(needs.get("reads")),
        "interpreter": interpreter(look.page.case, look.actor),
        "texts": f"None: {none.value}" if none else f"In {language_name(look.telling.language)}",
    }


def _kinds(needs: dict[str, Any]) -> str:
    """Which kind of the language it is, and what else would do."""
    also = words.listed([language_name(tag) for tag in needs.get("also") or ()])
    said = [str(needs.get("dialect") or ""), f"content with {also} too" if also else ""]
    return ", ".join(one for one in said if one)


def _contacts(look: _Look, *, whole: bool) -> dict[str, Any]:
    """The ledger as a story, and what was logged a moment ago."""
    page, any_line = look.page, supervises(look.actor, look.page.case)
    notes = _notes(look.house, page, mine=look.mine)
    told = story(
        page.ledger, look.actor.id, look.who, notes, supervises=any_line, texts_in=written_in(look.needs)
    )
    shown = told if whole else [one for one in told if not one.by_itself][:SHOWN]
    return {
        "story": shown,
        "more_story": len(told) - len(shown),
        "passed_on": _passed_on(look.house, page) if look.mine else [],
        "logged": _just_logged(page, told, look.actor, look.now),
    }


def _seen(look: _Look, blocked: str) -> dict[str, Any]:
    """What shows only once the case is open, and the number only once its note was read."""
    identity = _identity(look.house, look.page.case) if look.mine else None
    if identity is None:
        return {"strip_words": ""}
    seen: dict[str, Any] = {"strip_words": identity.safe_times_words, **named(identity, look.needs)}
    if look.hold is not None and look.hold.note_at is not None:
        seen |= opened(look.house, look.page, identity, look.who, look.now, look.zone, blocked)
    return seen


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


def _passed_on(house: House, page: CasePage) -> list[PassedOn]:
    """The notes passed on, opened only for who has the case."""
    return [
        PassedOn(
            row.at,
            row.name or "A colleague",
            house.sealer.open(row.study_id, row.words, place("note", row.id)),
        )
        for row in page.notes
    ]


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


def _just_logged(page: CasePage, told: list[Told], actor: Actor, now: datetime) -> Told | None:
    """What she logged a moment ago, so that the page can say it was kept."""
    last = next((row for row in page.ledger if row.by == actor.id), None)
    if last is None or now - last.recorded_at > timedelta(minutes=5):
        return None
    return next((one for one in told if one.id == last.id), None)
