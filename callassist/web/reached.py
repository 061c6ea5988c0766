"""How somebody is reached, put together for its page: her numbers, what was changed, and whom else to ask."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.people.contact_points import ContactNote, PhoneState, Whose
from callassist.people.numbers import spoken
from callassist.people.participation import Change, Dimension, standing
from callassist.people.record import Identity
from callassist.people.tracing import HOW_WORDS, How, Says, Word, agreed, bar
from callassist.privacy.sealing import place
from callassist.schedule.tracing import not_yet, why_now
from callassist.store.lists.case import CasePage
from callassist.web import trying, words
from callassist.web.frame import language_name
from callassist.web.person import Person, person
from callassist.web.ringing import KINDS, WHOSE
from callassist.web.standing import attempts_of, blocked_by, lower, supervises
from callassist.web.story import outcome_words
from callassist.work.actor import Actor
from callassist.work.house import House, Running
from callassist.work.named_rings import Talk, talk

OWNERS = {
    Whose.OWN: "{own} own, nobody else’s",
    Whose.PARTNER: "The partner’s",
    Whose.SHARED: "Shared: others pick it up too",
    Whose.RELATIVE: "A relative’s",
    Whose.WORK: "At work",
}
STATES = {
    PhoneState.IN_USE: "In use",
    PhoneState.WRONG: "Wrong: it is not {own} number",
    PhoneState.DISCONNECTED: "Disconnected: nobody can be rung there",
    PhoneState.RECYCLED: "Recycled: it was {own} number and is somebody else’s now",
    PhoneState.RETIRED: "Not used any more",
}
SIGNS = {PhoneState.IN_USE: ("✓", "good")}
ENDED = {
    "taken_back": "Taken back; the name and number are deleted",
    "declined": "Does not want to be rung; the name and number are deleted",
    "wrong_number": "The number was wrong; it is deleted",
}
_FIELDS = {
    "state": "what became of it",
    "whose": "whose it is",
    "shared_with": "with whom it is shared",
    "safe": "whether it is safe",
    "texts_ok": "texts",
    "voicemail_ok": "voicemail",
    "withhold": "whether our number shows",
    "place": "the order",
}


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number. `shown` is "" where it may not be seen by who looks, and `hidden` says why."""

    row: Any
    shown: str
    hidden: str
    about: str
    last: str
    state: str
    sign: str
    mood: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """Somebody she named: who has agreed, and why this person is not rung now ("" when it may be)."""

    row: Any
    count: int
    speaks: str
    hers: str
    theirs: str
    bar: str
    calls: int
    ended: str
    rang: bool  # rang us, was missed, and waits to be rung back
    talk: Talk


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a number, with its reason for who may see the numbers."""

    at: datetime
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reached:
    """All that the page of numbers shows."""

    case: Any
    who: Person
    mine: bool
    holder: str
    note_at: datetime | None
    note: ContactNote
    blocked: str
    supervises: bool
    open: bool  # whether the numbers show
    numbers: tuple[NumberRow, ...]
    changes: tuple[Changed, ...]
    named: tuple[NamedRow, ...]
    why_now: str
    not_yet: str
    most: int
    calls: int
    first_name: str
    new_number: bool  # a text or a colleague says that there is a new one


def reached(
    house: House,
    page: CasePage,
    running: Running,
    actor: Actor,
    now: datetime,
    *,
    changes: Sequence[Any],
    named: Sequence[Any],
    said: Sequence[Any],
    rang: Container[str] = (),
) -> Reached:
    """Put one page of numbers together for one pair of eyes."""
    case, protocol = page.case, running.edition.protocol
    hold = next((one for one in page.holds if one.case_id == case.id and one.by == actor.id), None)
    other = next((one for one in page.holds if one.by != actor.id), None)
    may, zone = supervises(actor, case), protocol.study.zone
    stands = standing((Change(Dimension(r.dimension), r.allowed, r.since) for r in page.participation), now)
    blocked = blocked_by(page, stands, trying.window(case, now, zone))
    note_at = hold.note_at if hold is not None and other is None else None
    shows = note_at is not None and case.stopped_at is None and (may or not blocked)
    identity = _identity(house, case) if note_at is not None and case.stopped_at is None else None
    who = person(case.role)
    barred = bool(blocked) or case.state != "open"
    ringable = sum(1 for one in page.phones if one.safe and one.state == PhoneState.IN_USE)
    now_asked = "" if barred else why_now(protocol.contact, attempts_of(page), ringable=ringable)
    return Reached(
        case=case,
        who=who,
        mine=hold is not None and other is None,
        holder=(other.name or "A colleague") if other else "",
        note_at=note_at,
        note=identity.note if identity else ContactNote(),
        blocked=blocked,
        supervises=may,
        open=shows,
        numbers=tuple(_number(house, page, one, who, now, zone, shows=shows, may=may) for one in page.phones),
        changes=tuple(_changed(house, page, one, shows=shows) for one in changes),
        named=tuple(_named(one, count, said, page, rang, now_asked) for count, one in enumerate(named, 1)),
        why_now=now_asked,
        not_yet=not_yet(protocol.contact),
        most=protocol.contact.tracing.contacts,
        calls=protocol.contact.tracing.calls,
        first_name=identity.name.full.split()[0] if identity and identity.name.full else "",
        new_number=any(task.kind == "new_number" for task in page.tasks),
    )


def owners(who: Person) -> list[tuple[str, str]]:
    """Whose a number may be, as a form offers it."""
    return [(one.value, words.capital(said.format(own=who.own))) for one, said in OWNERS.items()]


def states(who: Person, *, supervises: bool, now_is: str) -> list[tuple[str, str]]:
    """What may be said of a number: some of it only by a supervisor."""
    hers = [PhoneState.WRONG, PhoneState.DISCONNECTED, PhoneState.RETIRED]
    offered = list(PhoneState) if supervises else [PhoneState(now_is), *hers]
    return [(one.value, STATES[one].format(own=who.own)) for one in PhoneState if one in offered]


def ways(says: Says) -> list[tuple[str, str]]:
    """How a word may have been said."""
    known = (one for one in How if says is Says.CONTACT or one is not How.THROUGH_HER)
    return [(one.value, words.capital(HOW_WORDS[one])) for one in known]


def _identity(house: House, case: Any) -> Identity | None:
    if case.record is None:
        return None
    return Identity.parse(
        house.sealer.open(case.wrapped_key, case.record, place("identity", case.participant_id))
    )


def _number(
    house: House, page: CasePage, one: Any, who: Person, now: datetime, zone: str, *, shows: bool, may: bool
) -> NumberRow:
    state = PhoneState(one.state)
    seen = shows and (one.safe or may)
    number = house.sealer.open(page.case.wrapped_key, one.number, place("phone", one.id)) if seen else ""
    whose = WHOSE.get(one.whose, WHOSE["own"]).format(own=who.own, kind=KINDS.get(one.kind, "phone"))
    shared = f", with {words.listed(list(one.shared_with))}" if one.shared_with else ""
    sign, mood = SIGNS.get(state, ("✕", "stop"))
    return NumberRow(
        row=one,
        shown=spoken(number) if number else "",
        hidden="Not shown: it is not safe" if shows else "Not shown yet",
        about=words.capital(whose) + shared,
        last=_last(page, one.id, now, zone),
        state=STATES[state].format(own=who.own),
        sign=sign if one.safe else "✕",
        mood=mood if one.safe else "stop",
        marks=tuple(_marks(one)),
    )


def _marks(one: Any) -> list[str]:
    found = [] if one.safe else ["Not safe: nothing goes to it"]
    if one.whose in (Whose.PARTNER, Whose.RELATIVE, Whose.WORK) or not one.texts_ok or one.kind == "landline":
        found.append("No texts")
    found.append("Voicemail may be left" if one.voicemail_ok else "No voicemail")
    if one.withhold:
        found.append("Our number must not show")
    return found


def _last(page: CasePage, phone_id: str, now: datetime, zone: str) -> str:
    """What came of a number the last time, over all of her waves."""
    for one in page.ledger:
        if one.phone_id == phone_id and one.corrected_by is None:
            return f"{outcome_words(one.outcome)}, {words.when(one.at, now, zone)}"
    return "Not tried yet"


def _changed(house: House, page: CasePage, one: Any, *, shows: bool) -> Changed:
    at = next((count for count, phone in enumerate(page.phones, 1) if phone.id == one.phone_id), 0)
    did = f"{one.name or 'The software'} "
    if not one.what:
        did += f"added number {at}"
    elif "state" in one.what:
        now_is = PhoneState(one.what["state"][1])
        did += f"said of number {at}: {lower(STATES[now_is].partition(':')[0])}"
    else:
        did += f"changed number {at}: {words.listed([_FIELDS.get(name, name) for name in one.what])}"
    reason = ""
    if shows and one.reason is not None:
        reason = house.sealer.open(page.case.wrapped_key, one.reason, place("phone.reason", one.phone_id))
    return Changed(one.at, did + ".", reason)


def _named(
    one: Any, count: int, said: Sequence[Any], page: CasePage, rang: Container[str], now_asked: str
) -> NamedRow:
    own = [row for row in said if row.tracing_id == one.id]
    told = [Word(Says(row.says), row.allowed, row.at) for row in own]
    barred = bar(told)
    return NamedRow(
        row=one,
        count=count,
        speaks=words.listed([language_name(tag) for tag in one.languages]),
        hers=_word(own, told, Says.PARTICIPANT),
        theirs=_word(own, told, Says.CONTACT),
        bar=barred,
        calls=sum(1 for line in attempts_of(page) if _asked(line, one.id)),
        ended=ENDED.get(one.ended_why or "", ""),
        rang=one.id in rang,
        talk=talk(barred, now_asked),
    )


def _asked(line: Any, tracing_id: str) -> bool:
    return bool(line.tracing_id == tracing_id and line.direction == "out")


def _word(rows: Sequence[Any], told: Sequence[Word], says: Says) -> str:
    """The last word of one of the two: "yes, in writing"."""
    last = agreed(told, says)
    if last is None:
        return "not asked yet"
    row = [one for one in rows if one.says == says][-1]
    return f"{'yes' if last else 'no'}, {HOW_WORDS[How(row.how)]}"
