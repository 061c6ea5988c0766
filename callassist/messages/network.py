"""What we ask of a text network, whichever it is, and how its answers are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

LONGEST_VALIDITY = 36_000


class Verdict(StrEnum):
    """What became of a request to send: taken, certainly not taken, or nobody can say yet."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a text was not taken or did not arrive, in our words and not the network's."""

    OPTED_OUT = "opted_out"
    NOT_A_MOBILE = "not_a_mobile"
    BAD_NUMBER = "bad_number"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    EXPIRED = "expired"
    CONTENT = "content"
    FILTERED = "filtered"
    THROTTLED = "throttled"
    CONFIGURATION = "configuration"
    NO_CONNECTION = "no_connection"
    AMBIGUOUS = "ambiguous"
    OTHER = "other"


class Policy(StrEnum):
    """What happens next by rule; what it takes to carry it out is work's matter."""

    GIVE_UP = "give_up"
    OPT_OUT = "opt_out"
    RETRY_NEXT_WINDOW = "retry_next_window"
    RETRY_AFTER = "retry_after"
    STOP_THE_LINE = "stop_the_line"
    RECONCILE = "reconcile"
    ALERT_PERSON = "alert_person"


WORDS: dict[Reason, str] = {
    Reason.OPTED_OUT: "This number has asked for no texts.",
    Reason.NOT_A_MOBILE: "This number cannot get texts: a landline, or a line of another kind.",
    Reason.BAD_NUMBER: "No such number.",
    Reason.BLOCKED: "The network lets nothing through to this number.",
    Reason.UNREACHABLE: "The phone could not be reached: off, abroad or out of range.",
    Reason.EXPIRED: "It was not delivered in time and is no longer tried.",
    Reason.CONTENT: "The network does not take these words as they are.",
    Reason.FILTERED: "The network held the words back as unwanted.",
    Reason.THROTTLED: "The network takes no more just now; nothing was sent.",
    Reason.CONFIGURATION: "The connection to the network is not set up right; nothing goes out until it is.",
    Reason.NO_CONNECTION: "The network could not be reached; nothing was sent.",
    Reason.AMBIGUOUS: "Nobody can say yet whether this went out.",
    Reason.OTHER: "The network gave a reason that we do not know.",
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text to hand over. Numbers in E.164; `valid_seconds` 1 to 36000: after it the network gives up."""

    to: str
    sender: str
    body: str
    receipt_url: str
    valid_seconds: int = LONGEST_VALIDITY

    def __post_init__(self) -> None:
        if not 1 <= self.valid_seconds <= LONGEST_VALIDITY:
            raise ValueError(f"a text is valid for 1 to {LONGEST_VALIDITY} seconds, not {self.valid_seconds}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network answered: our verdict, its id of the text, and its reason with what follows from it.

    `code` is the network's own number for what is wrong, `status` the HTTP status (None: no answer came),
    `retry_after` the seconds that it asked us to wait.
    """

    verdict: Verdict
    sid: str | None = None
    code: int | None = None
    status: int | None = None
    retry_after: float | None = None
    reason: Reason | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the network itself lists it; `sent_at` is None while it waits there. Kept nowhere."""

    sid: str
    to: str
    body: str
    status: str
    code: int | None
    sent_at: datetime | None
    sender: str = ""


class TextNetwork(Protocol):
    """A network that takes texts. No method raises for what the network says or fails to say, but Unheard."""

    def send(self, text: Outgoing) -> Answer:
        """Hand one text over, once; it is never tried again from here."""
        ...

    def find(self, to: str, since: datetime) -> tuple[Seen, ...]:
        """All texts to a number from a moment on, as the network lists them. Raises Unheard."""
        ...

    def fetch(self, sid: str) -> Seen | None:
        """One text by the network's id, or None when it knows none. Raises Unheard."""
        ...

    def close(self) -> None:
        """Let the connections go."""
        ...


class Unheard(Exception):
    """A question to the network got no answer that can be read: nothing follows from it, ask again later."""


Failure = Literal["not_opened", "lost"]


def verdict(status: int | None, reason: Reason | None = None, failure: Failure | None = None) -> Verdict:
    """Judge a request to send by what is known of it; total over every input.

    `status`: HTTP status, None when no answer came. `reason`: what the network's own code means, if any.
    `failure`: the connection was never opened, or an answer was lost or could not be read.
    Refused is said only of what certainly was not sent: a connection never opened, or a 4xx.
    A 408 says that the network tired of waiting for us, which proves nothing, and a code that is ambiguous
    by the network's own account outweighs the status.
    """
    if failure == "not_opened":
        return Verdict.REFUSED
    if failure == "lost" or status is None or reason is Reason.AMBIGUOUS:
        return Verdict.UNKNOWN
    if 200 <= status < 300:
        return Verdict.ACCEPTED
    if 400 <= status < 500 and status != 408:
        return Verdict.REFUSED
    return Verdict.UNKNOWN
