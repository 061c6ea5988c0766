"""Status callbacks: what callassist is told about a text; faults lose, repeat, reorder or delay them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from callassist.rehearsal import hooks
from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.known import Text

API_VERSION = "2010-04-01"


def tell(hands: Hands, text: Text, statuses: Sequence[str]) -> None:
    """Post a receipt for each status, one after the other; each result is written down."""
    if not text.callback:
        return
    planned = list(statuses)
    for fault in hands.strike(Strikes.RECEIPT, text.to, sid=text.sid):
        match fault.kind:
            case FaultKind.CALLBACK_LOST:
                for status in planned:
                    hands.note(
                        Kind.CALLBACK, sid=text.sid, number=text.to, status=status, result="lost", last=True
                    )
                return
            case FaultKind.CALLBACK_REORDERED:
                planned.reverse()
            case FaultKind.CALLBACK_REPEATED:
                planned = [status for status in planned for _ in range(fault.times)]
            case FaultKind.CALLBACK_LATE:
                late(hands, text, planned, seconds=fault.seconds, hours=fault.hours)
                return
            case _:
                pass
    for status in planned:
        _post(hands, text, status)


def late(hands: Hands, text: Text, statuses: Sequence[str], *, seconds: float, hours: float) -> None:
    """Post the receipts later: by seconds of the machine's time or hours of the trial's."""
    at = hands.clock.now() + timedelta(hours=hours) if hours else None

    def post_late() -> None:
        for status in statuses:
            _post(hands, text, status)

    hands.post.add(f"late {text.sid}", post_late, seconds=seconds, at=at)


def form(text: Text, status: str, account_sid: str) -> dict[str, str]:
    """The form of one status callback, with the provider's names."""
    fields = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": text.sender,
        "MessageSid": text.sid,
        "MessageStatus": status,
        "SmsSid": text.sid,
        "SmsStatus": status,
        "To": text.to,
    }
    if text.error_code is not None and status in ("undelivered", "failed"):
        fields["ErrorCode"] = str(text.error_code)
    return fields


def _post(hands: Hands, text: Text, status: str) -> None:
    reach = hands.terms.reachable(text.callback)
    if reach is None:
        answer = hooks.Answer(None, "not on this machine", 0, 0)
    else:
        fields = form(text, status, hands.terms.account_sid)
        token, key = hands.terms.auth_token, hands.terms.signing_key
        answer = hooks.post(reach, signed_url=text.callback, token=token, form=fields, key=key)
    written(hands, text, status, answer, url=text.callback)


def written(hands: Hands, text: Text, status: str, answer: hooks.Answer, *, url: str) -> None:
    """Write down what became of one callback about a text."""
    hands.note(
        Kind.CALLBACK,
        sid=text.sid,
        number=text.sender if text.inbound else text.to,
        status=status,
        url=url,
        result=answer.result,
        tries=answer.tries,
        ms=answer.milliseconds,
        last=True,
    )
