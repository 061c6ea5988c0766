"""An interviewer's day put together for its page: appointments, closing windows, call-backs, notes, shift."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.people.languages import NONE, language
from callassist.privacy.sealing import place
from callassist.store.lists import line as lines
from callassist.store.lists import shift
from callassist.store.lists.around import Around
from callassist.store.lists.around import around as around_cases
from callassist.store.lists.line import CaseRow
from callassist.store.tracing import NAMED_RANG
from callassist.study.windows import moment
from callassist.web import trying, words
from callassist.web.answers import State, answer, answered
from callassist.web.booked import booked
from callassist.web.frame import language_name, my_studies
from callassist.web.person import person, times_in_words
from callassist.work.actor import Actor, Role
from callassist.work.appointments import her_times
from callassist.work.house import House, Running
from callassist.work.in_line import by_phone, spoken, standing, still_owed, stopped
from callassist.work.line import may_ring

MOST = 12
NEEDED = "Needed"
LOOKED_AT = 300


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """One appointment of today."""

    case_id: str
    at: datetime
    number: str
    initials: str
    answer: State
    language: str
    texts_in: str
    interpreter: str
    booked: State | None
    interview: str
    closes: Any
    know: str
    off: bool
    here: bool


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One case whose window closes, with nothing booked."""

    case_id: str
    number: str
    initials: str
    closes: Any
    today: bool
    until: str
    language: str
    interpreter: str
    tried: str
    owed: str
    rests: str
    times: str


@dataclass(frozen=True, slots=True)
class Day:
    """All that the page of the day shows."""

    agreed: list[AgreedRow]
    closing: list[ClosingRow]
    more_closing: int
    call_backs: Sequence[Any]
    notes: list[tuple[datetime, str, str, str]]
    tried: int
    interviews: int
    without_outcome: list[str]
    next_words: str
    next_more: str
    until: str
    paused: str


def _shielded(row: Any, around: Any, actor: Actor) -> bool:
    """Whether somebody there was abusive to her: a colleague rings, so it stands on no list of hers."""
    return (row.participant_id, actor.id) in around.abused


def day(house: House, actor: Actor, now: datetime, zone: str) -> Day:
    """Read and word the day of one interviewer."""
    running = {one.id: one for one in my_studies(Role.INTERVIEWER)}
    begins, ends = _bounds(now, zone)
    with house.database.read() as c:
        booked = lines.agreed_between(c, list(running), actor.id, begins, ends, now=now)
        agreed = [row for row in booked if may_ring(actor, row)]
        opened = lines.open_cases(c, list(running), now, most=LOOKED_AT)
        hers = [row for row in opened if may_ring(actor, row) and actor.speaks(spoken(row))]
        known = {row.case_id: row for row in (*agreed, *hers)}
        around = around_cases(c, list(known.values()), now, list(running))
        agreed, hers = ([row for row in rows if not _shielded(row, around, actor)] for rows in (agreed, hers))
        studies = list(running)
        kept_by = {one.with_ for row in agreed for one in around.appointments.get(row.case_id, ())}
        gone = kept_by - lines.ringing(c, studies, now) if kept_by - {None, actor.id} else set()
        call_backs = shift.call_backs(c, studies)
        notes = shift.notes(c, studies, actor.id)
        tried, interviews = shift.so_far(c, studies, actor.id, begins)
        aided = [row.case_id for row in agreed if interpreter(row, actor).startswith(NEEDED)]
        bookings = shift.booked(c, aided)
    hers_to_keep = {None, actor.id, *gone}  # who has left keeps nothing
    today = _agreed(agreed, around, bookings, running, actor, hers_to_keep, begins, ends, now, zone)
    closing = [row for row in hers if _is_open(row, around, now)]
    first = next((row for row in today if not row.off and row.at >= now - timedelta(minutes=30)), None)
    upcoming = known[first.case_id] if first else None
    return Day(
        agreed=today,
        closing=[_closing(row, around, running, actor, now, zone) for row in closing[:MOST]],
        more_closing=max(len(closing) - MOST, 0),
        call_backs=[one for one in call_backs if _rings_back(actor, one)],
        notes=[_note(house, one) for one in notes],
        tried=tried,
        interviews=interviews,
        without_outcome=[one.number for one in around.holds if one.by == actor.id and one.note_at],
        next_words=_next_words(first, now, zone),
        next_more=_next_more(upcoming, around, now, zone) if upcoming else "",
        until=_rings_until(running, now, zone),
        paused=_paused(known.values()),
    )


