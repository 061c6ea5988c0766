"""What we ask of a voice network, whichever it is, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from callassist.voice.instructions import Step

SHORTEST_RING, LONGEST_RING = 15, 120
"""Seconds. Shorter rings nobody reaches in time; longer ones nobody waits for, at either end."""


class Taken(StrEnum):
    """What became of a request: taken, certainly not taken, or nobody can say yet."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ring:
    """One phone to be rung. Numbers in E.164; `line` is the study's own, to which she can ring back.

    `notice_url` holds our token and no identity; `seconds`: how long it rings.
    """

    to: str
    line: str
    notice_url: str
    seconds: int = 30

    def __post_init__(self) -> None:
        if not SHORTEST_RING <= self.seconds <= LONGEST_RING:
            raise ValueError(
                f"a phone rings for {SHORTEST_RING} to {LONGEST_RING} seconds, not {self.seconds}"
            )


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a conference. `room` is our id of the call, `label` the part that somebody has in it.

    A label is given once in a room: the network itself then takes no second leg for the same part.
    `wait_url` is heard by whoever waits there alone.
    """

    room: str
    label: str
    wait_url: str
    room_url: str
    ends_room: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """What the network answered: our verdict, its id of the leg, its own code and the HTTP status.

    `status` is None when no answer came; `retry_after` is how many seconds it asked us to wait.
    `room_sid`: the conference that the leg is meant for, where the network names it at once.
    """

    taken: Taken
    sid: str | None = None
    code: int | None = None
    status: int | None = None
    retry_after: float | None = None
    room_sid: str | None = None


@dataclass(frozen=True, slots=True)
class Dialled:
    """A leg as the network itself lists it. Kept nowhere."""

    sid: str
    to: str
    line: str
    status: str
    placed_at: datetime | None
    seconds: int
    ended_at: datetime | None = None


class VoiceNetwork(Protocol):
    """A network that rings phones. What it is asked for is asked once, and never tried again from here."""

    def ring(self, phone: Ring, steps: Sequence[Step], *, digits: str = "") -> Placed:
        """Ring a phone that takes these steps once it is answered; `digits` are sent to it first."""
        ...

    def bring(self, phone: Ring, place: Place) -> Placed:
        """Ring a phone that goes straight into a conference once it is answered."""
        ...

    def end(self, sid: str) -> Taken:
        """End a leg, or stop its ringing."""
        ...

    def hold(self, room_sid: str, label: str, heard_url: str) -> Taken:
        """Let one party hear only what stands at an address."""
        ...

    def take_back(self, room_sid: str, label: str) -> Taken:
        """Let a party on hold back in."""
        ...

    def mute(self, room_sid: str, label: str, *, on: bool) -> Taken:
        """Keep the others from hearing one party, or no longer."""
        ...

    def room(self, name: str) -> str | None:
        """The network's id of the conference under way with our id as its name, or None. Raises Unheard."""
        ...

    def dialled(self, to: str, since: datetime) -> tuple[Dialled, ...]:
        """All legs to a number from a moment on, as the network lists them. Raises Unheard."""
        ...

    def seen(self, sid: str) -> Dialled | None:
        """One leg by the network's own id, whichever side placed it; None: it has none. Raises Unheard."""
        ...

    def close(self) -> None:
        """Let the connections go."""
        ...


class Unheard(Exception):
    """A question to the network got no answer that can be read: nothing follows from it, ask again later."""
