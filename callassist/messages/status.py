"""What becomes of a text: its states with us, and the network's receipts, which only move forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MessageState(StrEnum):
    """Where a text stands with us. What the network did with it afterwards is its receipt."""

    READY = "ready"
    HELD = "held"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"


class MessageEvent(StrEnum):
    """What can happen to a text.

    LOST: no answer came, or the lease ran out with the sender. DEFERRED: the network said that it took
    nothing and that we may try again. RELEASED: a person, or the hour, lets a held or refused text go.
    RECONCILED_…: a receipt, the network's listing or a person has settled what nobody knew. PLANNED: what
    makes it due holds again.
    """

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOST = "lost"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    RELEASED = "released"
    SUPPRESSED = "suppressed"
    MISSED = "missed"
    RECONCILED_SENT = "reconciled_sent"
    RECONCILED_NOT_SENT = "reconciled_not_sent"
    PLANNED = "planned"


class Standstill(StrEnum):
    """Why an event moved nothing: it was known already or comes too late, or it must never happen here."""

    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class _Row:
    """One state: the events that move it, and those that are harmless; all others are refused."""

    moves: Mapping[MessageEvent, MessageState]
    harmless: frozenset[MessageEvent] = frozenset()


_S, _E = MessageState, MessageEvent
_TOO_LATE = frozenset({_E.WITHDRAWN, _E.HELD, _E.RELEASED, _E.SUPPRESSED, _E.MISSED, _E.PLANNED})
_SENT_AFTER_ALL: Mapping[MessageEvent, MessageState] = {_E.RECONCILED_SENT: _S.ACCEPTED}
_NOT_GONE: Mapping[MessageEvent, MessageState] = {
    _E.WITHDRAWN: _S.WITHDRAWN,
    _E.SUPPRESSED: _S.SUPPRESSED,
    _E.MISSED: _S.MISSED,
    **_SENT_AFTER_ALL,
}

_TABLE: Mapping[MessageState, _Row] = {
    _S.READY: _Row(
        {**_NOT_GONE, _E.CLAIMED: _S.SENDING, _E.HELD: _S.HELD},
        frozenset({_E.RELEASED, _E.PLANNED}),
    ),
    _S.HELD: _Row(
        {**_NOT_GONE, _E.RELEASED: _S.READY},
        frozenset({_E.HELD, _E.PLANNED}),
    ),
    _S.SENDING: _Row(
        {
            **_SENT_AFTER_ALL,
            _E.ACCEPTED: _S.ACCEPTED,
            _E.REFUSED: _S.REFUSED,
            _E.LOST: _S.UNKNOWN,
            _E.DEFERRED: _S.READY,
        },
        _TOO_LATE,
    ),
    _S.UNKNOWN: _Row(
        {
            **_SENT_AFTER_ALL,
            _E.ACCEPTED: _S.ACCEPTED,
            _E.REFUSED: _S.REFUSED,
            _E.DEFERRED: _S.REFUSED,
            _E.RECONCILED_NOT_SENT: _S.REFUSED,
        },
        _TOO_LATE | {_E.LOST},
    ),
    _S.ACCEPTED: _Row({}, _TOO_LATE | {_E.ACCEPTED, _E.LOST, _E.RECONCILED_SENT}),
    _S.REFUSED: _Row(
        {**_SENT_AFTER_ALL, _E.RELEASED: _S.READY},
        (_TOO_LATE - {_E.RELEASED}) | {_E.REFUSED, _E.LOST, _E.RECONCILED_NOT_SENT},
    ),
    _S.SUPPRESSED: _Row(_SENT_AFTER_ALL, _TOO_LATE),
    _S.WITHDRAWN: _Row({_E.PLANNED: _S.READY, **_SENT_AFTER_ALL}, _TOO_LATE - {_E.PLANNED}),
    _S.MISSED: _Row(_SENT_AFTER_ALL, _TOO_LATE),
}


def after(state: MessageState, event: MessageEvent) -> MessageState | Standstill:
    """The state after an event, or why it moves nothing; every pair has an answer.

    A withdrawal while a text is in the air comes too late and is ignored; whatever is tried again asks for
    its permit anew. What nobody knows becomes ready again only through refused, and refused only by a
    release. Proof that a phone has the text outweighs whatever we believed.
    """
    row = _TABLE[state]
    if event in row.moves:
        return row.moves[event]
    return Standstill.IGNORED if event in row.harmless else Standstill.REFUSED


def moved_by(event: MessageEvent) -> Mapping[MessageState, tuple[MessageState, ...]]:
    """The states that an event leads to, each with those it leads from."""
    found: dict[MessageState, tuple[MessageState, ...]] = {}
    for state, row in _TABLE.items():
        if event in row.moves:
            found[row.moves[event]] = (*found.get(row.moves[event], ()), state)
    return found


OPEN = frozenset({_S.READY, _S.HELD, _S.SENDING, _S.UNKNOWN})
"""States in which something is still to be done or settled."""


class Receipt(StrEnum):
    """What the network did with a text after taking it; the last four are final."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"


_RANK: Mapping[Receipt, int] = {
    Receipt.QUEUED: 0,
    Receipt.SENT: 1,
    Receipt.DELIVERED: 2,
    Receipt.UNDELIVERED: 2,
    Receipt.FAILED: 2,
    Receipt.READ: 3,
}
_NEVER_ARRIVED = frozenset({Receipt.UNDELIVERED, Receipt.FAILED})

_REPORTED: Mapping[str, Receipt] = {
    "accepted": Receipt.QUEUED,
    "scheduled": Receipt.QUEUED,
    "queued": Receipt.QUEUED,
    "sending": Receipt.QUEUED,
    "sent": Receipt.SENT,
    "partially_delivered": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "undelivered": Receipt.UNDELIVERED,
    "failed": Receipt.FAILED,
    "canceled": Receipt.FAILED,
    "read": Receipt.READ,
}


def advance(current: Receipt | None, reported: str) -> Receipt | None:
    """The receipt after a report, in whatever order reports come.

    A lower rank never replaces a higher one, the first final word stands (only "read" may follow
    "delivered"), and a word that we do not know changes nothing: it is kept with the raw notice.
    """
    new = _REPORTED.get(reported.strip().lower())
    if new is None or current is None:
        return new or current
    if current in _NEVER_ARRIVED or _RANK[new] <= _RANK[current]:
        return current
    return new


def is_final(receipt: Receipt | None) -> bool:
    """Whether nothing more is to be expected of the network."""
    return receipt is not None and _RANK[receipt] >= _RANK[Receipt.DELIVERED]
