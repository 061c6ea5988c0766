"""Asking somebody she named how she can be reached: who may be rung, by whose word, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from callassist.cases.outcomes import OUTCOMES, Kind
from callassist.cases.states import CaseState
from callassist.errors import Refusal
from callassist.people.contact_points import PhoneState
from callassist.people.languages import read_language
from callassist.people.numbers import read_number, spoken
from callassist.people.participation import Change, Dimension, standing
from callassist.people.record import TracingContact
from callassist.people.tracing import How, Says, read_how
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.schedule.slots import slot
from callassist.schedule.tracing import not_yet, why_now
from callassist.store import attempts, outbox, phones, tasks, tracing
from callassist.store.database import Connection
from callassist.store.lists.line import DECISIONS
from callassist.work import call_log, named_rings
from callassist.work.actor import Actor
from callassist.work.cases import case_of
from callassist.work.house import House
from callassist.work.numbers import note_open
from callassist.work.once import keep_once
from callassist.work.verb import Line, again, keep

RANG = "tracing_rang"
OUTCOMES_OF = tuple(one for one in OUTCOMES.values() if one.kind is Kind.TRACING and one.code != RANG)
OUTCOMES_IN = tuple(
    one for one in OUTCOMES.values() if one.kind is Kind.TRACING and one.code != "tracing_no_answer"
)
"""What may come of it when they ring us."""

ENDS: Final = {"tracing_declined": "declined", "tracing_wrong": "wrong_number"}
TAKEN_BACK = "taken_back"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Named:
    """Whom she named: name, number as typed, what they are to her, languages as typed, apart by commas.

    `how` she said that we may ring; `agreed` how this person said so, "" where that is still to come.
    """

    name: str
    number: str
    relation: str
    languages: str
    how: str
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Who is to be asked for, as shown once: name, number as it is dialled, and the relation."""

    id: str
    name: str
    number: str
    relation: str


@again
def add(house: House, actor: Actor, case_id: str, named: Named, *, token: str) -> str:
    """Keep somebody she named, with her word that we may ring; the id.

    Raises Refusal while the note is not open at hers, for what is no number or language, for a number of
    her own or of anybody in the study, and beyond as many people as the protocol keeps.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    contact = house.study(row.study_id).edition.protocol.contact
    number = read_number(named.number, where="Their number")
    if not named.name.strip() or len(named.name) > LONGEST_NAME:
        raise Refusal("Their name", "it is empty or too long.", "Write whom to ask for.")
    if number.drama and house.study(row.study_id).row.mode == "live":
        raise Refusal(
            "Their number", "is a made-up number, kept for drama.", "A live study needs a real one."
        )
    index, new = number_index(house.keys, row.study_id, number.e164), new_id()
    record = TracingContact(named.name.strip(), number.e164, named.relation.strip()[:LONGEST_NAME])
    made = {
        "id": new,
        "study_id": row.study_id,
        "participant_id": row.participant_id,
        "record": house.sealer.seal(row.wrapped_key, record.text(), place("tracing", new)),
        "number_index": index,
        "languages": _languages(named.languages),
        "recorded_at": now,
        "by": actor.id,
    }
    hers = _word(made, Says.PARTICIPANT, read_how(named.how, Says.PARTICIPANT), actor, now)
    said = [hers]
    if named.agreed:
        said.append(_word(made, Says.CONTACT, read_how(named.agreed, Says.CONTACT), actor, now))

    def work(c: Connection) -> str:
        note_open(c, actor, case_id, now)
        _not_of_the_study(c, row, index)
        kept = [one for one in tracing.of_person(c, row.participant_id) if one.ended_at is None]
        if len(kept) >= contact.tracing.contacts:
            most = contact.tracing.contacts
            raise Refusal("Whom else to ask", f"the protocol keeps {most}.", "Take one of them back first.")
        tracing.add(c, {**made, "place": len(kept) + 1}, said)
        return new

    return keep_once(house, _line(actor, "name_contact", now, row, new), token, work)


@again
def say(
    house: House,
    actor: Actor,
    case_id: str,
    tracing_id: str,
    *,
    says: str,
    allowed: bool,
    how: str,
    token: str,
) -> str:
    """Keep the word of one of the two that this person may be rung, or no more; a "no" of either ends it.

    What ends destroys the name and the number at once; the dated words stay.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    if says not in set(Says):
        raise Refusal("Who said it", "nobody was chosen.", "Choose one.")
    who = Says(says)
    told = read_how(how, who)

    def work(c: Connection) -> str:
        note_open(c, actor, case_id, now)
        one = _standing(c, row, tracing_id)
        tracing.say(c, _word(dict(one._mapping), who, told, actor, now, allowed=allowed))
        if not allowed:
            tracing.end(c, tracing_id, TAKEN_BACK if who is Says.PARTICIPANT else "declined", now)
        return tracing_id

    return keep_once(house, _line(actor, "consent_of_contact", now, row, tracing_id), token, work)


def show(house: House, actor: Actor, case_id: str, tracing_id: str, *, rings_us: bool = False) -> Opened:
    """Open whom to ask and on which number; the audit says so. `rings_us`: only who they are, no number.

    Raises Refusal while they may not be rung: the protocol's own tries come first, both must have agreed,
    and nobody rings for a case in which nobody may ring. Who rings us may always be recognised.
    """
    now, row = house.now(), case_of(house, actor, case_id)

    def work(c: Connection) -> Any:
        note_open(c, actor, case_id, now)
        one = _standing(c, row, tracing_id)
        if not rings_us and (why := why_not(c, house, row, one, now)):
            raise Refusal("Whom else to ask", why, "Try the numbers above first, or ask a supervisor.")
        return one

    one = keep(house, _line(actor, "show_contact", now, row, tracing_id), work)
    told = TracingContact.parse(house.sealer.open(row.wrapped_key, one.record, place("tracing", one.id)))
    return Opened(one.id, told.name, "" if rings_us else spoken(told.phone), told.relation)


