"""What the network can be told to do wrong: requests, deliveries and callbacks that fail, and how often."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from callassist.errors import Refusal


class FaultKind(StrEnum):
    """Every fault by name: of requests, of deliveries, of callbacks, and of the legs of a call."""

    SLOW = "slow"
    THROTTLED = "throttled"
    REFUSED = "refused"
    BROKEN_BEFORE = "broken_before"
    SILENT_BEFORE = "silent_before"
    CUT_BEFORE = "cut_before"
    BROKEN_AFTER = "broken_after"
    SILENT_AFTER = "silent_after"
    CUT_AFTER = "cut_after"
    CUT_MIDWAY = "cut_midway"
    RECEIPTS_FIRST = "receipts_first"

    STUCK = "stuck"
    FILTERED = "filtered"
    UNKNOWN_HANDSET = "unknown_handset"
    LANDLINE_CARRIER = "landline_carrier"
    UNREACHABLE = "unreachable"
    UNDELIVERED = "undelivered"

    CALLBACK_LOST = "callback_lost"
    CALLBACK_REPEATED = "callback_repeated"
    CALLBACK_REORDERED = "callback_reordered"
    CALLBACK_LATE = "callback_late"

    LEG_DROPPED = "leg_dropped"
    LEG_BUSY = "leg_busy"
    LEG_FAILED = "leg_failed"
    LEG_UNANSWERED = "leg_unanswered"


class Strikes(StrEnum):
    """Where a fault strikes: sending a text, any other request, a delivery, receipts, or texts coming in.

    Of calls: placing one, changing one, what is told of them (notice), instructions asked for, and legs.
    """

    SEND = "send"
    FETCH = "fetch"
    DELIVERY = "delivery"
    RECEIPT = "receipt"
    INBOUND = "inbound"
    CALL = "call"
    CHANGE = "change"
    NOTICE = "notice"
    INSTRUCTION = "instruction"
    LEG = "leg"


UNACCEPTED = frozenset(
    {
        FaultKind.THROTTLED,
        FaultKind.REFUSED,
        FaultKind.BROKEN_BEFORE,
        FaultKind.SILENT_BEFORE,
        FaultKind.CUT_BEFORE,
    }
)
ACCEPTED = frozenset(
    {FaultKind.BROKEN_AFTER, FaultKind.SILENT_AFTER, FaultKind.CUT_AFTER, FaultKind.CUT_MIDWAY}
)
_REQUEST = UNACCEPTED | ACCEPTED | {FaultKind.SLOW, FaultKind.RECEIPTS_FIRST}
_STATES = frozenset(
    {"initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled", "joined"}
)
_CALLBACK = frozenset(
    {
        FaultKind.CALLBACK_LOST,
        FaultKind.CALLBACK_REPEATED,
        FaultKind.CALLBACK_REORDERED,
        FaultKind.CALLBACK_LATE,
    }
)
_LEG = frozenset({FaultKind.LEG_DROPPED, FaultKind.LEG_BUSY, FaultKind.LEG_FAILED, FaultKind.LEG_UNANSWERED})
CARRIER_CODES = {
    FaultKind.FILTERED: 30007,
    FaultKind.UNKNOWN_HANDSET: 30005,
    FaultKind.LANDLINE_CARRIER: 30006,
    FaultKind.UNREACHABLE: 30003,
    FaultKind.UNDELIVERED: 30008,
}


@dataclass(slots=True)
class Fault:
    """One fault: for the next `count` occasions (None: without end), each with `probability` from `seed`.

    `strikes` defaults by kind; `number` limits it to one phone. `ms` delays the answer, `seconds` a callback
    (machine time), `hours` a callback or a stuck text (the trial's time), `times` says how often it comes,
    `code` and `status` are what is answered, `retry_after` the header's seconds (None: no header).
    `state`: only a leg, or a notice of one, in this state (joined: in a conference); a leg `seconds` later.
    """

    kind: FaultKind
    id: int = 0
    strikes: Strikes | None = None
    count: int | None = 1
    probability: float = 1.0
    seed: int = 0
    number: str | None = None
    ms: float = 1000
    seconds: float = 0
    hours: float = 0
    times: int = 2
    code: int | None = None
    status: int = 400
    retry_after: float | None = None
    state: str | None = None
    struck: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        if self.strikes is None:
            self.strikes = _usual(self.kind)

    def meant_for(self, strikes: Strikes, number: str, state: str = "") -> bool:
        """Whether this occasion is one that the fault may strike, before the dice are cast."""
        return (
            self.strikes is strikes
            and self.number in (None, number)
            and self.state in (None, state)
            and (self.count is None or self.struck < self.count)
        )

    def shown(self) -> dict[str, Any]:
        """The fault as JSON, without its dice."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "dice"}


class Faults:
    """The faults now laid; a new start of the network forgets them."""

    def __init__(self) -> None:
        self._laid: list[Fault] = []
        self._number = 0
        self._lock = threading.Lock()

    def lay_all(self, wishes: list[dict[str, Any]]) -> list[Fault]:
        """Lay faults from their JSON, all or none. Raises Refusal for a kind, key or value that is none."""
        laid = [read(wish) for wish in wishes]
        with self._lock:
            for fault in laid:
                self._number += 1
                fault.id = self._number
            self._laid.extend(laid)
        return laid

    def clear(self, identity: int | None = None) -> None:
        """Take one fault away, or all of them."""
        with self._lock:
            self._laid = [fault for fault in self._laid if identity is not None and fault.id != identity]

    def laid(self) -> list[Fault]:
        """The faults that can still strike."""
        return [fault for fault in self._laid if fault.count is None or fault.struck < fault.count]

    def strike(self, strikes: Strikes, number: str, state: str = "") -> list[Fault]:
        """The faults that strike this occasion, oldest first; each is counted as used."""
        with self._lock:
            meant = [fault for fault in self._laid if fault.meant_for(strikes, number, state)]
            struck = [fault for fault in meant if fault.dice.random() < fault.probability]
            for fault in struck:
                fault.struck += 1
            return struck


def read(wish: dict[str, Any]) -> Fault:
    """A fault from JSON: {"kind": …} and Fault's other fields. Raises Refusal naming key and cure."""
    allowed = {f.name for f in fields(Fault)} - {"id", "struck", "dice"}
    if unknown := set(wish) - allowed:
        raise Refusal(
            sorted(unknown)[0], "no such key of a fault.", f"Keys are {', '.join(sorted(allowed))}."
        )
    try:
        kind = FaultKind(wish.get("kind", ""))
    except ValueError as none:
        raise Refusal(
            "kind", f"no such fault: {wish.get('kind')!r}.", f"Faults are {', '.join(FaultKind)}."
        ) from none
    try:
        values = {key: _value(key, wish[key]) for key in wish if key != "kind"}
    except (TypeError, ValueError) as wrong:
        raise Refusal("fault", f"a value cannot be read ({wrong}).", "Numbers stand as numbers.") from wrong
    return Fault(kind, **values)


def _value(key: str, value: Any) -> Any:
    """One field's value in its type; None stays None."""
    if value is None:
        return None
    match key:
        case "strikes":
            return Strikes(value)
        case "number":
            return str(value)
        case "state":
            return _state(value)
        case "count" | "seed" | "times" | "code" | "status":
            return int(value)
        case _:
            return float(value)


def _state(value: Any) -> str:
    if value not in _STATES:
        raise ValueError(f"{value!r} is no state of a call; they are {', '.join(sorted(_STATES))}")
    return str(value)


def _usual(kind: FaultKind) -> Strikes:
    if kind in _REQUEST:
        return Strikes.SEND
    if kind in _LEG:
        return Strikes.LEG
    return Strikes.RECEIPT if kind in _CALLBACK else Strikes.DELIVERY
