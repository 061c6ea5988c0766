"""What an interviewer does in a call: hold, mute, drop a line, end it all; asked of the network at once."""

from __future__ import annotations

from typing import Any

from callassist.errors import Refusal
from callassist.store import calls
from callassist.store.database import Connection
from callassist.voice.instructions import Part
from callassist.voice.network import Taken, Unheard, VoiceNetwork
from callassist.work.actor import Actor
from callassist.work.call_notices import what_follows
from callassist.work.call_place import down, in_room
from callassist.work.house import House
from callassist.work.verb import Line, keep

AWAY = "Try again. If that does not help, speak on: the line is as it was."


def hold(house: House, actor: Actor, call_id: str, *, on: bool) -> None:
    """Put the parent on hold, where she hears so in her language, or take her back."""
    network, call, leg = _there(house, actor, call_id, Part.PARENT)
    taken = hold_line(house, network, call, leg, on=on)
    _done(house, actor, call, leg, taken, "hold" if on else "take_back", held=on)


def hold_line(house: House, network: VoiceNetwork, call: Any, leg: Any, *, on: bool) -> Taken:
    """Ask the network to put a line on hold, or to take it back. Raises Refusal where it finds no room."""
    room = _room(house, network, call)
    address = f"{house.public_url}/twilio/call/instructions/{leg.token}?for=hold"
    return network.hold(room, leg.part, address) if on else network.take_back(room, leg.part)


def mute(house: House, actor: Actor, call_id: str, *, on: bool) -> None:
    """Keep the others from hearing the interviewer, or no longer."""
    network, call, leg = _there(house, actor, call_id, Part.INTERVIEWER)
    taken = network.mute(_room(house, network, call), leg.part, on=on)
    _done(house, actor, call, leg, taken, "mute" if on else "unmute", muted=on)


def drop(house: House, actor: Actor, call_id: str, part: Part) -> None:
    """Let one line go and keep the others."""
    _end(house, actor, call_id, (part,), "drop_line")


def end(house: House, actor: Actor, call_id: str) -> None:
    """End a call for everybody; ending it twice changes nothing. The parent's line is let go first."""
    _end(house, actor, call_id, (Part.PARENT, Part.INTERPRETER, Part.INTERVIEWER), "end_call")


def _end(house: House, actor: Actor, call_id: str, parts: tuple[Part, ...], verb: str) -> None:
    now, call = house.now(), _call(house, actor, call_id)

    def work(c: Connection) -> list[str]:
        fresh = calls.one(c, call_id, lock=True) or call  # what the network tells meanwhile waits its turn
        legs = calls.legs(c, call_id)
        ends = [one for part in parts for one in legs if one.part == part and not down(one)]
        for one in ends:
            calls.note_leg(c, one.id, end_at=min(now, one.end_at or now))
            if one.state == "ready":
                calls.move(c, one.id, one.state, "withdrawn", reason="taken back", over_at=now)
        what_follows(house, c, fresh)
        return [one.provider_id for one in ends if one.provider_id]

    line = Line(actor.id, verb, now, call.study_id, call.case_id, {"call": call_id})
    for sid in keep(house, line, work):
        if house.voice is not None:
            house.voice.end(sid)
    house.wake("calls")


def _call(house: House, actor: Actor, call_id: str) -> Any:
    with house.database.read() as c:
        call = calls.one(c, call_id)
    if call is None or call.by != actor.id:
        raise Refusal("Call", "it is not yours.", "Go back to your day.")
    return call


def _there(house: House, actor: Actor, call_id: str, part: Part) -> tuple[VoiceNetwork, Any, Any]:
    """The network, the call, and the line of a part that is in its room. Raises Refusal when it is not."""
    call = _call(house, actor, call_id)
    with house.database.read() as c:
        leg = next((one for one in calls.legs(c, call_id) if one.part == part and in_room(one)), None)
    if leg is None or house.voice is None:
        raise Refusal("Call", "that line is not in the call.", "Wait until it is there.")
    return house.voice, call, leg


def _room(house: House, network: VoiceNetwork, call: Any) -> str:
    """The network's id of the call's room: as it told us, else as it lists it."""
    if call.room_sid:
        return str(call.room_sid)
    try:
        found = network.room(call.id)
    except Unheard:
        found = None
    if found is None:
        raise Refusal("Call", "the network does not answer.", AWAY)
    house.database.keep(lambda c: calls.note_call(c, call.id, room_sid=found))
    return found


def _done(house: House, actor: Actor, call: Any, leg: Any, taken: Taken, verb: str, **values: bool) -> None:
    """Keep that it was done; when nobody knows, the network's next word or the next press says."""
    if taken is not Taken.ACCEPTED:
        raise Refusal("Call", "the network did not do it.", AWAY)
    line = Line(actor.id, verb, house.now(), call.study_id, call.case_id, {"call": call.id})
    keep(house, line, lambda c: calls.note_leg(c, leg.id, **values))
