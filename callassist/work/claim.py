"""Claims what is due: judged with facts read twice, leased, and made ready to hand over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Fault
from callassist.messages.network import Outgoing
from callassist.messages.own import OWN
from callassist.messages.status import MessageEvent, MessageState
from callassist.messages.template import Rendered, render
from callassist.messages.when import hours_words, when_words
from callassist.people.numbers import spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_token
from callassist.schedule.permit import Decision, Hold, Permit, Suppress, Why
from callassist.store import outbox, pace
from callassist.store.database import Connection
from callassist.study.protocol import When
from callassist.work.house import House, Running
from callassist.work.permits import WORKERS, Ask, asks, number_of
from callassist.work.replies import ask_to_ring

BATCH = 64
ENGLISH = "en-GB"
LEASE = timedelta(seconds=90)
_CHANGES = (When.APPOINTMENT_BOOKED, When.APPOINTMENT_MOVED, When.APPOINTMENT_CANCELLED)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text that this lease holds, ready to be handed over."""

    ask: Ask
    outgoing: Outgoing
    lease: str


def claim(house: House, most: int = BATCH) -> tuple[int, list[Claimed]]:
    """Decide on up to `most` due texts and lease those that may go: how many were moved on, and the leased.

    What a decision hung on is read again in the writer: a text whose facts moved meanwhile waits for the
    next round, and one that another worker holds is left to it. Of several texts to one number a round
    takes the first, so that the others are judged with it counted.
    """
    now = house.now()
    running = {one.id: one for one in house.studies()}
    with house.database.read() as c:
        found = asks(c, house, running, outbox.ready(c, now, most), now)
        full = _full(c, house, found, now)
    judged = [(ask, ask.decide(now)) for ask in _first_of_each_number(found)]
    made = [(a, d) for a, d in judged if a.running.id not in full or not isinstance(d, Permit)]
    texts = {ask.message.id: _text(house, ask) for ask, decision in made if isinstance(decision, Permit)}
    lease = new_token()
    leases = {
        ask.message.id: _lease(house, ask, texts[ask.message.id], lease, now)
        for ask, decision in made
        if isinstance(decision, Permit)
    }
    locking = house.database.dialect == "postgresql"

    def keep(c: Connection) -> tuple[int, list[Claimed]]:
        rows = outbox.by_ids(c, [ask.message.id for ask, _ in made], lock=locking)
        now_true = {a.message.id: a.facts for a in asks(c, house, running, rows, now)}
        ready = {row.id for row in rows if row.state == MessageState.READY}
        same = [(a, d) for a, d in made if a.message.id in ready and now_true.get(a.message.id) == a.facts]
        room = _room(c, house, same, now)
        claimed = []
        for ask, decision in same:
            if isinstance(decision, Permit):
                text = texts[ask.message.id]
                if room is None or room.takes(ask.running.id, text[1].measure.segments):
                    claimed.append(Claimed(ask, _outgoing(house, ask, text, decision.until - now), lease))
        taken = [one.ask.message.id for one in claimed]
        if outbox.claimed(c, [(one, leases[one]) for one in taken]) != len(taken):
            raise Fault("a text that was ready a moment ago is not to be claimed")
        moved = sum(_set_aside(c, ask, decision, now) for ask, decision in same)
        return moved + len(claimed), claimed

    return house.database.keep(keep) if made else (0, [])


def _full(c: Connection, house: House, found: Sequence[Ask], now: datetime) -> frozenset[str]:
    """The studies whose sender has enough to do: their texts are not even rendered."""
    if house.segments_a_second is None or not found:
        return frozenset()
    return pace.full(c, sorted({ask.running.id for ask in found}), now)


def _room(
    c: Connection, house: House, same: Sequence[tuple[Ask, Decision]], now: datetime
) -> pace.Room | None:
    """How much each sender may still be given just now, by all of us; None where nobody sets a pace."""
    if house.segments_a_second is None:
        return None
    sending = {ask.running.id for ask, decision in same if isinstance(decision, Permit)}
    return pace.Room(c, house.database.dialect, sorted(sending), now, house.segments_a_second)


def _first_of_each_number(found: Sequence[Ask]) -> Iterator[Ask]:
    """Answers to her own texts first; of texts whose time came together, the one that lapses first."""
    numbers: set[bytes] = set()
    for ask in sorted(
        found, key=lambda a: (a.message.rule is not None, a.message.go_at, a.message.worth_until)
    ):
        number = bytes(ask.phone.number_index) if ask.phone is not None else ask.message.id.encode()
        if number not in numbers:
            numbers.add(number)
            yield ask


