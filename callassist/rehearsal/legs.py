"""What the network knows of calls: every leg, every conference, who hears whom; rebuilt from its journal."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from callassist.rehearsal.journal import Entry, Kind


class State(StrEnum):
    """Where a leg stands, in the provider's words; the last five are ends."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


ENDS = frozenset({State.COMPLETED, State.BUSY, State.FAILED, State.NO_ANSWER, State.CANCELED})


@dataclass(frozen=True, slots=True)
class SeatWish:
    """How a leg is to sit in a conference: by name, with a label, and what is told and played there."""

    name: str
    label: str = ""
    muted: bool = False
    start: bool = True
    end: bool = False
    wait_url: str | None = None
    callback: str = ""
    events: tuple[str, ...] = ("start", "end")
    most: int = 250

    def waiting_at(self, address: str | None) -> SeatWish:
        """The same with the whole address of what is heard while waiting."""
        return replace(self, wait_url=address)

    def facts(self) -> dict[str, Any]:
        """The wish as JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LegWish:
    """A call that callassist asks for. `timeout`, `limit` in seconds; `seat` if it goes to a conference."""

    to: str
    sender: str
    url: str = ""
    twiml: str = ""
    callback: str = ""
    events: tuple[str, ...] = ("completed",)
    timeout: int = 60
    limit: int = 14_400
    digits: str = ""
    machine: str = ""
    machine_async: bool = False
    machine_callback: str = ""
    seat: SeatWish | None = None

    def facts(self) -> dict[str, Any]:
        """The wish as JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Sound:
    """One thing heard or done on a phone during a call: when, how, its words; `mine` if it was done here."""

    at: datetime
    how: str
    body: str
    mine: bool


@dataclass(slots=True)
class Leg:
    """One party's line. `phone` is the far end, `line` ours; `room` the conference it is in or meant for."""

    sid: str
    phone: str
    line: str
    wish: LegWish
    placed: datetime
    position: int
    inbound: bool = False
    parent: str = ""
    room: str = ""
    status: State = State.QUEUED
    answered: datetime | None = None
    ended: datetime | None = None
    updated: datetime | None = None
    answered_by: str = ""
    by_machine: bool = False
    why: str = ""
    sequence: int = -1
    sounds: list[Sound] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.status in ENDS

    @property
    def seconds(self) -> int:
        """How long it was answered, in whole seconds."""
        if self.answered is None or self.ended is None:
            return 0
        return max(0, round((self.ended - self.answered).total_seconds()))

    @property
    def direction(self) -> str:
        if self.inbound:
            return "inbound"
        return "outbound-dial" if self.parent else "outbound-api"


@dataclass(slots=True)
class Seat:
    """One leg in a conference; not `joined` yet while its phone still rings."""

    sid: str
    wish: SeatWish
    made: datetime
    muted: bool
    end: bool
    joined: datetime | None = None
    hold: bool = False


@dataclass(slots=True)
class Room:
    """One conference, or, without a name, the line between two legs that a Dial joined."""

    sid: str
    name: str
    opened: datetime
    position: int
    status: str = "init"
    updated: datetime | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    talks: dict[tuple[str, str], datetime] = field(default_factory=dict)
    callback: str = ""
    events: tuple[str, ...] = ()
    sequence: int = 0
    reason: str = ""
    ended_by: str = ""

    def present(self) -> list[Seat]:
        """Those who are in it now, in the order in which they came."""
        return [seat for seat in self.seats.values() if seat.joined is not None]

    def talking(self) -> set[tuple[str, str]]:
        """The pairs who would hear each other now: all who are in it and not on hold, once it has begun."""
        if self.status != "in-progress":
            return set()
        here = sorted(seat.sid for seat in self.present() if not seat.hold)
        return {(one, other) for n, one in enumerate(here) for other in here[n + 1 :]}


