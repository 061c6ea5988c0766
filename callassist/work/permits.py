"""Gathers what permit asks of many texts at once: few queries for a whole batch, the same facts each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import AppointmentState, CaseState
from callassist.messages.own import OWN
from callassist.messages.template import words_hash
from callassist.people.contact_points import Bar, Phone, Whose, to_text
from callassist.people.languages import NONE
from callassist.people.numbers import NumberKind, drama_range
from callassist.people.participation import Change, Dimension, standing
from callassist.people.times import Times, read_times
from callassist.privacy.sealing import place
from callassist.schedule.caps import WEEK, frees_at
from callassist.schedule.permit import Decision, TextFacts, Why, permit
from callassist.store import lookups, outbox, studies
from callassist.store.database import Connection
from callassist.study.swat import Variant
from callassist.work.house import House, Running
from callassist.work.keeping import kept
from callassist.work.swats import variant_of

CONFIRMS_STOP = "stopped"
WORKERS = ("staff", "interpreter")  # those who get texts in our own words, which need no approval
CANCELS = "cancelled"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """One text with what is true of it now, the phone it would go to and the language it would be in."""

    message: Any
    running: Running
    facts: TextFacts
    phone: Any | None
    participant: Any | None
    language: str
    appointment: Any | None
    variant: Variant | None = None  # how it differs in a study within the trial

    @property
    def template(self) -> str:
        """The text of messages.toml that its words come from."""
        own = self.variant.template if self.variant is not None else None
        return own or str(self.message.template)

    def decide(self, now: datetime) -> Decision:
        """Whether it may go now."""
        return permit(self.facts, self.running.edition.protocol, now)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch's queries found."""

    participants: Mapping[str, Any]
    phones: Mapping[str, Sequence[Any]]
    cases: Mapping[str, Any]
    appointments: Mapping[str, Any]
    changes: Mapping[str, Sequence[Any]]
    consented: frozenset[str]
    wrongly_rung: frozenset[str]
    refused: frozenset[str]
    opt_outs: Mapping[tuple[str, bytes], str]
    sent: Mapping[bytes, Sequence[datetime]]
    troubled: Mapping[str, Sequence[datetime]]
    approved: Mapping[str, frozenset[tuple[str, str, str]]]
    paused: Mapping[str, frozenset[tuple[str, str | None]]]


def asks(
    c: Connection, house: House, running: Mapping[str, Running], messages: Sequence[Any], now: datetime
) -> list[Ask]:
    """The facts of each text, in the order given. About ten queries, however many texts; none for none."""
    if not messages:
        return []
    known = _known(c, messages, now)
    return [
        _ask(house, running[one.study_id], one, known, now) for one in messages if one.study_id in running
    ]


def _known(c: Connection, messages: Sequence[Any], now: datetime) -> _Known:
    people = sorted({one.participant_id for one in messages if one.participant_id})
    phones = outbox.phones(c, people)
    indexes = {bytes(phone.number_index) for owned in phones.values() for phone in owned}
    indexes |= {bytes(one.number_index) for one in messages if one.number_index}
    study_ids = {one.study_id for one in messages}
    participants = outbox.participants(c, people)
    homes = sorted({one.household_id for one in participants.values() if one.household_id})
    return _Known(
        participants=participants,
        phones=phones,
        cases=lookups.cases(c, sorted({one.case_id for one in messages if one.case_id})),
        appointments=lookups.appointments(
            c, sorted({one.appointment_id for one in messages if one.appointment_id})
        ),
        changes=outbox.participation_of(c, people),
        consented=lookups.consented(c, people),
        wrongly_rung=lookups.wrongly_rung(c, people),
        refused=lookups.refused(c, people),
        opt_outs=outbox.last_opt_outs(c, sorted(indexes)),
        sent=outbox.sent_since(c, sorted(indexes), now - WEEK),
        troubled=lookups.troubled(c, homes, now - WEEK),
        approved={study_id: studies.approved_words(c, study_id) for study_id in study_ids},
        paused={
            study_id: frozenset((row.scope, row.of) for row in studies.pauses(c, study_id))
            for study_id in study_ids
        },
    )


