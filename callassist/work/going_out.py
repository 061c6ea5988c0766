"""What goes out today and tomorrow: each text as decided at its time, and why others do not go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from callassist.messages.own import WHAT
from callassist.messages.segments import cost_pence
from callassist.messages.template import Rendered
from callassist.schedule.permit import Decision, Hold, Permit, Suppress, Why
from callassist.store import lookups, staff, studies
from callassist.store.lists import outgoing
from callassist.study.protocol import When
from callassist.study.windows import day_of
from callassist.work.claim import text_of
from callassist.work.house import House, Running
from callassist.work.permits import WORKERS, Ask, asks

PENCE_A_SEGMENT = Decimal("4.0")
"""The network's list price for a text within the UK; a study's own contract may differ."""
MOST = 2000
INSTEAD: Mapping[str, str] = {
    Why.READS_NOTHING: "Rung first, by a speaker or with an interpreter",
    Why.OPTED_OUT: "Told on the phone when the time is booked",
    Why.STOPPED: "Nothing. A task asks who may write next",
    Why.LANDLINE: "Rung",
    Why.SHARED: "Rung; ask for her",
    Why.NO_TEXTS: "Told on the phone",
    Why.UNSAFE: "Nothing goes to this number",
    Why.NO_NUMBER: "Written to, or found through her second contact",
    Why.NO_WORDS: "Rung by a speaker or with an interpreter",
    Why.NOT_APPROVED: "Nothing, until the words are approved",
    Why.NO_CONSENT: "Nothing, until a consent is recorded",
    Why.FINISHED: "Nothing is needed",
    Why.CLOSED: "Nothing; the window has closed",
    Why.TOO_LATE: "Rung, if it matters still",
    Why.APPOINTMENT_OFF: "Nothing; the time no longer stands",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One text. `decision` is what would be decided at `at`; `words` is None where there are none."""

    id: str
    case_id: str | None
    number: str
    initials: str
    template: str
    what: str
    language: str
    site: str | None
    at: datetime
    state: str
    why: str
    instead: str
    words: Rendered | None

    @property
    def segments(self) -> int:
        """How many segments the network charges."""
        return self.words.measure.segments if self.words else 0

    @property
    def pence(self) -> Decimal:
        """What it costs."""
        return cost_pence(self.segments, PENCE_A_SEGMENT)


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that holds."""

    id: str
    scope: str
    of: str
    why: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class GoingOut:
    """One study's texts, by what becomes of them. `waiting` would be held at their time, as things stand."""

    held: tuple[Row, ...]
    waiting: tuple[Row, ...]
    today: tuple[Row, ...]
    tomorrow: tuple[Row, ...]
    not_sent: tuple[Row, ...]
    pauses: tuple[Pause, ...]
    quiet_sites: tuple[tuple[str, datetime | None], ...]
    ends_today: datetime


def cost(rows: Iterable[Row]) -> tuple[int, Decimal]:
    """Segments and pence of some texts together."""
    segments = sum(row.segments for row in rows)
    return segments, cost_pence(segments, PENCE_A_SEGMENT)


def going_out(house: House, running: Running) -> GoingOut:
    """What a study sends until the end of tomorrow. About fifteen short queries, however many texts."""
    now = house.now()
    zone = running.edition.protocol.study.zone
    begins, middle, ends = (day_of(now, zone, ahead) for ahead in (0, 1, 2))
    with house.database.read() as c:
        held = outgoing.held(c, running.id, MOST)
        ready = outgoing.ready(c, running.id, ends, MOST)
        over = outgoing.not_sent(c, running.id, begins, ends, MOST)
        found = {
            ask.message.id: ask for ask in asks(c, house, {running.id: running}, [*held, *ready, *over], now)
        }
        pauses = studies.pauses(c, running.id)
        names = staff.names(c)
        cases = lookups.cases(c, sorted({one.case_id for one in (*held, *ready, *over) if one.case_id}))
        sites, later = outgoing.sites(c, running.id), outgoing.next_by_site(c, running.id)
    waiting = [_row(found[one.id], cases, _decided(found[one.id], now)) for one in ready]
    goes = [row for row in waiting if row.state == "goes" and row.at < ends]
    here = {row.site for row in goes}
    return GoingOut(
        held=tuple(_row(found[one.id], cases) for one in held),
        waiting=tuple(row for row in waiting if row.state == "waits for a person"),
        today=tuple(row for row in goes if row.at < middle),
        tomorrow=tuple(row for row in goes if row.at >= middle),
        not_sent=tuple(row for row in waiting if row.state == "not sent")
        + tuple(_row(found[one.id], cases) for one in over),
        pauses=tuple(_pause(row, sites, names) for row in pauses),
        quiet_sites=tuple((name, later.get(code)) for code, name in sites.items() if code not in here),
        ends_today=middle,
    )


