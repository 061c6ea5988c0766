"""What the network brings: kept once and sealed, then worked from its row, to the same end in any order."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from callassist.errors import Refusal
from callassist.messages.inbound import ReceiptNotice
from callassist.messages.network import Policy
from callassist.messages.status import Receipt, advance
from callassist.privacy.index import text_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import inboxes, outbox
from callassist.store.database import Connection
from callassist.work import booking_answers, replies
from callassist.work.blocked import blocked
from callassist.work.call_notices import work_leg, work_over, work_room
from callassist.work.came_back import came_back
from callassist.work.house import House, Running
from callassist.work.points import reach
from callassist.work.record import settled

BOX = "inbox"
CHUNK = 200
TOGETHER = 20
PATIENCE = 10.0
Told = tuple[Any, Mapping[str, str]]
OF_CALLS = {"leg": work_leg, "room": work_room, "over": work_over}
log = logging.getLogger("callassist.receive")


def keep_answered(house: House, once: str, queue_key: str, params: Mapping[str, str]) -> None:
    """Keep a question that is answered in the same request: it waits for no worker."""
    keep_raw(house, "question", once, queue_key, params, worked=True)


def keep_raw(
    house: House,
    kind: str,
    once: str,
    queue_key: str,
    params: Mapping[str, str],
    *,
    worked: bool = False,
) -> bool:
    """Keep a genuine callback as it came; whether it is new.

    `kind` is text, receipt, leg, room, over, or question (which is answered, and never worked).

    `once` tells a repeated callback from a new one; `queue_key` those that must be worked one at a time. The
    network waits fifteen seconds for our answer and does not ask again, so a database that is restarted just
    then is waited for.
    """
    keep = partial(_keep_raw, house, kind, once, queue_key, params, worked)
    return house.database.patiently(keep, seconds=PATIENCE)


def _keep_raw(
    house: House, kind: str, once: str, queue_key: str, params: Mapping[str, str], worked: bool
) -> bool:
    row_id = new_id()
    row = {
        "id": row_id,
        "kind": kind,
        "once": once[:80],
        "queue_key": text_index(house.keys, BOX, "queue", queue_key).hex()[:40],
        "raw": house.sealer.seal(BOX, json.dumps(dict(params)), place("inbox", row_id)),
        "received_at": house.now(),
        "worked_at": house.now() if worked else None,
        "tries": 0,
    }
    added = house.database.keep(lambda c: inboxes.add(c, house.database.dialect, row))
    reach("callback kept")
    if added and (kind == "text" or kind in OF_CALLS):  # receipts wait for the tick, and go together
        house.wake("inbox")
    return added


def work_inbox(house: House) -> int:
    """Work every callback that waits; how many."""
    worked = 0
    while done := _chunk(house):
        worked += done
    return worked


def _chunk(house: House) -> int:
    with house.database.read() as c:
        rows = inboxes.to_work(c, CHUNK)
    running = {one.id: one for one in house.studies()}
    receipts: list[Told] = []
    for row in sorted(rows, key=lambda one: one.kind not in OF_CALLS):  # somebody waits on the line
        params = json.loads(house.sealer.open(BOX, row.raw, place("inbox", row.id)))
        if row.kind in OF_CALLS:
            _of_call(house, row, params)
        elif row.kind == "text":
            _text(house, row, params, running)
        else:
            receipts.append((row, params))
            continue
        reach("callback worked")
    for start in range(0, len(receipts), TOGETHER):
        _receipts(house, receipts[start : start + TOGETHER], running)
    return len(rows)


def _of_call(house: House, row: Any, params: Mapping[str, str]) -> None:
    """One notice of a call in a transaction of its own, and what follows from it."""
    work = OF_CALLS[row.kind]

    def keep(c: Connection) -> None:
        if inboxes.worked(c, row.id, house.now(), row.kind):
            inboxes.came_to(c, row.id, work(house, c, params, row.received_at))

    house.database.keep(keep)
    house.wake("calls")


def _receipts(house: House, told: Sequence[Told], running: Mapping[str, Running]) -> None:
    """Some receipts in one transaction: a commit each would keep interviewers' answers waiting."""
    read = [(row, params, _notice(house, row, params)) for row, params in told]

    def keep(c: Connection) -> None:
        for row, params, notice in read:
            if notice is not None and inboxes.worked(c, row.id, house.now(), "receipt"):
                message = outbox.by_token(c, params.get("callassist_token", ""))
                if message is not None:
                    _advance(c, house, running, message, notice, row.received_at)

    house.database.keep(keep)
    reach("callback worked")


def _notice(house: House, row: Any, params: Mapping[str, str]) -> ReceiptNotice | None:
    gate = house.gate
    assert gate is not None
    try:
        return gate.read_receipt(params)
    except Refusal as refusal:
        _done(house, row, f"not read: {refusal.what}"[:200])
        return None


def _text(house: House, row: Any, params: Mapping[str, str], running: Mapping[str, Running]) -> None:
    gate = house.gate
    assert gate is not None
    try:
        text = gate.read_text(params)
    except Refusal as refusal:
        _done(house, row, f"not read: {refusal.what}"[:200])
        return
    ours = [one for one in running.values() if one.edition.protocol.study.sender == text.to]
    if not ours:
        _done(house, row, "to a number that is not ours")
        return
    if booking_answers.answered(house, row, text, ours):
        return
    replies.work(house, row, text, ours)


def _done(house: House, row: Any, what: str) -> None:
    house.database.keep(lambda c: inboxes.worked(c, row.id, house.now(), what))


def _advance(
    c: Connection,
    house: House,
    running: Mapping[str, Running],
    message: Any,
    notice: ReceiptNotice,
    at: Any,
) -> None:
    """A receipt settles what nobody knew, and moves only forward."""
    before = Receipt(message.receipt) if message.receipt else None
    after = advance(before, notice.status)
    values: dict[str, Any] = {}
    if after is not before:
        values |= {"receipt": after, "receipt_at": at, "code": notice.code}
    if message.provider_id is None:
        values["provider_id"] = notice.sid
    settled(c, message, at, "settled by its receipt")
    if values:
        outbox.note(c, message.id, **values)
    if notice.policy is Policy.OPT_OUT:
        blocked(c, house, message, message.number_index, at)
    elif after in (Receipt.UNDELIVERED, Receipt.FAILED) and after is not before:
        came_back(c, house, running.get(message.study_id), message, notice)
