"""Callbacks about calls: each state of a leg, each event of a conference; faults lose, repeat, delay them."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from functools import partial

from callassist.rehearsal import hooks
from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, Room, Seat, State
from callassist.rehearsal.receipts import API_VERSION

_EVENTS = {State.INITIATED: "initiated", State.RINGING: "ringing", State.IN_PROGRESS: "answered"}
_KEPT_BACK = 0.3
_SIP = {
    State.COMPLETED: "200",
    State.BUSY: "486",
    State.NO_ANSWER: "487",
    State.CANCELED: "487",
    State.FAILED: "480",
}


def of_leg(hands: Hands, leg: Leg) -> None:
    """Tell callassist of the state that a leg has just reached, if it asked for this event."""
    if not leg.wish.callback or _EVENTS.get(leg.status, "completed") not in leg.wish.events:
        return
    fields = about_call(hands, leg) | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(leg.sequence),
        "Timestamp": format_datetime(hands.clock.now()),
    }
    if leg.over:
        fields |= {
            "CallDuration": str(leg.seconds),
            "Duration": str(-(-leg.seconds // 60)),
            "SipResponseCode": _SIP[leg.status],
        }
    _tell(hands, leg.sid, leg.phone, leg.wish.callback, fields, leg.status.value)


def of_room(hands: Hands, room: Room, event: str, seat: Seat | None = None, **more: str) -> None:
    """Tell callassist of an event of a conference: conference-start, participant-join and so on."""
    hands.note(Kind.ROOM, sid=room.sid, event=event, of=seat.sid if seat else "")
    if not room.callback or _asked_as(event) not in room.events:
        return
    fields = {
        "AccountSid": hands.terms.account_sid,
        "ConferenceSid": room.sid,
        "FriendlyName": room.name,
        "SequenceNumber": str(room.sequence),
        "StatusCallbackEvent": event,
        "Timestamp": format_datetime(hands.clock.now()),
    }
    phone = ""
    if seat is not None:
        phone = hands.known.calls.legs[seat.sid].phone
        fields |= _about_seat(seat)
    _tell(hands, room.sid, phone, room.callback, fields | more, event)


def machine(hands: Hands, leg: Leg, seconds: float) -> None:
    """Tell callassist who took the call, where it asked to be told beside the instructions."""
    if not leg.wish.machine_callback:
        return
    fields = {
        "AccountSid": hands.terms.account_sid,
        "AnsweredBy": leg.answered_by,
        "CallSid": leg.sid,
        "MachineDetectionDuration": str(round(seconds * 1000)),
    }
    _tell(hands, leg.sid, leg.phone, leg.wish.machine_callback, fields, leg.answered_by)


def about_call(hands: Hands, leg: Leg) -> dict[str, str]:
    """What every request about a call says of it; the places that the provider would guess are empty."""
    far, ours = ("From", "To") if leg.inbound else ("To", "From")
    fields = {
        "AccountSid": hands.terms.account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": leg.sid,
        "CallStatus": leg.status.value,
        "Direction": leg.direction,
        far: leg.phone,
        ours: leg.line,
    }
    fields |= {"Called": fields["To"], "Caller": fields["From"]}
    for side in ("Called", "Caller", "To", "From"):
        fields |= {f"{side}Country": "GB", f"{side}City": "", f"{side}State": "", f"{side}Zip": ""}
    if leg.parent:
        fields["ParentCallSid"] = leg.parent
    if leg.answered_by:
        fields["AnsweredBy"] = leg.answered_by
    return fields


def _about_seat(seat: Seat) -> dict[str, str]:
    said = {
        "CallSid": seat.sid,
        "Coaching": "false",
        "EndConferenceOnExit": _yes(seat.end),
        "Hold": _yes(seat.hold),
        "Muted": _yes(seat.muted),
        "StartConferenceOnEnter": _yes(seat.wish.start),
    }
    return said | ({"ParticipantLabel": seat.wish.label} if seat.wish.label else {})


def _asked_as(event: str) -> str:
    """The word under which an event is asked for: conference-start as start, participant-unhold as hold."""
    word = event.partition("-")[2]
    return word.removeprefix("un")


def _yes(said: bool) -> str:
    return "true" if said else "false"


def _tell(hands: Hands, sid: str, phone: str, url: str, fields: dict[str, str], status: str) -> None:
    """Post a notice soon, in the order of events; faults lose, repeat, keep back or delay it."""
    times, work = 1, partial(_post, hands, sid, phone, url, fields, status)
    for fault in hands.strike(Strikes.NOTICE, phone, sid=sid, state=status):
        match fault.kind:
            case FaultKind.CALLBACK_LOST:
                hands.note(Kind.CALLBACK, sid=sid, number=phone, status=status, result="lost", last=True)
                return
            case FaultKind.CALLBACK_REPEATED:
                times = fault.times
            case FaultKind.CALLBACK_REORDERED:
                hands.stage.kept_back.setdefault(sid, []).append((url, fields, status))
                hands.post.add(f"kept {sid}", partial(_bring_back, hands, sid, phone), seconds=_KEPT_BACK)
                return
            case FaultKind.CALLBACK_LATE:
                at = hands.clock.now() + timedelta(hours=fault.hours) if fault.hours else None
                hands.post.add(f"late {sid}", work, seconds=fault.seconds, at=at)
                return
            case _:
                pass
    for _ in range(times):
        hands.post.add(f"notice {sid}", work)
    if sid in hands.stage.kept_back:
        hands.post.add(f"notice {sid}", partial(_bring_back, hands, sid, phone))


def _bring_back(hands: Hands, sid: str, phone: str) -> None:
    """Post what was kept back: after the next notice of the same call, or soon if none comes."""
    for url, fields, status in hands.stage.kept_back.pop(sid, []):
        _post(hands, sid, phone, url, fields, status)


def _post(hands: Hands, sid: str, phone: str, url: str, fields: dict[str, str], status: str) -> None:
    reach = hands.terms.reachable(url)
    if reach is None:
        answer = hooks.Answer(None, "not on this machine", 0, 0)
    else:
        token, key = hands.terms.auth_token, hands.terms.signing_key
        answer = hooks.post(reach, signed_url=url, token=token, form=fields, key=key)
    hands.note(
        Kind.CALLBACK,
        sid=sid,
        number=phone,
        status=status,
        url=url,
        result=answer.result,
        tries=answer.tries,
        ms=answer.milliseconds,
        last=True,
    )