def _ask(house: House, running: Running, message: Any, known: _Known, now: datetime) -> Ask:
    participant = known.participants.get(message.participant_id or "")
    phone, bar = choose_phone(known.phones.get(message.participant_id or "", ()))
    case = known.cases.get(message.case_id or "")
    appointment = known.appointments.get(message.appointment_id or "")
    language = _language(message, participant, running)
    variant = variant_of(running, message)
    template = variant.template if variant is not None and variant.template else message.template
    facts = TextFacts(
        worth_until=message.worth_until,
        due_at=message.due_at,
        answers_her=message.rule is None,
        confirms_stop=message.template == CONFIRMS_STOP,
        **_person(message, participant, phone, known, now),
        bar=bar if message.recipient == "participant" else None,
        **_words(message, template, language, known.approved[message.study_id], running),
        **_case(case, appointment, message),
        **_network(house, running, participant, phone, message),
        paused=_paused(known.paused[message.study_id], message, template),
        **_sent(known, phone, participant, now, running),
        allows=_times(participant, running),
        times=participant.times if participant is not None else None,
    )
    return Ask(message, running, facts, phone, participant, language, appointment, variant)


def choose_phone(rows: Sequence[Any]) -> tuple[Any | None, Why | None]:
    """The phone row that a text goes to, or why none may be texted; with the first row, for its number."""
    chosen = to_text(_phone(row) for row in rows)
    if isinstance(chosen, Bar):
        first = next(iter(rows), None)
        return first, _why(chosen, first)
    return next(row for row in rows if row.id == chosen.id), None


def _phone(row: Any) -> Phone:
    return Phone(
        id=row.id,
        e164="",
        kind=NumberKind(row.kind),
        whose=Whose(row.whose),
        safe=row.safe,
        texts_ok=row.texts_ok,
        order=row.place,
    )


def _why(bar: Bar, row: Any) -> Why:
    if bar is Bar.NO_TEXTS and row is not None and row.whose == Whose.SHARED:
        return Why.SHARED
    return _BARS[bar]


_BARS: Mapping[Bar, Why] = {
    Bar.UNSAFE: Why.UNSAFE,
    Bar.LANDLINE: Why.LANDLINE,
    Bar.NO_TEXTS: Why.NO_TEXTS,
    Bar.NOT_HERS: Why.NOT_HERS,
    Bar.OUT_OF_USE: Why.NO_NUMBER,
}


def _language(message: Any, participant: Any, running: Running) -> str:
    needs = participant.language if participant is not None else {}
    return message.language or (needs or {}).get("texts_in") or running.edition.protocol.study.languages[0]


def _person(message: Any, participant: Any, phone: Any, known: _Known, now: datetime) -> dict[str, Any]:
    if message.recipient != "participant":
        opt_out = known.opt_outs.get((message.study_id, bytes(message.number_index or b"")))
        return {"opt_out": None if opt_out == "started" else opt_out}
    texts_allowed = True
    if participant is not None:
        rows = known.changes.get(participant.id, ())
        changes = (Change(Dimension(row.dimension), row.allowed, row.since) for row in rows)
        texts_allowed = standing(changes, now).texts
    opt_out = known.opt_outs.get((message.study_id, bytes(phone.number_index))) if phone is not None else None
    needs = (participant.language or {}) if participant is not None else {}
    return {
        "stopped": participant is None or participant.stopped_at is not None,
        "texts_allowed": texts_allowed and (needs.get("texts_in") != NONE or needs.get("reads") == NONE),
        "consented": participant is not None and participant.id in known.consented,
        "wrong_person": participant is not None and participant.id in known.wrongly_rung,
        "refused": participant is not None and participant.id in known.refused,
        "opt_out": None if opt_out == "started" else opt_out,
        "reads": needs.get("reads") != NONE,
    }


