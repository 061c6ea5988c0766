"""Claims what is due: judged with facts read twice, leased, and made ready to hand over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.messages.network import Outgoing
from callassist.messages.status import MessageEvent
from callassist.messages.template import Rendered, render
from callassist.messages.when import when_words
from callassist.people.numbers import spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_token
from callassist.schedule.permit import Decision, Hold, Permit, Suppress
from callassist.store import outbox
from callassist.store.database import Connection
from callassist.store.pace import Room
from callassist.work.house import House, Running
from callassist.work.permits import Ask, asks, number_of

BATCH = 64
LEASE = timedelta(seconds=90)


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
    made = [(ask, ask.decide(now)) for ask in _first_of_each_number(found)]
    texts = {ask.message.id: _text(house, ask) for ask, decision in made if isinstance(decision, Permit)}
    lease = new_token()
    locking = house.database.dialect == "postgresql"

    def keep(c: Connection) -> tuple[int, list[Claimed]]:
        rows = outbox.by_ids(c, [ask.message.id for ask, _ in made], lock=locking)
        now_true = {a.message.id: a.facts for a in asks(c, house, running, rows, now)}
        same = [(ask, decision) for ask, decision in made if now_true.get(ask.message.id) == ask.facts]
        claimed = []
        room = _room(c, house, same, now)
        for ask, decision in same:
            if isinstance(decision, Permit):
                text = texts[ask.message.id]
                if room is not None and not room.takes(ask.running.id, text[1].measure.segments):
                    continue
                if _lease(c, house, ask, text, lease, now):
                    claimed.append(Claimed(ask, _outgoing(house, ask, text, decision.until - now), lease))
        moved = sum(_set_aside(c, ask, decision, now) for ask, decision in same)
        return moved + len(claimed), claimed

    return house.database.keep(keep) if made else (0, [])


def _room(c: Connection, house: House, same: Sequence[tuple[Ask, Decision]], now: datetime) -> Room | None:
    """How much each sender may still be given just now, by all of us; None where nobody sets a pace."""
    if house.segments_a_second is None:
        return None
    sending = {ask.running.id for ask, decision in same if isinstance(decision, Permit)}
    return Room(c, house.database.dialect, sorted(sending), now, house.segments_a_second)


def _first_of_each_number(found: Sequence[Ask]) -> Iterator[Ask]:
    numbers: set[bytes] = set()
    for ask in found:
        number = bytes(ask.phone.number_index) if ask.phone is not None else ask.message.id.encode()
        if number not in numbers:
            numbers.add(number)
            yield ask


def _set_aside(c: Connection, ask: Ask, decision: Decision, now: datetime) -> bool:
    """Hold or suppress a text that may not go; whether that moved it."""
    match decision:
        case Hold(why=why, until=None):
            return outbox.happens(c, ask.message.id, MessageEvent.HELD, reason=why)
        case Hold(why=why, until=until):
            outbox.note(c, ask.message.id, go_at=until, reason=why)
            return True
        case Suppress(why=why):
            return outbox.happens(c, ask.message.id, MessageEvent.SUPPRESSED, reason=why, receipt_at=now)
        case Permit():
            return False


def _text(house: House, ask: Ask) -> tuple[str, Rendered]:
    """The number and the words."""
    if ask.message.recipient == "participant":
        number = number_of(house, ask.participant, ask.phone)
    else:
        number = house.sealer.open(
            ask.running.id, ask.message.number, place("message.number", ask.message.id)
        )
    return number, words_of(ask.running, ask.message.template, ask.language, ask.appointment)


def words_of(running: Running, template: str, language: str, appointment: Any | None) -> Rendered:
    """The words of a text as it would go now, in a language or the study's first."""
    study = running.edition.protocol.study
    values = {"sender": study.sender_name, "callback": spoken(study.sender)}
    if appointment is not None:
        values |= when_words(appointment.starts_at.astimezone(ZoneInfo(study.zone)), language)
    return render(
        running.edition.messages.template[template], language, values, first_language=study.languages[0]
    )


def _lease(
    c: Connection, house: House, ask: Ask, text: tuple[str, Rendered], lease: str, now: datetime
) -> bool:
    number, words = text
    under = ask.participant.wrapped_key if ask.participant is not None else ask.running.id
    return outbox.happens(
        c,
        ask.message.id,
        MessageEvent.CLAIMED,
        lease=lease,
        lease_until=datetime.now(UTC) + LEASE,
        language=words.language,
        phone_id=ask.phone.id if ask.phone is not None else None,
        number=_kept_number(house, ask, number),
        number_index=ask.phone.number_index if ask.phone is not None else ask.message.number_index,
        body=house.sealer.seal(under, words.body, place("message.body", ask.message.id)),
        encoding=words.measure.encoding,
        segments=words.measure.segments,
        sent_at=now,
        tries=ask.message.tries + 1,
        reason=None,
    )


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