def _rings_back(actor: Actor, one: Any) -> bool:
    """Whether a call-back is hers: a family that she may ring, in her language or with an interpreter.

    Where nobody knows who rang it is anybody's.
    """
    if one.number is None:
        return True
    hers = actor.may(Role.INTERVIEWER, one.study_id, one.site, one.strand)
    if one.kind == NAMED_RANG:  # it is not she who is rung
        tags = (one.more or {}).get("languages") or ()
        return hers and (not tags or any(actor.speaks(tag) for tag in tags))
    return hers and (actor.speaks(spoken(one)) or bool((one.needs or {}).get("interpreter")))


def _paused(rows: Iterable[CaseRow]) -> str:
    """Whether calls are paused: to all that she could ring, to some, or "" to none."""
    paused = {bool(row.paused) for row in rows}
    if True not in paused:
        return ""
    if False in paused:
        return "Calls to some families are paused. Theirs say so below; the others are rung as usual."
    return "Calls are paused. Ring nobody until the manager resumes."


def _bounds(now: datetime, zone: str) -> tuple[datetime, datetime]:
    today = words.local(now, zone).date()
    midnight = datetime.min.time()
    return moment(today, midnight, zone), moment(today + timedelta(days=1), midnight, zone)


def _agreed(
    rows: Sequence[CaseRow],
    around: Around,
    bookings: Mapping[str, Sequence[Any]],
    running: dict[str, Running],
    actor: Actor,
    hers_to_keep: Container[str | None],
    begins: datetime,
    ends: datetime,
    now: datetime,
    zone: str,
) -> list[AgreedRow]:
    found = [
        _agreed_row(row, one, around, bookings.get(row.case_id, ()), running, actor, now, zone)
        for row in rows
        for one in around.appointments.get(row.case_id, ())
        if begins <= one.starts_at < ends and one.with_ in hers_to_keep
    ]
    found.sort(key=lambda one: (one.at, one.number))
    first = next(
        (n for n, one in enumerate(found) if not one.off and one.at >= now - timedelta(minutes=30)), None
    )
    return [_marked(one) if n == first else one for n, one in enumerate(found)]


def _marked(row: AgreedRow) -> AgreedRow:
    values = {name: getattr(row, name) for name in row.__slots__}
    return AgreedRow(**(values | {"here": True}))


def _agreed_row(
    row: CaseRow,
    appointment: Any,
    around: Around,
    bookings: Sequence[Any],
    running: dict[str, Running],
    actor: Actor,
    now: datetime,
    zone: str,
) -> AgreedRow:
    needs = row.needs or {}
    shared = row.participant_id in around.shared
    said = answer(appointment, reads=needs.get("reads") != "none", shared=shared, now=now, zone=zone)
    texts_in = written_in(needs)
    own = spoken(row)
    return AgreedRow(
        case_id=row.case_id,
        at=appointment.starts_at,
        number=row.number,
        initials=row.initials,
        answer=said,
        language=language_name(own),
        texts_in=language_name(texts_in) if texts_in and language(texts_in) != language(own) else "",
        interpreter=interpreter(row, actor),
        booked=booked(bookings, appointment, zone) if interpreter(row, actor).startswith(NEEDED) else None,
        interview=interview_words(row, running[row.study_id]),
        closes=row.closes_on,
        know=_know(row, appointment, around, shared=shared, actor=actor),
        off=appointment.state == "declined" or bool(row.paused) or stopped(row, around),
        here=False,
    )


def written_in(needs: Mapping[str, Any]) -> str:
    """The language that texts go out in, or "" where none do."""
    tag = str(needs.get("texts_in") or "")
    return "" if tag == NONE else tag


