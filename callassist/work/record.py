"""Keeps what became of a text: taken, refused by its rule, or unknown; and whose sender fell silent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from callassist.messages.network import Answer, Policy, Verdict
from callassist.messages.status import MessageEvent
from callassist.privacy.tokens import new_id
from callassist.store import ledger, outbox, planning
from callassist.store.database import Connection
from callassist.work.claim import Claimed
from callassist.work.house import SYSTEM, House

BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
log = logging.getLogger("callassist.send")


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
