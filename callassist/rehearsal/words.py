"""What the network's pages call its journal's entries and its faults."""

from __future__ import annotations

from callassist.rehearsal.faults import FaultKind
from callassist.rehearsal.journal import Entry, Kind

FAULTS: dict[str, dict[FaultKind, str]] = {
    "When callassist sends a text": {
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
            return _ENTRIES[one.kind]