def interpreter(row: Any, actor: Actor) -> str:
    """Whether an interpreter is needed with this interviewer."""
    needs = row.needs or {}
    own = str(needs.get("spoken") or "en-GB")
    if own.startswith("en"):
        return "None"
    if actor.speaks(own):
        return "Not needed"
    wanted = {"female": "a woman", "male": "a man"}.get(str(needs.get("interpreter_gender")), "")
    return f"{NEEDED}{', ' + wanted if wanted else ''}"


def interview_words(row: Any, running: Running) -> str:
    """Which interview it is, as interviewers say it: 2 of 3."""
    plan = running.edition.protocol.plan_named(row.plan)
    wave = next((one for one in plan.wave if one.code == row.wave), None) if plan else None
    return f"{wave.number} of {len(plan.wave)}" if plan and wave else ""


def _know(row: CaseRow, appointment: Any, around: Around, *, shared: bool, actor: Actor) -> str:
    if row.paused:
        return "Do not ring. Calls are paused"
    if stopped(row, around):
        return "Do not ring. A supervisor decides"
    if appointment.state == "declined":
        return "Do not ring. A new time is being found"
    if not by_phone(row):
        return "Nobody rings. By video or in person, as arranged"
    if shared:
        return f"Ask for {row.initials}, not for anybody else"
    if appointment.state == "unclear":
        return "A reader decides whether it was yes"
    if "relay_uk" in (row.access or ()):
        return "By Relay UK: dial 18002 first"
    if interpreter(row, actor).startswith(NEEDED):
        return "Have the interpreter with you first"
    return "Read the contact note"


def _is_open(row: CaseRow, around: Around, now: datetime) -> bool:
    one = standing(around.appointments.get(row.case_id, ()))
    booked = one is not None and one.state in lines.STANDING and one.starts_at > now - timedelta(minutes=30)
    return not booked and not stopped(row, around) and by_phone(row)


def _closing(
    row: CaseRow, around: Around, running: dict[str, Running], actor: Actor, now: datetime, zone: str
) -> ClosingRow:
    study = running[row.study_id]
    own = spoken(row)
    protocol, tried = study.edition.protocol, around.contacts.get(row.case_id, ())
    owed = still_owed(protocol, own, tried)
    today = words.local(now, zone).date()
    safe, liked = her_times(row.times)
    closes_today = row.closes_on == today
    return ClosingRow(
        case_id=row.case_id,
        number=row.number,
        initials=row.initials,
        closes=row.closes_on,
        today=closes_today,
        until=_rings_until({study.id: study}, now, zone) if closes_today else "",
        language=language_name(own),
        interpreter=interpreter(row, actor),
        tried=f"{owed.tried} of {owed.of}",
        owed=trying.owed_words(owed, language_name(own), row.closes_on, now, protocol),
        rests="Calls are paused"
        if row.paused
        else trying.rests(tried, row.times, row.closes_at, protocol, now),
        times=times_in_words(liked if not liked.any_time else safe),
    )


def _rings_until(running: dict[str, Running], now: datetime, zone: str) -> str:
    """Until when families may be rung today; "" when they may not."""
    today = words.local(now, zone).date()
    ends = [
        span[1]
        for one in running.values()
        if (span := one.edition.protocol.hours.calls.week()[today.weekday()])
    ]
    return f"{max(ends):%H:%M}" if ends else ""


def _next_words(first: AgreedRow | None, now: datetime, zone: str) -> str:
    if first is None:
        return ""
    at = words.clock(first.at, zone)
    if first.at <= now:
        return f"Now: {first.number}, agreed for {at}."
    return f"Next: {first.number} at {at}, in {words.lasting(first.at - now)}."


def _next_more(row: CaseRow, around: Around, now: datetime, zone: str) -> str:
    one = next(iter(around.appointments.get(row.case_id, ())), None)
    return answered(one, person(row.role), now=now, zone=zone) if one is not None else ""


def _note(house: House, row: Any) -> tuple[datetime, str, str, str]:
    said = house.sealer.open(row.study_id, row.words, place("note", row.id))
    return row.at, row.name or "A colleague", row.number or "", said