def _decided(ask: Ask, now: datetime) -> tuple[Decision, datetime]:
    """What would be decided when the text is looked at, moved on past hours and caps."""
    at = max(ask.message.go_at, now)
    decision = ask.decide(at)
    if isinstance(decision, Hold) and decision.until is not None:
        return ask.decide(decision.until), decision.until
    return decision, at


def _row(ask: Ask, cases: Mapping[str, Any], decided: tuple[Decision, datetime] | None = None) -> Row:
    message = ask.message
    state, why, at = message.state, str(message.reason or ""), message.due_at
    if decided is not None:
        decision, at = decided
        match decision:
            case Permit():
                state, why = "goes", ""
            case Hold():
                state, why = "waits for a person", str(decision.why)
            case Suppress():
                state, why = "not sent", str(decision.why)
    person = ask.participant
    return Row(
        id=message.id,
        case_id=message.case_id,
        number=person.number if person is not None else "",
        initials=person.initials if person is not None else "",
        template=message.template,
        what=what_it_is(ask.running, message, cases.get(message.case_id or "")),
        language=ask.language,
        site=message.site,
        at=at,
        state=state,
        why=why,
        instead=INSTEAD.get(why, ""),
        words=_words(ask),
    )


def what_it_is(running: Running, message: Any, case: Any | None) -> str:
    """A text in a manager's words: invitation, interview 2; reminder, 24 h before."""
    if message.template in WHAT:
        return WHAT[message.template]
    rule = next((rule for rule in running.edition.protocol.text if rule.id == message.rule), None)
    if rule is None:
        return "answer to a text"
    match rule.when:
        case When.WAVE_OPENS:
            return f"invitation, interview {_number(running, case)}" if case is not None else "invitation"
        case When.BEFORE_APPOINTMENT:
            return f"reminder, {rule.hours_before} h before"
        case When.APPOINTMENT_BOOKED:
            return "time agreed"
        case When.APPOINTMENT_MOVED:
            return "new time"
        case When.APPOINTMENT_CANCELLED:
            return "time cancelled"


def _number(running: Running, case: Any) -> int:
    plan = running.edition.protocol.plan_named(case.plan)
    waves = plan.wave if plan is not None else ()
    return next((wave.number for wave in waves if wave.code == case.wave), 1)


def _words(ask: Ask) -> Rendered | None:
    if not ask.facts.has_words or not _complete(ask):
        return None
    return text_of(ask)


def _complete(ask: Ask) -> bool:
    """Whether every place of the text can be filled: an appointment that is gone has no time to say."""
    if ask.message.recipient in WORKERS:
        return True
    template = ask.running.edition.messages.template[ask.template]
    return ask.appointment is not None or not {"day", "date", "time"} & {str(one) for one in template.place}


def _pause(row: Any, sites: Mapping[str, str], names: Mapping[str, str]) -> Pause:
    of = sites.get(row.of or "", row.of or "")
    return Pause(row.id, row.scope, of, row.why, row.since, names.get(row.by, "the system"))


def by_kind(rows: Iterable[Row]) -> dict[str, int]:
    """How many texts of each kind."""
    return dict(Counter(row.what for row in rows))