@again
def log(
    house: House,
    actor: Actor,
    case_id: str,
    tracing_id: str,
    *,
    outcome: str,
    note: str,
    token: str,
    rang_us: bool = False,
) -> str:
    """Log what came of asking somebody, or of their ringing us; the id of its line in the ledger.

    It counts as tracing, and as none of the tries owed to her. Who does not want to be rung, and a wrong
    number, end it at once. Whoever had to ring them back need not any more.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    if outcome not in {one.code for one in (OUTCOMES_IN if rang_us else OUTCOMES_OF)}:
        raise Refusal("What came of it", "nothing was chosen.", "Choose one.")
    if len(note) > 2000:
        raise Refusal("Note", "it has more than 2000 characters.", "Make it shorter.")
    contact_id = new_id()
    words = house.sealer.seal(row.wrapped_key, note.strip(), place("contact.note", contact_id))
    zone = ZoneInfo(house.study(row.study_id).edition.protocol.study.zone)

    def work(c: Connection) -> str:
        note_open(c, actor, case_id, now)
        one = _standing(c, row, tracing_id)
        if not rang_us and (why := why_not(c, house, row, one, now)):
            raise Refusal("Whom else to ask", why, "Nothing was logged.")
        ledger = {
            "id": contact_id,
            "study_id": row.study_id,
            "case_id": row.id,
            "participant_id": row.participant_id,
            "channel": "call",
            "direction": "in" if rang_us else "out",
            "at": now,
            "outcome": outcome,
            "attempt": False,
            "slot": slot(now.astimezone(zone)),
            "by": actor.id,
            "tracing_id": tracing_id,
            "note": words if note.strip() else None,
            "recorded_at": now,
        }
        attempts.add(c, ledger)
        call_log.logged_named(c, actor, case_id, tracing_id, contact_id, now)
        named_rings.done(c, row.participant_id, tracing_id, by=actor.id, now=now)
        if outcome == "tracing_declined":
            tracing.say(c, _word(dict(one._mapping), Says.CONTACT, How.PHONE, actor, now, allowed=False))
        if outcome in ENDS:
            tracing.end(c, tracing_id, ENDS[outcome], now)
        return contact_id

    more = {"outcome": outcome, "contact": contact_id}
    return keep_once(house, _line(actor, "log_tracing", now, row, tracing_id, more), token, work)


def why_not(c: Connection, house: House, row: Any, one: Any, now: datetime) -> str:
    """Why one of them must not be rung now for a case (its row), in words; "" when it may be.

    Who rang us and was missed is rung back, whatever the protocol's own tries.
    """
    contact = house.study(row.study_id).edition.protocol.contact
    if why := named_rings.both_agreed(c, row.participant_id, one.id) or _nobody_rings(c, row, now):
        return why
    if one.id in tracing.rang(c, row.participant_id):
        return ""
    numbers = phones.all_of(c, row.participant_id)
    ringable = sum(1 for phone in numbers if phone.safe and phone.state == PhoneState.IN_USE)
    if not why_now(contact, attempts.outcomes(c, row.id), ringable=ringable):
        return not_yet(contact)
    if tracing.calls(c, row.id, one.id) >= contact.tracing.calls:
        return "This person was asked as often as the protocol allows in one wave."
    return ""


def _nobody_rings(c: Connection, row: Any, now: datetime) -> str:
    """Why nobody may be rung about this family at all, in words; "" when somebody may be."""
    if row.stopped_at is not None:
        return "Everything is stopped for this family."
    if row.state != CaseState.OPEN:
        return "The window is not open."
    rows = outbox.participation_of(c, [row.participant_id]).get(row.participant_id, [])
    if not standing((Change(Dimension(r.dimension), r.allowed, r.since) for r in rows), now).calls:
        return "No calls are wanted."
    if tasks.waits(c, row.id, DECISIONS):
        return "A supervisor has to decide first."
    return ""


def _standing(c: Connection, row: Any, tracing_id: str) -> Any:
    one = tracing.one(c, tracing_id)
    if one is None or one.participant_id != row.participant_id or one.ended_at is not None:
        raise Refusal("Whom else to ask", "nobody stands here any more.", "Load the page again.")
    return one


def _not_of_the_study(c: Connection, row: Any, index: bytes) -> None:
    """Nobody of the study is rung about somebody else of it, and her own number is no other person's."""
    for one in phones.with_index(c, row.study_id, index):
        if one.participant_id == row.participant_id:
            raise Refusal("Their number", "it stands among her own.", "Ask for the other person’s number.")
        if one.state == PhoneState.IN_USE:
            what = "somebody of the study has it, who is rung for nobody else."
            raise Refusal("Their number", what, "Ask for another person.")


def _languages(typed: str) -> list[str]:
    named = [one.strip() for one in typed.replace(";", ",").split(",") if one.strip()]
    return [read_language(one, where="Their languages").tag for one in named]


def _word(
    made: Any, says: Says, how: How, actor: Actor, now: datetime, *, allowed: bool = True
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "study_id": made["study_id"],
        "participant_id": made["participant_id"],
        "tracing_id": made["id"],
        "says": says,
        "allowed": allowed,
        "at": now,
        "how": how,
        "by": actor.id,
        "recorded_at": now,
    }


def _line(actor: Actor, verb: str, now: datetime, row: Any, tracing_id: str, more: Any = None) -> Line:
    told = {"contact": tracing_id, **(more or {})}
    return Line(actor.id, verb, now, row.study_id, row.participant_id, told)