def _words(
    message: Any, name: str, language: str, approved: frozenset[tuple[str, str, str]], running: Running
) -> dict[str, Any]:
    if message.recipient in WORKERS and name in OWN:
        return {}
    template = running.edition.messages.template.get(name)
    if template is None or language not in template.text:
        return {"has_words": False}
    if running.row.mode == "rehearsal":
        return {}
    return {"approved": (name, language, words_hash(template, language)) in approved}


def _case(case: Any, appointment: Any, message: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"wants_no_appointment": message.template == CANCELS}
    if case is not None:
        values |= {
            "case_state": CaseState(case.state),
            "opens_at": case.opens_at,
            "closes_at": case.closes_at,
        }
    if message.appointment_id and message.rule is not None:
        state = AppointmentState(appointment.state) if appointment is not None else AppointmentState.CANCELLED
        version = f":v{appointment.version}:" if appointment is not None else ""
        values |= {"appointment": state, "appointment_same": version in message.cause}
        values["true_until"] = appointment.starts_at if appointment is not None else None
    return values


def number_of(house: House, participant: Any, phone: Any) -> str:
    """The number (E.164) of a phone row: identity, for the network only."""
    return house.sealer.open(participant.wrapped_key, phone.number, place("phone", phone.id))


def _network(house: House, running: Running, participant: Any, phone: Any, message: Any) -> dict[str, Any]:
    if running.row.mode != "live":
        return {}
    index = phone.number_index if phone is not None else message.number_index
    listed = index is not None and bytes(index).hex() in (running.row.test_list or ())
    number = number_of(house, participant, phone) if phone is not None else None
    return {
        "live": True,
        "drama": number is not None and drama_range(number) is not None,
        "on_test_list": running.row.live_at is not None or listed,
    }


def _paused(pauses: frozenset[tuple[str, str | None]], message: Any, template: str) -> bool:
    if message.rule is None:
        return ("line", None) in pauses
    scopes = (("study", None), ("line", None), ("site", message.site))
    return any(
        scope in pauses for scope in (*scopes, *(("template", one) for one in (message.template, template)))
    )


def _sent(known: _Known, phone: Any, participant: Any, now: datetime, running: Running) -> dict[str, Any]:
    """The caps: texts to the number, whoever shares it, and texts and calls to the household together."""
    if phone is None:
        return {}
    home = known.troubled.get(participant.household_id or "", ()) if participant is not None else ()
    until = frees_at(home, running.edition.protocol.contact.household_a_week)
    if until is not None:
        return {"household_full": True, "frees_at": until}
    times = known.sent.get(bytes(phone.number_index), ())
    today = now.astimezone(ZoneInfo(running.edition.protocol.study.zone)).date()
    zone = ZoneInfo(running.edition.protocol.study.zone)
    of_today = [at for at in times if at.astimezone(zone).date() == today]
    contact = running.edition.protocol.contact
    frees = None
    if len(of_today) >= contact.texts_a_day:
        frees = of_today[0] + DAY
    elif len(times) >= contact.texts_a_week:
        frees = times[0] + WEEK
    return {"sent_today": len(of_today), "sent_this_week": len(times), "frees_at": frees}


def _times(participant: Any, running: Running) -> Callable[[datetime], bool] | None:
    told, protocol = (participant.times or {}) if participant is not None else {}, running.edition.protocol
    spans, calendars = told.get("safe", ""), kept(told, protocol)
    if not spans and not calendars:
        return None
    zone, times = ZoneInfo(protocol.study.zone), _read(spans)

    def allows(at: datetime) -> bool:
        local = at.astimezone(zone)
        return times.allows(local) and not any(one.shuts(local) for one in calendars)

    return allows


@lru_cache(maxsize=4096)
def _read(spans: str) -> Times:
    return read_times(spans)
