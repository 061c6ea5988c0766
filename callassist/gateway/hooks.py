"""What Twilio posts to the porch: whether it is really Twilio's, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from twilio.request_validator import RequestValidator, get_signature_algorithm

from callassist.errors import Refusal
from callassist.gateway.codes import meaning
from callassist.messages.inbound import InboundText, NetworkKeyword, ReceiptNotice
from callassist.voice.notices import InboundCall, LegNotice, RoomNotice


def genuine(
    signature: str | None,
    settings: str | None,
    *,
    url: str,
    params: Mapping[str, str],
    tokens: tuple[str, ...],
) -> bool:
    """Whether one of our tokens signed this request.

    `url`: the public address with its query, as configured, never as the request itself claims. `params`: the
    posted form, blanks kept, repeated ones too where the mapping holds them. `tokens`: two while one replaces
    the other, and the key shared for signing where there is one. `settings`: the header that names the
    algorithm; without it HMAC-SHA1.
    """
    if not signature:
        return False
    algorithm = get_signature_algorithm(settings)
    return any(RequestValidator(token).validate(url, params, signature, algorithm) for token in tokens)


def read_text(params: Mapping[str, str]) -> InboundText:
    """A text from a phone. Raises Refusal when it does not say which or from whom."""
    keyword = params.get("OptOutType", "").strip().upper()
    return InboundText(
        sid=_needed(params, "MessageSid", "SmsSid"),
        sender=_needed(params, "From"),
        to=_needed(params, "To"),
        body=params.get("Body", ""),
        media=_number(params.get("NumMedia")) or 0,
        opt_out_type=NetworkKeyword(keyword) if keyword in set(NetworkKeyword) else None,
    )


def read_receipt(params: Mapping[str, str]) -> ReceiptNotice:
    """What became of one of our texts. Raises Refusal when it does not say which or what."""
    code = _number(params.get("ErrorCode"))
    meant = meaning(None, code)
    return ReceiptNotice(
        sid=_needed(params, "MessageSid", "SmsSid"),
        status=_needed(params, "MessageStatus", "SmsStatus"),
        code=code,
        to=params.get("To", ""),
        reason=meant.reason if meant else None,
        policy=meant.policy if meant else None,
        again=meant.again if meant else 0,
    )


def read_leg(params: Mapping[str, str]) -> LegNotice:
    """What became of one of our legs. Raises Refusal when it does not say which or what."""
    return LegNotice(
        sid=_needed(params, "CallSid"),
        status=_needed(params, "CallStatus"),
        at=_moment(params.get("Timestamp", "")),
        seconds=_number(params.get("CallDuration")) or 0,
    )


def read_room(params: Mapping[str, str]) -> RoomNotice:
    """What happened in a conference. Raises Refusal when it does not say where or what."""
    return RoomNotice(
        room_sid=_needed(params, "ConferenceSid"),
        event=_needed(params, "StatusCallbackEvent").rpartition("-")[2],
        leg_sid=params.get("CallSid", ""),
        label=params.get("ParticipantLabel", ""),
        at=_moment(params.get("Timestamp", "")),
    )


def read_call(params: Mapping[str, str]) -> InboundCall:
    """A phone that rings our line; a withheld number is "". Raises Refusal when it is no call."""
    caller = params.get("From", "").strip()
    return InboundCall(
        sid=_needed(params, "CallSid"),
        caller=caller if caller.startswith("+") and caller != _WITHHELD else "",
        to=_needed(params, "To"),
    )


_WITHHELD = "+266696687"  # what the network says in place of a number that is withheld


def _moment(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def _needed(params: Mapping[str, str], *names: str) -> str:
    found = next((value for name in names if (value := params.get(name, "").strip())), None)
    if found is None:
        raise Refusal("a notice of the text network", f"has no {names[0]}.")
    return found


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdecimal():
        return None
    return int(text[:9]) or None
