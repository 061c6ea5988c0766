"""Which texts a case makes due and when to look again: the same answer whenever it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callassist.cases.states import STANDING, AppointmentState, CaseEvent, CaseState
from callassist.study.protocol import Protocol, Text, When
from callassist.study.windows import moment

AHEAD = timedelta(hours=72)
FRESH = timedelta(hours=2)
GRACE = timedelta(hours=3)
MORNING = time(10, 0)


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """One appointment of a case. `version` grows with every move."""

    id: str
    starts_at: datetime
    minutes: int
    state: AppointmentState
    version: int
    booked_at: datetime
    changed_at: datetime
    unpromised: bool = False
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What planning knows of a case: its window, its state and its appointments. No arm."""

    case_id: str
    wave: str
    state: CaseState
    opens_on: date
    opens_at: datetime
    closes_at: datetime
    appointments: tuple[AppointmentFacts, ...] = ()
    rules: Mapping[str, Text] = field(default_factory=dict)  # texts that go otherwise here, by rule
    known_at: datetime | None = None  # since when these dates have stood: nothing was late before that


@dataclass(frozen=True, slots=True)
class TextDue:
    """A text that a rule makes due, known by its cause: the same cause is the same text."""

    cause: str
    rule: str
    template: str
    due_at: datetime
    worth_until: datetime
    appointment_id: str | None = None
    true_until: datetime | None = None  # what it says of an appointment is over then


@dataclass(frozen=True, slots=True)
class Due:
    """What planning found: texts within the horizon, what happens to the case, appointments gone by."""

    texts: tuple[TextDue, ...]
    event: CaseEvent | None
    passed: tuple[str, ...]
    look_again_at: datetime | None


def due(facts: CaseFacts, protocol: Protocol, now: datetime) -> Due:
    """Everything that a case makes due at `now`, up to 72 hours ahead, and the next moment to look."""
    event = _event(facts, now)
    later: list[datetime] = [at for at in (facts.opens_at, facts.closes_at) if at > now]
    texts: list[TextDue] = []
    if event is not CaseEvent.CLOSED and facts.state in (CaseState.WAITING, CaseState.OPEN):
        for text in _texts(facts, protocol):
            if text.due_at - AHEAD <= now:
                texts.append(text)
            else:
                later.append(text.due_at - AHEAD)
    else:
        later.clear()
    passed = []
    for appointment in facts.appointments:
        if appointment.state in STANDING:
            over = _over(appointment)
            if over <= now:
                passed.append(appointment.id)
            else:
                later.append(over)
    return Due(tuple(texts), event, tuple(passed), min(later, default=None))


def _event(facts: CaseFacts, now: datetime) -> CaseEvent | None:
    if facts.state in (CaseState.WAITING, CaseState.OPEN) and facts.closes_at <= now:
        return CaseEvent.CLOSED
    if facts.state is CaseState.WAITING and facts.opens_at <= now:
        return CaseEvent.OPENED
    if facts.state is CaseState.OPEN and facts.opens_at > now:
        return CaseEvent.MOVED_LATER
    return None


def _over(appointment: AppointmentFacts) -> datetime:
    return appointment.starts_at + timedelta(minutes=appointment.minutes) + GRACE


def _texts(facts: CaseFacts, protocol: Protocol) -> Iterator[TextDue]:
    zone = protocol.study.zone
    for rule in (facts.rules.get(one.id, one) for one in protocol.text):
        if rule.waves and facts.wave not in rule.waves:
            continue
        if rule.when is When.WAVE_OPENS:
            yield _at_opening(facts, rule, zone)
            continue
        for appointment in facts.appointments:
            made = _for_appointment(appointment, rule, zone)
            if made is not None:
                yield made


def _at_opening(facts: CaseFacts, rule: Text, zone: str) -> TextDue:
    at = moment(facts.opens_on + timedelta(days=rule.days), rule.at or MORNING, zone)
    from_when = max(at, facts.known_at) if facts.known_at is not None else at
    return TextDue(
        cause=f"wave:{facts.case_id}:{rule.id}",
        rule=rule.id,
        template=rule.template,
        due_at=at,
        worth_until=min(from_when + timedelta(hours=rule.worth_hours), facts.closes_at),
    )


def _for_appointment(appointment: AppointmentFacts, rule: Text, zone: str) -> TextDue | None:
    match rule.when:
        case When.BEFORE_APPOINTMENT:
            return _reminder(appointment, rule, zone)
        case When.APPOINTMENT_BOOKED:
            wanted = appointment.version == 1 and appointment.state in STANDING
        case When.APPOINTMENT_MOVED:
            wanted = appointment.version > 1 and appointment.state in STANDING
        case When.APPOINTMENT_CANCELLED:
            wanted = appointment.state is AppointmentState.CANCELLED
        case When.WAVE_OPENS:
            wanted = False
    if not wanted:
        return None
    if appointment.unpromised:
        return None
    at = appointment.changed_at if rule.when is not When.APPOINTMENT_BOOKED else appointment.booked_at
    at = max(at, appointment.promised_at or at)
    until = min(at + timedelta(hours=rule.worth_hours), appointment.starts_at)
    return _text(appointment, rule, at, until) if at < until else None


def _reminder(appointment: AppointmentFacts, rule: Text, zone: str) -> TextDue | None:
    """So many hours before on the wall clock, unless the time was agreed just before that or after."""
    if appointment.state not in STANDING or appointment.unpromised:
        return None
    wall = appointment.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    before = wall - timedelta(hours=rule.hours_before)
    at = moment(before.date(), before.time(), zone)
    if max(appointment.changed_at, appointment.promised_at or appointment.changed_at) > at - FRESH:
        return None
    return _text(appointment, rule, at, min(at + timedelta(hours=rule.worth_hours), appointment.starts_at))


def _text(appointment: AppointmentFacts, rule: Text, at: datetime, until: datetime) -> TextDue:
    return TextDue(
        cause=f"appointment:{appointment.id}:v{appointment.version}:{rule.id}",
        rule=rule.id,
        template=rule.template,
        due_at=at,
        worth_until=until,
        appointment_id=appointment.id,
        true_until=appointment.starts_at,
    )
