"""What the network's pages call its journal's entries and its faults."""

from __future__ import annotations

from callassist.rehearsal.faults import FaultKind, Strikes
from callassist.rehearsal.journal import Entry, Kind
from callassist.rehearsal.legs import State
from callassist.rehearsal.numbers import written

FAULTS: dict[str, dict[FaultKind, str]] = {
    "When callassist sends a text, or asks for a call": {
        FaultKind.SLOW: "the answer comes late, by so many seconds",
        FaultKind.THROTTLED: "too many requests (429), not taken",
        FaultKind.REFUSED: "refused with a code, not taken",
        FaultKind.BROKEN_BEFORE: "server error (500), not taken",
        FaultKind.SILENT_BEFORE: "no answer, not taken",
        FaultKind.CUT_BEFORE: "the connection breaks, not taken",
        FaultKind.BROKEN_AFTER: "server error (500), yet taken",
        FaultKind.SILENT_AFTER: "no answer, yet taken",
        FaultKind.CUT_AFTER: "the connection breaks, yet taken",
        FaultKind.CUT_MIDWAY: "the connection breaks amid the answer, yet taken",
        FaultKind.RECEIPTS_FIRST: "the receipts come before the answer",
    },
    "On its way to the phone": {
        FaultKind.STUCK: "stuck in the queue for so many hours of the trial",
        FaultKind.FILTERED: "filtered by the carrier (30007)",
        FaultKind.UNKNOWN_HANDSET: "unknown handset (30005)",
        FaultKind.LANDLINE_CARRIER: "landline or unreachable carrier (30006)",
        FaultKind.UNREACHABLE: "handset cannot be reached (30003)",
        FaultKind.UNDELIVERED: "not delivered, with a code (else 30008)",
    },
    "When callassist is told": {
        FaultKind.CALLBACK_LOST: "it is not told",
        FaultKind.CALLBACK_REPEATED: "it is told twice",
        FaultKind.CALLBACK_REORDERED: "it is told in the wrong order",
        FaultKind.CALLBACK_LATE: "it is told late, by seconds or hours of the trial",
    },
    "When a phone is rung": {
        FaultKind.LEG_DROPPED: "the line drops, at once or after so many seconds",
        FaultKind.LEG_BUSY: "the line is engaged",
        FaultKind.LEG_FAILED: "the call fails",
        FaultKind.LEG_UNANSWERED: "it ends without an answer",
    },
}
STRIKES = {
    Strikes.SEND: "texts",
    Strikes.CALL: "calls that are placed",
    Strikes.CHANGE: "calls that are changed: held, sent on, ended",
    Strikes.FETCH: "whatever is looked up",
    Strikes.RECEIPT: "receipts of texts",
    Strikes.INBOUND: "texts coming in",
    Strikes.NOTICE: "what happens to calls",
    Strikes.INSTRUCTION: "instructions wanted for a call (lost or repeated)",
}
_ENTRIES = {
    Kind.OPENED: "The network opened",
    Kind.ACCEPTED: "Taken from callassist",
    Kind.SENT: "Sent on",
    Kind.DELIVERED: "Reached the phone",
    Kind.INBOUND: "Written on the phone",
    Kind.STOPPED: "The phone said stop: texts to it are refused",
    Kind.RESUMED: "The phone said start: texts reach it again",
    Kind.PHONE: "A phone made known",
    Kind.CLOCK: "callassist told the time",
    Kind.REDACTED: "Words removed from the API",
    Kind.DELETED: "Removed from the API",
    Kind.OPENED_ROOM: "A conference opened",
    Kind.SEATED: "Rung into a conference",
    Kind.JOINED: "Came into a conference",
    Kind.BEHAVIOUR: "Told what to do when it is rung",
    Kind.SEAT_CHANGED: "Its place in the conference changed",
}
_LEG = {
    State.QUEUED: "taken",
    State.INITIATED: "sent on",
    State.RINGING: "it rings",
    State.IN_PROGRESS: "answered",
    State.COMPLETED: "over",
    State.BUSY: "engaged",
    State.FAILED: "failed",
    State.NO_ANSWER: "no answer",
    State.CANCELED: "given up",
}


def fault(kind: FaultKind) -> str:
    """What a fault does, as the page of faults says it."""
    return next(group[kind] for group in FAULTS.values() if kind in group)


def entry(one: Entry) -> str:
    """What an entry says, in a few words."""
    facts = one.facts
    match one.kind:
        case Kind.REFUSED:
            return f"Refused with {facts['code']}"
        case Kind.UNDELIVERED:
            return f"Did not reach the phone ({facts['status']}, {facts['code']})"
        case Kind.CALLBACK:
            return f"Told callassist “{facts['status']}”: {facts['result']}"
        case Kind.FAULT:
            return f"Fault: {fault(FaultKind(facts['fault']))}"
        case Kind.SWITCHED:
            return "Switched on" if facts["on"] else "Switched off"
        case Kind.STEP:
            return f"Asked callassist to move the clock ({facts['step']}): {facts['result']}"
        case _:
            return _of_a_call(one) or _ENTRIES[one.kind]


def state(one: State) -> str:
    """Where a leg stands, in a word or two."""
    return _LEG[one]


def _of_a_call(one: Entry) -> str:
    """What an entry says of a call; empty for one that needs no more than its kind's own words."""
    facts = one.facts
    match one.kind:
        case Kind.PLACED:
            return (
                "A call to callassist"
                if facts["direction"] == "inbound"
                else "A call asked for by callassist"
            )
        case Kind.LEG:
            why = facts.get("why") or {"machine": "by a machine"}.get(facts.get("by", ""), "")
            return f"The call: {_LEG[State(facts['status'])]}" + (f" ({why})" if why else "")
        case Kind.ANSWERED_BY:
            return f"Taken for: {facts['by'].replace('_', ' ')}"
        case Kind.INSTRUCTIONS:
            return f"Instructions: {facts['result']}"
        case Kind.HEARD | Kind.SPOKE:
            return "Heard" if one.kind is Kind.HEARD else "Said on the phone"
        case Kind.PRESSED:
            return "Keys pressed" if facts["by"] == "phone" else "Keys sent by callassist"
        case Kind.LEFT:
            return f"Left a conference ({facts['why'].replace('_', ' ')})"
        case Kind.HOLD:
            return "Put on hold" if facts["hold"] else "Taken back from hold"
        case Kind.MUTE:
            return "Muted" if facts["muted"] else "No longer muted"
        case Kind.ROOM:
            return f"The conference: {facts.get('event') or facts.get('status') or 'whom to tell is known'}"
        case Kind.CONNECTED:
            return f"Connected with {written(facts['with_number'])}"
        case Kind.PARTED:
            return f"No longer connected with {written(facts['with_number'])}"
        case _:
            return ""
