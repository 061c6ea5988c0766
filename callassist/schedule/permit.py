"""Whether a text may go or a call be offered now: asked in the minute it happens, never before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from callassist.cases.states import STANDING, AppointmentState, CaseState
from callassist.schedule.hours import open_spans
from callassist.study.protocol import Protocol

QUARTER = timedelta(minutes=15)


class Why(StrEnum):
    """The reasons for which a text is rightly not sent, or waits."""

    STOPPED = "everything is stopped for this family"
    NO_TEXTS = "asked for no texts"
    OPTED_OUT = "STOP came from this number"
    DOUBTFUL = "a reply that may mean stop has not been read"
    REFUSED = "a refusal waits for a supervisor’s decision"
    WRONG_PERSON = "somebody else answered at her number, and nobody has decided yet"
    NO_CONSENT = "no consent is recorded"
    NO_NUMBER = "no number that may be texted"
    LANDLINE = "landline"
    UNSAFE = "the number is marked unsafe"
    SHARED = "shared phone, and texts to it are not wanted"
    NOT_HERS = "the phone belongs to somebody else"
    READS_NOTHING = "reads nothing"
    NO_WORDS = "no words in this language"
    NOT_APPROVED = "the words are not approved"
    FINISHED = "the interview is done"
    NOT_OPEN = "the window is not open"
    CLOSED = "the window has closed"
    APPOINTMENT_OFF = "the appointment no longer stands"
    TOO_LATE = "too late to be worth sending"
    DRAMA = "a made-up number on a live network"
    NOT_ON_TEST_LIST = "not on the test list of a study that is not live yet"
    PAUSED = "paused"
    CAP = "enough texts for now"
    HOURS = "outside texting hours"


AWAITS_DECISION = (Why.WRONG_PERSON, Why.REFUSED)  # let go by the supervisor who decides


@dataclass(frozen=True, slots=True)
class Permit:
    """It may go now, and is worth delivering until `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """It waits: until a moment, or (None) until a person releases it."""

    why: Why
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Suppress:
    """It is rightly not sent, and stays as history with its reason."""

    why: Why


Decision = Permit | Hold | Suppress


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What is true of a text and its recipient at this moment."""

    worth_until: datetime
    due_at: datetime | None = None
    true_until: datetime | None = None  # when what it says of an appointment is over
    answers_her: bool = False  # an answer to a text of hers: quiet hours and caps do not apply
    confirms_stop: bool = False  # the one text that a STOP itself asks for
    stopped: bool = False
    texts_allowed: bool = True
    consented: bool = True
    opt_out: str | None = None  # stopped | doubtful
    wrong_person: bool = False  # who was rung there was not she, and no supervisor has decided
    refused: bool = False  # she refused something, and no supervisor has decided what it covers
    bar: Why | None = None  # why none of the phones may be texted
    reads: bool = True
    has_words: bool = True
    approved: bool = True
    case_state: CaseState | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    appointment: AppointmentState | None = None
    appointment_same: bool = True
    wants_no_appointment: bool = False  # a cancellation's own text
    drama: bool = False
    live: bool = False
    on_test_list: bool = True
    paused: bool = False
    sent_today: int = 0
    sent_this_week: int = 0
    household_full: bool = False  # texts and calls together
    frees_at: datetime | None = None  # when the cap lets the next one go
    times: Mapping[str, str] | None = None  # her own as she told them: what `allows` was made from
    allows: Callable[[datetime], bool] | None = field(default=None, compare=False)  # her own times, if any


def permit(facts: TextFacts, protocol: Protocol, now: datetime) -> Decision:
    """Whether a text may go now. Reasons never to send come first, then reasons to wait."""
    if (until := worth(facts, protocol)) != facts.worth_until:
        facts = replace(facts, worth_until=until)
    never = _never(facts, now)
    if never is not None:
        return Suppress(never)
    if facts.paused:
        return Hold(Why.PAUSED, None)
    if facts.opt_out == "doubtful" and not facts.confirms_stop:
        return Hold(Why.DOUBTFUL, None)
    if facts.wrong_person:
        return Hold(Why.WRONG_PERSON, None)
    if facts.refused and not facts.answers_her:
        return Hold(Why.REFUSED, None)
    if facts.answers_her:
        return Permit(min(facts.worth_until, now + timedelta(hours=1)))
    contact = protocol.contact
    full = facts.sent_today >= contact.texts_a_day or facts.sent_this_week >= contact.texts_a_week
    if full or facts.household_full:
        return _wait(facts, Why.CAP, facts.frees_at or now + timedelta(hours=1))
    return _within_hours(facts, protocol, now)


def worth(facts: TextFacts, protocol: Protocol) -> datetime:
    """Until when a text is worth sending: as the protocol says, counted from when she may first be texted.

    A mother whose safe hours begin in the evening hears of an appointment then, as long as it is still ahead:
    a time agreed with her at noon is not kept from her because six hours have gone by.
    """
    if facts.due_at is None or facts.true_until is None:
        return facts.worth_until
    first = _first_open(facts.due_at, facts.true_until, facts, protocol)
    if first is None or first < facts.worth_until:
        return facts.worth_until
    return min(first + (facts.worth_until - facts.due_at), facts.true_until)


def _first_open(start: datetime, before: datetime, facts: TextFacts, protocol: Protocol) -> datetime | None:
    """The first moment from `start` on, and before another, in texting hours and her own times."""
    study = protocol.study
    for begins, ends in open_spans(start, protocol.hours.texts, zone=study.zone, nation=study.nation):
        at = max(begins, start)
        if at >= before:
            break
        fits = at if facts.allows is None else _first_allowed(at, ends, facts.allows)
        if fits is not None:
            return fits if fits < before else None
    return None


def _never(facts: TextFacts, now: datetime) -> Why | None:
    checks: tuple[tuple[bool, Why], ...] = (
        (facts.stopped, Why.STOPPED),
        (facts.opt_out == "stopped" and not facts.confirms_stop, Why.OPTED_OUT),
        (not facts.texts_allowed and not facts.answers_her, Why.NO_TEXTS),
        (not facts.consented, Why.NO_CONSENT),
        (not facts.reads, Why.READS_NOTHING),
        (facts.live and facts.drama, Why.DRAMA),
        (not facts.on_test_list, Why.NOT_ON_TEST_LIST),
        (not facts.has_words, Why.NO_WORDS),
        (not facts.approved, Why.NOT_APPROVED),
    )
    first = next((why for holds, why in checks if holds), None)
    return first or facts.bar or _reason_gone(facts, now)


def _reason_gone(facts: TextFacts, now: datetime) -> Why | None:
    if facts.case_state in (CaseState.COMPLETE, CaseState.PARTIAL) and not facts.answers_her:
        return Why.FINISHED
    if facts.case_state in (CaseState.STOPPED, CaseState.NOT_PLANNED):
        return Why.STOPPED
    if facts.closes_at is not None and facts.closes_at <= now and not facts.answers_her:
        return Why.CLOSED
    if facts.opens_at is not None and facts.opens_at > now and not facts.answers_her:
        return Why.NOT_OPEN
    if facts.appointment is not None and not _appointment_stands(facts):
        return Why.APPOINTMENT_OFF
    if facts.worth_until <= now:
        return Why.TOO_LATE
    return None


def _appointment_stands(facts: TextFacts) -> bool:
    if facts.wants_no_appointment:
        return facts.appointment is AppointmentState.CANCELLED
    return facts.appointment_same and facts.appointment in STANDING


def _wait(facts: TextFacts, why: Why, until: datetime) -> Decision:
    return Suppress(Why.TOO_LATE) if until >= facts.worth_until else Hold(why, until)


def _within_hours(facts: TextFacts, protocol: Protocol, now: datetime) -> Decision:
    fits = _first_open(now, facts.worth_until, facts, protocol)
    if fits is None:
        return Suppress(Why.TOO_LATE)
    if fits > now:
        return Hold(Why.HOURS, fits)
    study = protocol.study
    spans = open_spans(now, protocol.hours.texts, zone=study.zone, nation=study.nation)
    ends = min(next(spans)[1], facts.worth_until)
    return Permit(ends if facts.allows is None else _until_shut(now, ends, facts.allows))


def _until_shut(now: datetime, ends: datetime, allows: Callable[[datetime], bool]) -> datetime:
    """Until when her own times go on: a phone that comes on after them must not get the text then."""
    at = _quarter_after(now)
    while at < ends:
        if not allows(at):
            return at
        at += QUARTER
    return ends


def _first_allowed(at: datetime, ends: datetime, allows: Callable[[datetime], bool]) -> datetime | None:
    if allows(at):
        return at
    probe = _quarter_after(at)
    while probe < ends:
        if allows(probe):
            return probe
        probe += QUARTER
    return None


def _quarter_after(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond) + QUARTER