def _set_aside(c: Connection, ask: Ask, decision: Decision, now: datetime) -> bool:
    """Hold or suppress a text that may not go; whether that moved it.

    One that was tried in time and is too late now was kept from her by the network: somebody rings instead.
    So does somebody when the hours leave no time to text her of a change before the hour it is about.
    """
    match decision:
        case Hold(why=why, until=None):
            return outbox.happens(c, ask.message.id, MessageEvent.HELD, reason=why)
        case Hold(why=why, until=until):
            outbox.note(c, ask.message.id, go_at=until, reason=why)
            return True
        case Suppress(why=why):
            if why is Why.TOO_LATE and (ask.message.tries or _changes(ask, now)):
                ask_to_ring(c, ask.message, now)
            return outbox.happens(c, ask.message.id, MessageEvent.SUPPRESSED, reason=why, receipt_at=now)
        case Permit():
            return False


def _changes(ask: Ask, now: datetime) -> bool:
    """Whether it tells of an appointment agreed, moved or taken back that is still to come."""
    if ask.facts.true_until is None or ask.facts.true_until <= now:
        return False
    rules = ask.running.edition.protocol.text
    return any(one.id == ask.message.rule and one.when in _CHANGES for one in rules)


def _text(house: House, ask: Ask) -> tuple[str, Rendered]:
    """The number and the words."""
    if ask.message.recipient == "participant":
        number = number_of(house, ask.participant, ask.phone)
    else:
        number = house.sealer.open(
            ask.running.id, ask.message.number, place("message.number", ask.message.id)
        )
    return number, text_of(ask)


def text_of(ask: Ask) -> Rendered:
    """The words of a text as it would go now; of one to somebody who works for the study, in our own."""
    own = OWN.get(ask.message.template) if ask.message.recipient in WORKERS else None
    if own is not None:
        return render(own, ENGLISH, ask.message.more["values"], first_language=ENGLISH)
    return words_of(ask.running, ask.template, ask.language, ask.appointment, sender=sender_of(ask))


def sender_of(ask: Ask) -> str | None:
    """Who the words say that they are from, where a study within the trial tries another name."""
    return ask.variant.sender_name if ask.variant is not None else None


_spoken = lru_cache(maxsize=256)(spoken)  # the same few numbers, and the same hours, in every text
_hours_words = lru_cache(maxsize=256)(hours_words)


def words_of(
    running: Running, template: str, language: str, appointment: Any | None, *, sender: str | None = None
) -> Rendered:
    """The words of a text as it would go now, in a language or the study's first."""
    study = running.edition.protocol.study
    values = {"sender": sender or study.sender_name, "callback": _spoken(study.sender)}
    if (reading := running.edition.protocol.hours.reading) is not None:
        values["reading"] = _hours_words(tuple(reading.week()), language)
    if appointment is not None:
        values |= when_words(appointment.starts_at.astimezone(ZoneInfo(study.zone)), language)
    return render(
        running.edition.messages.template[template], language, values, first_language=study.languages[0]
    )


def hand_over(house: House, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Keep, just before they go, that texts of one claim are handed over; those that the lease still holds.

    A process that is killed after its claim leaves nothing undecided but what it really handed over.
    """
    lease, ids = claimed[0].lease, [one.ask.message.id for one in claimed]
    may_go = house.database.keep(lambda c: outbox.handing_over(c, lease, ids, datetime.now(UTC)))
    return [one for one in claimed if one.ask.message.id in may_go]


def _lease(house: House, ask: Ask, text: tuple[str, Rendered], lease: str, now: datetime) -> dict[str, Any]:
    """What is kept of a text while this lease holds it."""
    number, words = text
    under = ask.participant.wrapped_key if ask.participant is not None else ask.running.id
    return {
        "lease": lease,
        "lease_until": datetime.now(UTC) + LEASE,
        "handed_at": None,
        "language": words.language,
        "phone_id": ask.phone.id if ask.phone is not None else None,
        "number": _kept_number(house, ask, number),
        "number_index": ask.phone.number_index if ask.phone is not None else ask.message.number_index,
        "body": house.sealer.seal(under, words.body, place("message.body", ask.message.id)),
        "encoding": words.measure.encoding,
        "segments": words.measure.segments,
        "sent_at": now,
        "tries": ask.message.tries + 1,
        "reason": None,
    }


def _kept_number(house: House, ask: Ask, number: str) -> bytes:
    if ask.message.recipient != "participant" or ask.participant is None:
        return bytes(ask.message.number)
    return house.sealer.seal(ask.participant.wrapped_key, number, place("message.number", ask.message.id))


def _outgoing(house: House, ask: Ask, text: tuple[str, Rendered], worth: timedelta) -> Outgoing:
    number, words = text
    return Outgoing(
        to=number,
        sender=ask.running.edition.protocol.study.sender,
        body=words.body,
        receipt_url=f"{house.public_url}/twilio/receipt/{ask.message.token}",
        valid_seconds=max(60, min(36_000, int(worth.total_seconds()))),
    )
