"""What the carriers do with an accepted text: hand it to the phone, hold it while that is off, or fail."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from callassist.rehearsal import receipts
from callassist.rehearsal.faults import CARRIER_CODES, Fault, FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.known import Text
from callassist.rehearsal.numbers import Line, line

EXPIRED_IN_QUEUE = 30036
SWITCHED_OFF = 30003


def take(hands: Hands, sid: str) -> None:
    """Take an accepted text over; it goes its way after the network's usual delay."""
    hands.post.add(sid, partial(carry, hands, sid), seconds=hands.terms.latency)


def carry(hands: Hands, sid: str) -> None:
    """Send a queued text on and tell of it; a text already on its way is left alone."""
    with hands.lock:
        text = hands.known.texts.get(sid)
        if text is None or text.status != "queued":
            return
        struck = hands.strike(Strikes.DELIVERY, text.to, sid=sid)
        stuck = next((fault for fault in struck if fault.kind is FaultKind.STUCK), None)
        if stuck is not None:
            hands.post.add(sid, partial(_leave_late, hands, sid), at=_until(text, stuck))
            return
        hands.note(Kind.SENT, sid=sid, number=text.to, status="sent")
        told = ["sent", *_arrive(hands, text, struck)]
    receipts.tell(hands, text, told)


def switched_on(hands: Hands, number: str) -> None:
    """Deliver what waited for a phone that was switched off."""
    with hands.lock:
        phone = hands.known.phone(number)
        waiting, phone.waiting = phone.waiting, []
    for sid in waiting:
        hands.post.add(sid, partial(_after_waiting, hands, sid))


def resume(hands: Hands) -> None:
    """After a new start: carry on with texts under way, and tell what callassist had not been told."""
    for text in list(hands.known.texts.values()):
        if text.inbound:
            continue
        if text.owed:
            hands.post.add(text.sid, partial(receipts.tell, hands, text, list(text.owed)))
        if text.status == "queued":
            take(hands, text.sid)
        elif text.status == "sent":
            hands.post.add(text.sid, partial(_after_waiting, hands, text.sid))


def _arrive(hands: Hands, text: Text, struck: list[Fault]) -> list[str]:
    """Let a sent text reach its phone, or not; the statuses that this gave it."""
    codes = [fault.code or CARRIER_CODES[fault.kind] for fault in struck if fault.kind in CARRIER_CODES]
    if codes:
        hands.note(Kind.UNDELIVERED, sid=text.sid, number=text.to, status="undelivered", code=codes[0])
        return ["undelivered"]
    phone = hands.known.phone(text.to)
    if not phone.on:
        phone.waiting.append(text.sid)
        hands.post.add(f"expiry {text.sid}", partial(_give_up, hands, text.sid), at=_expiry(text))
        return []
    _deliver(hands, text)
    return ["delivered"]


def _deliver(hands: Hands, text: Text) -> None:
    how = "read aloud to whoever answers" if line(text.to) is Line.LANDLINE else "shown"
    hands.note(
        Kind.DELIVERED,
        sid=text.sid,
        number=text.to,
        status="delivered",
        from_=text.sender,
        to=text.to,
        body=text.body,
        segments=text.segments,
        how=how,
    )


def _after_waiting(hands: Hands, sid: str) -> None:
    """Try a text again that was sent but had not reached its phone."""
    with hands.lock:
        text = hands.known.texts.get(sid)
        if text is None or text.status != "sent":
            return
        told = _arrive(hands, text, [])
    receipts.tell(hands, text, told)


def _give_up(hands: Hands, sid: str) -> None:
    """End a text whose time ran out while its phone was off."""
    with hands.lock:
        text = hands.known.texts.get(sid)
        if text is None or text.status != "sent":
            return
        waiting = hands.known.phone(text.to).waiting
        if sid in waiting:
            waiting.remove(sid)
        hands.note(Kind.UNDELIVERED, sid=sid, number=text.to, status="undelivered", code=SWITCHED_OFF)
    receipts.tell(hands, text, ["undelivered"])


def _leave_late(hands: Hands, sid: str) -> None:
    """Let a text leave the queue at last, or fail it if its validity ended there."""
    with hands.lock:
        text = hands.known.texts.get(sid)
        if text is None or text.status != "queued":
            return
        if hands.clock.now() >= _expiry(text):
            hands.note(Kind.UNDELIVERED, sid=sid, number=text.to, status="failed", code=EXPIRED_IN_QUEUE)
            told = ["failed"]
        else:
            hands.note(Kind.SENT, sid=sid, number=text.to, status="sent")
            told = ["sent", *_arrive(hands, text, [])]
    receipts.tell(hands, text, told)


def _expiry(text: Text) -> datetime:
    return text.created + timedelta(seconds=text.validity)


def _until(text: Text, stuck: Fault) -> datetime:
    """When a stuck text leaves the queue: after the fault's hours, or when its validity ends before."""
    return min(text.created + timedelta(hours=stuck.hours), _expiry(text))
