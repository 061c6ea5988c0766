"""What a voice network tells us of its own accord: what became of a line, and who is in a call's room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LegNotice:
    """A line reached a state, in the network's own word for legs.advance; `at` is when, by its clock."""

    sid: str
    status: str
    at: datetime | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class RoomNotice:
    """Something happened in a call's room: join, leave, hold, unhold, mute, unmute, start, end.

    `leg_sid` is the line it happened to and `label` its part, "" for the room as a whole.
    """

    room_sid: str
    event: str
    leg_sid: str = ""
    label: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundCall:
    """A phone that rings our line. Numbers in E.164; `caller` is "" where it is withheld."""

    sid: str
    caller: str
    to: str
