"""Sends what is due: claim with a lease, hand over once, record; what nobody knows is never sent again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.messages.network import Answer, Outgoing, Policy, Verdict
from callassist.messages.segments import Measure
from callassist.messages.status import MessageEvent
from callassist.messages.template import Rendered, render
from callassist.messages.when import when_words
from callassist.people.numbers import spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.permit import Decision, Hold, Permit, Suppress
from callassist.store import ledger, outbox, planning
from callassist.store.database import Connection
from callassist.work.house import SYSTEM, House, Running
from callassist.work.permits import Ask, asks, number_of
from callassist.work.points import reach

BATCH = 64
AT_LEAST = 16  # so many answers are kept, and so many claimed, at once
LEASE = timedelta(seconds=90)
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
log = logging.getLogger("callassist.send")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text that this lease holds, ready to be handed over."""

    ask: Ask
    outgoing: Outgoing
    lease: str


class Sender:
    """Hands texts over, up to 64 at a time in threads of its own.

    The next are claimed while others are still on their way, and answers are kept as they come in: a slow
    answer holds up nobody but itself.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self._threads = ThreadPoolExecutor(BATCH, thread_name_prefix="send")
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="keep")

    def send(self) -> int:
        """Send all that is due now; how many texts were sent, held or suppressed."""
        if self.house.network is None:
            return 0
        worked, more = 0, True
        going: dict[Future[Answer], Claimed] = {}
        kept: list[Future[None]] = []
        while more or going:
            if more and len(going) <= BATCH - AT_LEAST:
                moved, claimed = claim(self.house, BATCH - len(going))
                reach("claimed")
                worked, more = worked + moved, moved > 0
                going |= {self._threads.submit(self._hand_over, one): one for one in claimed}
            elif going:
                kept.append(self._keep_answered(going, all_of_them=not more))
        for one in kept:
            one.result()
        return worked

    def _keep_answered(self, going: dict[Future[Answer], Claimed], *, all_of_them: bool) -> Future[None]:
        """Wait until enough are answered, or all, and have their answers kept."""
        enough = len(going) if all_of_them else min(AT_LEAST, len(going))
        done: set[Future[Answer]] = set()
        while len(done) < enough:
            done |= wait(going.keys() - done, return_when=FIRST_COMPLETED).done
        claimed = [going.pop(one) for one in done]
        reach("answered")
        answers = [one.result() for one in done]
        return self._keeper.submit(self._record, claimed, answers)

    def _record(self, claimed: Sequence[Claimed], answers: Sequence[Answer]) -> None:
        record(self.house, claimed, answers)
        reach("recorded")

    def _hand_over(self, claimed: Claimed) -> Answer:
        network = self.house.network
        assert network is not None
        reach("handing over")
        answer = network.send(claimed.outgoing)
        reach("handed over")
        return answer

    def close(self) -> None:
        """Let the threads go once what they hold is handed over."""
        self._threads.shutdown(wait=True)
        self._keeper.shutdown(wait=True)


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
        for ask, decision in same:
            if isinstance(decision, Permit):
                text = texts[ask.message.id]
                if _lease(c, house, ask, text, lease, now):
                    claimed.append(Claimed(ask, _outgoing(house, ask, text, decision.until - now), lease))
        moved = sum(_set_aside(c, ask, decision, now) for ask, decision in same)
        return moved + len(claimed), claimed

    return house.database.keep(keep) if made else (0, [])


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


def record(house: House, claimed: Sequence[Claimed], answers: Sequence[Answer]) -> None:
    """Keep what the network answered, for the whole batch at once."""
    now = house.now()

    def keep(c: Connection) -> None:
        for one, answer in zip(claimed, answers, strict=True):
            _record(c, house, one, answer, now)

    house.database.keep(keep)


def _record(c: Connection, house: House, one: Claimed, answer: Answer, now: datetime) -> None:
    message = one.ask.message
    match answer.verdict:
        case Verdict.ACCEPTED:
            taken = {"provider_id": answer.sid, "code": None, "reason": None}
            if outbox.happens(c, message.id, MessageEvent.ACCEPTED, claimed_by=one.lease, **taken):
                tell_ledger(c, message, now)
        case Verdict.UNKNOWN:
            why = {"reason": "the network did not say", "code": answer.code}
            outbox.happens(c, message.id, MessageEvent.LOST, claimed_by=one.lease, **why)
            log.warning("text undecided message=%s status=%s", message.id, answer.status)
        case Verdict.REFUSED:
            _refused(c, house, one, answer, now)


def _refused(c: Connection, house: House, one: Claimed, answer: Answer, now: datetime) -> None:
    message, policy = one.ask.message, answer.policy or Policy.GIVE_UP
    if policy in (Policy.RETRY_AFTER, Policy.STOP_THE_LINE):
        wait = timedelta(seconds=answer.retry_after) if answer.retry_after else _back_off(message.tries)
        later = {"go_at": now + wait, "sent_at": None, "code": answer.code}
        outbox.happens(c, message.id, MessageEvent.DEFERRED, claimed_by=one.lease, **later)
        if policy is Policy.STOP_THE_LINE:
            _stop_the_line(c, house, message, answer, now)
        return
    refused = {"reason": answer.reason, "code": answer.code, "receipt_at": now, "sent_at": None}
    outbox.happens(c, message.id, MessageEvent.REFUSED, claimed_by=one.lease, **refused)
    if policy is Policy.OPT_OUT and one.ask.phone is not None:
        outbox.add_opt_out(
            c,
            id=new_id(),
            study_id=message.study_id,
            number_index=one.ask.phone.number_index,
            channel="text",
            state="stopped",
            at=now,
            source="network",
        )
    _ask_a_person(c, house, message, answer, now)
    log.info("text refused message=%s code=%s", message.id, answer.code)


def _back_off(tries: int) -> timedelta:
    return BACK_OFF[min(tries, len(BACK_OFF) - 1)]


def _stop_the_line(c: Connection, house: House, message: Any, answer: Answer, now: datetime) -> None:
    """A setting is wrong: nothing more goes out until a person has mended it and released the line."""
    words = "The network refuses our settings; texts wait. Mend the settings, then resume sending."
    added = planning.add_task(
        c,
        house.database.dialect,
        {
            "id": new_id(),
            "study_id": message.study_id,
            "kind": "line_stopped",
            "cause": f"line:{message.study_id}:{answer.code}:{now:%Y%m%d}",
            "words": words,
            "raised_at": now,
            "state": "open",
            "more": {"code": answer.code},
        },
    )
    if added:
        ledger.pause(
            c, id=new_id(), study_id=message.study_id, scope="line", of=None, by=SYSTEM, why=words, since=now
        )


def _ask_a_person(c: Connection, house: House, message: Any, answer: Answer, now: datetime) -> None:
    if message.case_id is None:
        return
    planning.add_task(
        c,
        house.database.dialect,
        {
            "id": new_id(),
            "study_id": message.study_id,
            "kind": "text_refused",
            "case_id": message.case_id,
            "participant_id": message.participant_id,
            "cause": f"refused:{message.id}",
            "words": f"A text did not go: {str(answer.reason or 'refused').replace('_', ' ')}. Ring instead.",
            "raised_at": now,
            "state": "open",
        },
    )


def tell_ledger(c: Connection, message: Any, now: datetime) -> None:
    """Write a text that went into the one ledger of contacts."""
    ledger.add_contact(
        c,
        id=new_id(),
        study_id=message.study_id,
        case_id=message.case_id,
        participant_id=message.participant_id,
        channel="text",
        direction="out",
        at=now,
        outcome=message.template,
        attempt=False,
        language=message.language,
        message_id=message.id,
        recorded_at=now,
    )


def recover(house: House, *, everything: bool = False) -> int:
    """Texts whose sender fell silent become unknown. `everything`: at start, when nobody else sends."""
    limit = datetime.max.replace(tzinfo=UTC) if everything else datetime.now(UTC)

    def keep(c: Connection) -> int:
        lost = outbox.expired(c, limit)
        for message_id in lost:
            outbox.happens(c, message_id, MessageEvent.LOST, reason="sending was cut short")
        return len(lost)

    return house.database.keep(keep)


def measures(found: Sequence[Ask]) -> Iterator[tuple[Ask, Measure]]:
    """The length of each text as it would go now, for those that have words."""
    for ask in found:
        if ask.facts.has_words:
            yield ask, words_of(ask.running, ask.message.template, ask.language, ask.appointment).measure
