"""What the network takes and refuses: texts from callassist, and texts from phones to its senders."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import partial

from callassist.errors import Refusal
from callassist.rehearsal import hooks, numbers, receipts
from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.known import Text
from callassist.rehearsal.refusals import No, no
from callassist.rehearsal.segments import encoding, segments
from callassist.rehearsal.terms import Landlines, OptOut

LONGEST = 1600
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_HELP = frozenset({"HELP", "INFO"})
_REPLIES = {
    "STOP": "You will get no more messages from this number. Reply START to get them again.",
    "START": "You will get messages from this number again.",
    "HELP": "Reply STOP to end messages from this number.",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A text that callassist asks the network to send, as its form said; `validity` in seconds."""

    to: str
    sender: str
    body: str
    callback: str = ""
    validity: str = ""


def send(hands: Hands, wish: Wish) -> Text | No:
    """Accept a text, or refuse it; either is written down before it is answered. It is not carried yet."""
    with hands.lock:
        why_not = _objection(hands, wish)
        if why_not is not None:
            number = numbers.read_strictly(wish.to) or wish.to
            hands.note(
                Kind.REFUSED,
                number=number,
                to=wish.to,
                from_=wish.sender,
                body=wish.body,
                code=why_not.code,
                status=why_not.status,
            )
            return why_not
        to = numbers.read_strictly(wish.to) or ""
        entry = hands.note(
            Kind.ACCEPTED,
            sid=f"SM{uuid.uuid4().hex}",
            number=to,
            to=to,
            from_=_sender(wish.sender),
            body=wish.body,
            segments=segments(wish.body),
            encoding=encoding(wish.body),
            callback=wish.callback,
            validity=int(wish.validity or 36000),
        )
        return hands.known.texts[entry.sid]


def write(hands: Hands, number: str, body: str) -> str:
    """Let a phone write to our sender; callassist is told soon. Raises Refusal if it cannot."""
    sender = hands.terms.answering_sender
    if sender is None:
        raise Refusal(
            "sender", "this study's sender is a name, and nobody can answer a name.", "Start with a number."
        )
    with hands.lock:
        was_stopped = sender in hands.known.phone(number).stopped
        keyword = _keyword(hands, number, sender, body)
        entry = hands.note(
            Kind.INBOUND,
            sid=f"SM{uuid.uuid4().hex}",
            number=number,
            to=sender,
            from_=number,
            body=body,
            segments=segments(body),
            encoding=encoding(body),
            opt_out=keyword,
        )
        if hands.terms.auto_reply and keyword and was_stopped == (keyword == "START"):
            _reply(hands, hands.known.texts[entry.sid])
    hands.post.add(number, partial(_bring, hands, entry.sid))
    return entry.sid


def resume(hands: Hands) -> None:
    """After a new start: bring callassist what phones wrote and it had not been told."""
    for text in list(hands.known.texts.values()):
        if text.inbound and text.owed:
            hands.post.add(text.sender, partial(_bring, hands, text.sid))


def _objection(hands: Hands, wish: Wish) -> No | None:
    """The first reason to refuse a text, in the order in which the provider looks."""
    to, sender = numbers.read_strictly(wish.to), _sender(wish.sender)
    if not wish.to.strip():
        return no(21604)
    if not wish.sender.strip():
        return no(21603)
    if to is None:
        return no(21211)
    if sender not in hands.terms.senders:
        return no(21606 if numbers.read_strictly(wish.sender) else 21212)
    if to == sender:
        return no(21266)
    if not wish.body:
        return no(21602)
    if len(wish.body) > LONGEST:
        return no(21617)
    if wish.validity and not (wish.validity.isdecimal() and 1 <= int(wish.validity) <= 36000):
        return no(20001)
    if wish.callback and not wish.callback.startswith(("http://", "https://")):
        return no(21609)
    return _unreachable(hands, to, sender)


def _unreachable(hands: Hands, to: str, sender: str) -> No | None:
    if numbers.line(to) is numbers.Line.LANDLINE and hands.terms.landlines is Landlines.REFUSE:
        return no(21614)
    return no(21610) if sender in hands.known.phone(to).stopped else None


def _sender(text: str) -> str:
    """A sender as the terms write it: an international number, or a name as it stands."""
    return numbers.read_strictly(text) or text.strip()


def _keyword(hands: Hands, number: str, sender: str, body: str) -> str:
    """What the network itself understands: STOP, START or HELP for one English word, else nothing."""
    word = body.strip().upper()
    if hands.terms.opt_out is OptOut.ACCOUNT:
        return ""
    if word in _STOP:
        hands.note(Kind.STOPPED, number=number, sender=sender)
        return "STOP"
    if word in _START:
        if sender in hands.known.phone(number).stopped:
            hands.note(Kind.RESUMED, number=number, sender=sender)
        return "START"
    return "HELP" if word in _HELP else ""


def _bring(hands: Hands, sid: str) -> None:
    """Post what a phone wrote to callassist's porch, unless a fault loses, repeats or delays it."""
    text = hands.known.texts[sid]
    times = 1
    for fault in hands.strike(Strikes.INBOUND, text.sender, sid=sid):
        match fault.kind:
            case FaultKind.CALLBACK_LOST:
                hands.note(
                    Kind.CALLBACK, sid=sid, number=text.sender, status="received", result="lost", last=True
                )
                return
            case FaultKind.CALLBACK_REPEATED:
                times = fault.times
            case FaultKind.CALLBACK_LATE:
                hands.post.add(f"late {sid}", partial(_post_inbound, hands, text), seconds=fault.seconds)
                return
            case _:
                pass
    for _ in range(times):
        _post_inbound(hands, text)


def _post_inbound(hands: Hands, text: Text) -> None:
    terms, path = hands.terms, "/twilio/text"
    fields = _inbound_form(text, terms.account_sid) | ({"OptOutType": text.keyword} if text.keyword else {})
    url = terms.hooks_public_url + path
    token, key = terms.auth_token, terms.signing_key
    answer = hooks.post(terms.hooks_url + path, signed_url=url, token=token, form=fields, key=key)
    receipts.written(hands, text, "received", answer, url=url)


def _inbound_form(text: Text, account_sid: str) -> dict[str, str]:
    """The form of one inbound text, with the provider's names; the places it would guess are empty."""
    return {
        "AccountSid": account_sid,
        "ApiVersion": receipts.API_VERSION,
        "Body": text.body,
        "From": text.sender,
        "FromCountry": "GB",
        "MessageSid": text.sid,
        "NumMedia": "0",
        "NumSegments": str(text.segments),
        "SmsMessageSid": text.sid,
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "To": text.to,
        "ToCountry": "GB",
    } | dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"), "")


def _reply(hands: Hands, text: Text) -> None:
    """Put the network's own English reply to a keyword on the phone; a YES that ends no stop gets none."""
    hands.note(
        Kind.DELIVERED,
        sid=f"SM{uuid.uuid4().hex}",
        number=text.sender,
        status="delivered",
        from_=text.to,
        to=text.sender,
        body=_REPLIES[text.keyword],
        segments=1,
        how="the network's own reply",
    )
