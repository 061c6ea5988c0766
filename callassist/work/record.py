"""Keeps what became of a text: taken, refused by its rule, or unknown; and whose sender fell silent."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from callassist.messages.network import Answer, Policy, Reason, Verdict
from callassist.messages.status import MessageEvent, MessageState
from callassist.privacy.tokens import new_id
from callassist.schedule.retry import wait_asked
from callassist.store import ledger, outbox, pace, studies, tasks
from callassist.store.database import Connection
from callassist.work import about_text
from callassist.work.blocked import blocked
from callassist.work.claim import Claimed
from callassist.work.house import SYSTEM, House

log = logging.getLogger("callassist.send")


def record(house: House, claimed: Sequence[Claimed], answers: Sequence[Answer]) -> None:
    """Keep what the network answered, for the whole batch at once."""
    now = house.now()

    told = list(zip(claimed, answers, strict=True))
    taken = {one.ask.message.id: (one, answer) for one, answer in told if answer.verdict is Verdict.ACCEPTED}

    def keep(c: Connection) -> None:
        _accepted(c, taken, now)
        for one, answer in told:
            _record(c, house, one, answer, now)
        for study_id, seconds in _patience(claimed, answers).items():
            pace.wait(c, study_id, now + wait_asked(seconds, 0, 0.5))

    house.database.keep(keep)


def _patience(claimed: Sequence[Claimed], answers: Sequence[Answer]) -> dict[str, float | None]:
    """The studies whose sender the network finds too fast, with the seconds it asked for, if it did.

    A network that asks for patience asks it of the whole line, whichever worker it told.
    """
    found: dict[str, float | None] = {}
    for one, answer in zip(claimed, answers, strict=True):
        if answer.verdict is Verdict.REFUSED and answer.reason is Reason.THROTTLED:
            study_id = one.ask.message.study_id
            found[study_id] = max(found.get(study_id) or 0.0, answer.retry_after or 0.0) or None
    return found


def _record(c: Connection, house: House, one: Claimed, answer: Answer, now: datetime) -> None:
    message = one.ask.message
    match answer.verdict:
        case Verdict.ACCEPTED:
            return  # kept together with all others that were taken
        case Verdict.UNKNOWN:
            why = {"reason": "the network did not say", "code": answer.code}
            outbox.happens(c, message.id, MessageEvent.LOST, claimed_by=one.lease, **why)
            log.warning("text undecided message=%s status=%s", message.id, answer.status)
        case Verdict.REFUSED:
            _refused(c, house, one, answer, now)


def _accepted(c: Connection, taken: Mapping[str, tuple[Claimed, Answer]], now: datetime) -> None:
    """Most texts are taken: these are kept all at once."""
    kept = outbox.accepted(
        c,
        {
            message_id: (one.lease, {"provider_id": answer.sid, "code": None, "reason": None})
            for message_id, (one, answer) in taken.items()
        },
    )
    ledger.add_contacts(
        c, [_line(one.ask.message, now) for message_id, (one, _) in taken.items() if message_id in kept]
    )


def _refused(c: Connection, house: House, one: Claimed, answer: Answer, now: datetime) -> None:
    message, policy = one.ask.message, answer.policy or Policy.GIVE_UP
    if policy in (Policy.RETRY_AFTER, Policy.STOP_THE_LINE):
        _later(c, one, answer, now)
        if policy is Policy.STOP_THE_LINE:
            stop_the_line(c, message.study_id, answer.code, now)
        return
    refused = {"reason": answer.reason, "code": answer.code, "receipt_at": now, "sent_at": None}
    outbox.happens(c, message.id, MessageEvent.REFUSED, claimed_by=one.lease, **refused)
    if policy is Policy.OPT_OUT:
        phone = one.ask.phone if message.recipient == "participant" else None
        blocked(c, house, message, phone.number_index if phone is not None else message.number_index, now)
    else:
        _ask_a_person(c, message, answer, now)
    log.info("text refused message=%s code=%s", message.id, answer.code)


def _later(c: Connection, one: Claimed, answer: Answer, now: datetime) -> None:
    """Nothing was taken, so it waits. One given up for lost meanwhile is not tried again: a person hears."""
    message = one.ask.message
    go_at = now + wait_asked(answer.retry_after, message.tries, random.random())
    later = {"go_at": go_at, "sent_at": None, "code": answer.code}
    outbox.happens(c, message.id, MessageEvent.DEFERRED, claimed_by=one.lease, **later)
    if outbox.by_ids(c, [message.id])[0].state == MessageState.REFUSED:
        _ask_a_person(c, message, answer, now)


def stop_the_line(c: Connection, study_id: str, code: int | None, now: datetime) -> None:
    """A setting is wrong: nothing more goes out until a person has mended it and released the line."""
    if any(row.scope == "line" for row in studies.pauses(c, study_id)):
        return
    words = "The network refuses our settings; texts wait. Mend the settings, then resume sending."
    added = tasks.leave(
        c,
        tasks.NewTask(
            study_id=study_id,
            kind="line_stopped",
            cause=f"line:{study_id}:{code}:{now:%Y%m%d%H%M}",
            words=words,
            raised_at=now,
            more={"code": code},
        ),
    )
    if added:
        ledger.pause(
            c, id=new_id(), study_id=study_id, scope="line", of=None, by=SYSTEM, why=words, since=now
        )


def _ask_a_person(c: Connection, message: Any, answer: Answer, now: datetime) -> None:
    if message.case_id is None:
        return
    why = str(answer.reason or "refused").replace("_", " ")
    about_text.ask(c, message, about_text.REFUSED, f"A text did not go: {why}. Ring instead.", now)


def settled(c: Connection, message: Any, at: datetime, how: str, **values: Any) -> bool:
    """A text went, and that is certain now; whether that was news. Whoever was asked about it need not look.

    One whose receipt comes before the answer was in nobody's doubt, so nothing is said of how it was settled.
    """
    doubted = message.state == MessageState.UNKNOWN
    news = {**values, "reason": how if doubted else None}
    if not outbox.happens(c, message.id, MessageEvent.RECONCILED_SENT, **news):
        return False
    tell_ledger(c, message, at)
    if doubted:
        tasks.close_caused(c, f"undecided:{message.id}", SYSTEM, how, at)
    return True


def tell_ledger(c: Connection, message: Any, now: datetime) -> None:
    """Write a text that went into the one ledger of contacts."""
    ledger.add_contact(c, **_line(message, now))


def _line(message: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "study_id": message.study_id,
        "case_id": message.case_id,
        "participant_id": message.participant_id,
        "channel": "text",
        "direction": "out",
        "at": now,
        "outcome": message.template,
        "attempt": False,
        "language": message.language,
        "message_id": message.id,
        "recorded_at": now,
    }


def recover(house: House, *, everything: bool = False) -> int:
    """Texts whose sender fell silent: unknown if they were handed over, else they wait for another round.

    `everything`: at start, when nobody else sends.
    """
    limit = datetime.max.replace(tzinfo=UTC) if everything else datetime.now(UTC)

    def keep(c: Connection) -> int:
        silent = outbox.expired(c, limit)
        for one in silent:
            if one.handed_at is None:
                outbox.happens(c, one.id, MessageEvent.DEFERRED, lease=None, sent_at=None)
            else:
                outbox.happens(c, one.id, MessageEvent.LOST, reason="sending was cut short")
        return len(silent)

    return house.database.keep(keep)