class Legs:
    """Legs and conferences by sid; changed only by entries of the journal, live or replayed."""

    def __init__(self) -> None:
        self.legs: dict[str, Leg] = {}
        self.rooms: dict[str, Room] = {}

    def on(self, number: str) -> list[Leg]:
        """The legs that are up on a phone, ringing or answered."""
        return [leg for leg in list(self.legs.values()) if leg.phone == number and not leg.over]

    def ringing(self) -> list[Leg]:
        """The legs that ring on phones now."""
        legs = list(self.legs.values())
        return [leg for leg in legs if leg.status is State.RINGING and not leg.inbound]

    def numbers_up(self) -> set[str]:
        """The phones on which a call rings or is up."""
        return {leg.phone for leg in list(self.legs.values()) if not leg.over}

    def of(self, number: str) -> list[Leg]:
        """Every call to and from a phone, oldest first."""
        return [leg for leg in list(self.legs.values()) if leg.phone == number]

    def conference(self, name_or_sid: str) -> Room | None:
        """The conference with this sid, or the one under way with this name."""
        found = self.rooms.get(name_or_sid)
        if found is not None:
            return found
        under_way = (r for r in list(self.rooms.values()) if r.name == name_or_sid != "")
        return next((room for room in under_way if room.status != "completed"), None)

    def take(self, entry: Entry) -> None:
        """Change what is known of calls by one entry; all others change nothing."""
        match entry.kind:
            case Kind.PLACED:
                self._placed(entry)
            case Kind.LEG:
                self._moved(entry)
            case Kind.HEARD | Kind.SPOKE | Kind.PRESSED:
                facts, mine = entry.facts, entry.kind is not Kind.HEARD
                how = facts.get("how", entry.kind.value)
                sound = Sound(entry.trial, how, facts["body"], mine and facts.get("by") != "callassist")
                self.legs[entry.sid].sounds.append(sound)
            case Kind.ANSWERED_BY:
                self.legs[entry.sid].answered_by = entry.facts["by"]
            case Kind.OPENED_ROOM | Kind.ROOM:
                self._room(entry)
            case Kind.SEATED | Kind.JOINED | Kind.LEFT | Kind.HOLD | Kind.MUTE | Kind.SEAT_CHANGED:
                self._seat(self.rooms[entry.facts["room"]], entry)
            case Kind.CONNECTED:
                self.rooms[entry.facts["room"]].talks[entry.sid, entry.facts["with"]] = entry.trial
            case Kind.PARTED:
                self.rooms[entry.facts["room"]].talks.pop((entry.sid, entry.facts["with"]), None)
            case _:
                pass

    def _placed(self, entry: Entry) -> None:
        facts, wish = entry.facts, read_wish(entry.facts["wish"])
        self.legs[entry.sid] = Leg(
            entry.sid,
            entry.number,
            facts["line"],
            wish,
            entry.trial,
            entry.id,
            inbound=facts["direction"] == "inbound",
            parent=facts.get("parent", ""),
            room=facts.get("room", ""),
        )

    def _moved(self, entry: Entry) -> None:
        leg = self.legs[entry.sid]
        leg.status, leg.updated = State(entry.facts["status"]), entry.trial
        leg.sequence += 1
        if leg.status is State.IN_PROGRESS:
            leg.answered = entry.trial
            leg.by_machine = entry.facts.get("by") == "machine"
        if leg.over:
            leg.ended, leg.why = entry.trial, entry.facts.get("why", "")

    def _room(self, entry: Entry) -> None:
        facts = entry.facts
        if entry.kind is Kind.OPENED_ROOM:
            self.rooms[entry.sid] = Room(entry.sid, facts["name"], entry.trial, entry.id)
            return
        room = self.rooms[entry.sid]
        room.updated = entry.trial
        room.sequence += "event" in facts
        if "callback" in facts:
            room.callback, room.events = facts["callback"], tuple(facts["events"])
        if "status" in facts:
            room.status = facts["status"]
            room.reason, room.ended_by = facts.get("reason", ""), facts.get("ended_by", "")

    def _seat(self, room: Room, entry: Entry) -> None:
        room.updated = entry.trial
        if entry.kind in (Kind.SEATED, Kind.JOINED):
            wish = read_seat(entry.facts["seat"])
            seat = room.seats.setdefault(
                entry.sid, Seat(entry.sid, wish, entry.trial, muted=wish.muted, end=wish.end)
            )
            self.legs[entry.sid].room = room.sid
            seat.joined = entry.trial if entry.kind is Kind.JOINED else None
            return
        if entry.kind is Kind.LEFT:
            room.seats.pop(entry.sid, None)
            self.legs[entry.sid].room = ""
            return
        seat = room.seats[entry.sid]
        seat.hold, seat.muted = entry.facts.get("hold", seat.hold), entry.facts.get("muted", seat.muted)
        seat.end = entry.facts.get("end", seat.end)


def read_wish(kept: dict[str, Any]) -> LegWish:
    """A wish as the journal keeps it."""
    seat = kept.get("seat")
    lists = {"events": tuple(kept["events"]), "seat": read_seat(seat) if seat else None}
    return LegWish(**{**kept, **lists})


def read_seat(kept: dict[str, Any]) -> SeatWish:
    """A seat as the journal keeps it."""
    return SeatWish(**{**kept, "events": tuple(kept["events"])})
