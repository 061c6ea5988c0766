"""Conferences: who comes in, waits, hears whom, is held or muted, leaves, and when it is over."""

from __future__ import annotations

import uuid
from typing import Any

from callassist.rehearsal import notices, sounds
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, Room, Seat, SeatWish, State

HUNG_UP, ADD_FAILED = "participant_hung_up", "participant_add_failed"
SENT_ELSEWHERE, ENDED_BY_ANOTHER = "participant_updated_via_api", "moderator_ended_conference"
ENDED_BY_US = "conference_ended_via_api"
PLAIN = SeatWish("")


def opened(hands: Hands, name: str) -> Room:
    """The conference under way with this name, or a new one; without a name always a new one."""
    found = hands.known.calls.conference(name) if name else None
    if found is not None:
        return found
    sid = f"CF{uuid.uuid4().hex}"
    hands.note(Kind.OPENED_ROOM, sid=sid, name=name)
    return hands.known.calls.rooms[sid]


def taken(room: Room, label: str, *, by: str = "") -> bool:
    """Whether another leg in the conference, or on its way to it, has this label."""
    return label != "" and any(seat.wish.label == label and seat.sid != by for seat in room.seats.values())


def keep_seat(hands: Hands, leg: Leg, room: Room, wish: SeatWish) -> None:
    """Keep a seat for a leg that is still to be answered."""
    hands.note(Kind.SEATED, sid=leg.sid, number=leg.phone, room=room.sid, seat=wish.facts())


def join(hands: Hands, leg: Leg, room: Room, wish: SeatWish) -> bool:
    """Let an answered leg in; False if the conference is over or full, or another has its label."""
    full = len(room.present()) >= wish.most
    if room.status == "completed" or full or taken(room, wish.label, by=leg.sid):
        return False
    if room.sequence == 0 and wish.callback:
        hands.note(Kind.ROOM, sid=room.sid, callback=wish.callback, events=list(wish.events))
    hands.note(Kind.JOINED, sid=leg.sid, number=leg.phone, room=room.sid, seat=wish.facts())
    notices.of_room(hands, room, "participant-join", room.seats[leg.sid])
    if room.status == "init":
        _begin_or_wait(hands, leg, room, wish)
    _link(hands, room)
    return True


def leave(hands: Hands, leg: Leg, why: str, status: State) -> None:
    """Take a leg out of its conference. Who is left alone stays; the conference may end with it."""
    room = hands.known.calls.rooms.get(leg.room)
    seat = room.seats.get(leg.sid) if room else None
    if room is None or seat is None:
        return
    came = seat.joined is not None
    _out(hands, leg, room, seat, why if came else ADD_FAILED, status)
    if room.status == "completed":
        return
    if (came and seat.end) or not room.name:
        word = "kicked" if why == SENT_ELSEWHERE else "left"
        close(hands, room, f"participant-with-end-conference-on-exit-{word}", by=leg.sid)
    elif not room.present() and (came or not room.seats):
        close(
            hands,
            room,
            "last-participant-kicked" if why == SENT_ELSEWHERE else "last-participant-left",
            by=leg.sid,
        )


def close(hands: Hands, room: Room, reason: str, *, by: str = "") -> None:
    """End a conference; those still in it go on with what their instructions say next."""
    hands.note(Kind.ROOM, sid=room.sid, status="completed", reason=reason, ended_by=by)
    left = room.present()
    why = ENDED_BY_ANOTHER if by else ENDED_BY_US
    for seat in left:
        leg = hands.known.calls.legs[seat.sid]
        _out(hands, leg, room, seat, why, State.IN_PROGRESS)
    more = {"ReasonConferenceEnded": reason} | ({"CallSidEndingConference": by} if by else {})
    notices.of_room(hands, room, "conference-end", None, **more)
    for seat in left:
        hands.stage.carry_on(seat.sid)


def hold(hands: Hands, leg: Leg, room: Room, *, on: bool, url: str) -> None:
    """Put a leg on hold, where it hears what `url` says, or music; or take it back."""
    seat = room.seats[leg.sid]
    if seat.hold == on:
        return
    hands.note(Kind.HOLD, sid=leg.sid, number=leg.phone, room=room.sid, hold=on)
    _link(hands, room)
    notices.of_room(hands, room, "participant-hold" if on else "participant-unhold", seat)
    hands.stage.clear(leg.sid, aside=True)
    if on and url:
        hands.stage.play(leg.sid, url)
    elif on:
        sounds.hear(hands, leg, "music", sounds.MUSIC)


def mute(hands: Hands, leg: Leg, room: Room, *, on: bool) -> None:
    """Keep the others from hearing a leg, or no longer."""
    seat = room.seats[leg.sid]
    if seat.muted == on:
        return
    hands.note(Kind.MUTE, sid=leg.sid, number=leg.phone, room=room.sid, muted=on)
    notices.of_room(hands, room, "participant-mute" if on else "participant-unmute", seat)


def let_end(hands: Hands, leg: Leg, room: Room, *, on: bool) -> None:
    """Let the conference end when this leg leaves it, or no longer."""
    seat = room.seats[leg.sid]
    if seat.end == on:
        return
    hands.note(Kind.SEAT_CHANGED, sid=leg.sid, number=leg.phone, room=room.sid, end=on)
    notices.of_room(hands, room, "participant-modify", seat)


def _begin_or_wait(hands: Hands, leg: Leg, room: Room, wish: SeatWish) -> None:
    """Begin with two, one of whom may begin it; else the newcomer hears what those who wait hear."""
    here = room.present()
    if len(here) >= 2 and (not room.name or any(seat.wish.start for seat in here)):
        hands.note(Kind.ROOM, sid=room.sid, status="in-progress")
        for seat in here:
            if not seat.hold:
                hands.stage.clear(seat.sid, aside=True)
        notices.of_room(hands, room, "conference-start")
    elif room.name and wish.wait_url is None:
        sounds.hear(hands, leg, "music", sounds.MUSIC)
    elif wish.wait_url:
        hands.stage.play(leg.sid, wish.wait_url)


def _out(hands: Hands, leg: Leg, room: Room, seat: Seat, why: str, status: State) -> None:
    hands.stage.clear(leg.sid, aside=True)
    hands.note(Kind.LEFT, sid=leg.sid, number=leg.phone, room=room.sid, why=why)
    _link(hands, room)
    more = {"ReasonParticipantLeft": why, "ParticipantCallStatus": status.value}
    notices.of_room(hands, room, "participant-leave", seat, **more)


def _link(hands: Hands, room: Room) -> None:
    """Write down who can hear whom from now on, and who no longer can, since when."""
    legs, now = hands.known.calls.legs, room.talking()
    for one, other in sorted(set(room.talks) - now):
        since = room.talks[one, other].isoformat()
        facts: dict[str, Any] = {"with": other, "with_number": legs[other].phone, "room": room.sid}
        hands.note(Kind.PARTED, sid=one, number=legs[one].phone, since=since, **facts)
    for one, other in sorted(now - set(room.talks)):
        facts = {"with": other, "with_number": legs[other].phone, "room": room.sid}
        hands.note(Kind.CONNECTED, sid=one, number=legs[one].phone, **facts)
