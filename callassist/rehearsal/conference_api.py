"""The provider's HTTP API for conferences: who is in them, who is rung into them, held, muted, put out."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from callassist.rehearsal import call_forms, calling, rooms, shown_calls
from callassist.rehearsal.api import after, before, hands, refused
from callassist.rehearsal.faults import Strikes
from callassist.rehearsal.legs import Leg, Room, Seat, State
from callassist.rehearsal.refusals import No, no
from callassist.rehearsal.voice_api import strike_call, taken, turned_away

conferences = Blueprint("conferences", __name__)


@conferences.get("/Conferences.json")
def list_conferences() -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    found = list(hands().known.calls.rooms.values())
    try:
        return jsonify(shown_calls.conferences(hands().terms, found, request.args))
    except ValueError:
        return refused(no(20001))


@conferences.get("/Conferences/<sid>.json")
def fetch_conference(sid: str) -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    room = hands().known.calls.rooms.get(sid)
    return jsonify(shown_calls.conference(hands().terms, room)) if room else refused(no(20404))


@conferences.post("/Conferences/<sid>.json")
def end_conference(sid: str) -> Response:
    """End a conference for all who are in it, the only change that we ask for."""
    room = hands().known.calls.rooms.get(sid)
    if room is None:
        return refused(no(20404))
    if set(request.form) != {"Status"} or request.form["Status"] != "completed":
        return refused(no(20001))
    struck = hands().strike(Strikes.CHANGE, "", sid=sid)
    if (early := before(struck)) is not None:
        return early
    with hands().lock:
        if room.status != "completed":
            rooms.close(hands(), room, "conference-ended-via-api")
    return after(struck, jsonify(shown_calls.conference(hands().terms, room)))


@conferences.get("/Conferences/<sid>/Participants.json")
def list_participants(sid: str) -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    room = hands().known.calls.rooms.get(sid)
    if room is None:
        return refused(no(20404))
    legs = hands().known.calls.legs
    try:
        return jsonify(shown_calls.participants(hands().terms, room, legs, request.args))
    except ValueError:
        return refused(no(20001))


@conferences.post("/Conferences/<sid>/Participants.json")
def ring_participant(sid: str) -> Response:
    """Ring somebody into a conference by its sid or name; a name that is not under way opens one."""
    struck = strike_call()
    if (early := before(struck)) is not None:
        return early
    wish = call_forms.participant(hands(), request.form, sid)
    if isinstance(wish, No):
        return turned_away(wish)
    if wish.seat is None or (sid.startswith("CF") and hands().known.calls.conference(sid) is None):
        return turned_away(no(20404))
    with hands().lock:
        room = rooms.opened(hands(), sid)
        if room.status == "completed":
            return turned_away(no(20404))
        if rooms.taken(room, wish.seat.label):
            return turned_away(no(16025))
        leg = calling.place(hands(), wish, room=room.sid)
        rooms.keep_seat(hands(), leg, room, wish.seat)
        answer = jsonify(_shown(leg, room))
    return taken(leg, answer, struck)


@conferences.get("/Conferences/<sid>/Participants/<who>.json")
def fetch_participant(sid: str, who: str) -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    found = _seat(sid, who)
    return jsonify(_shown(found[0], found[1])) if found else refused(no(20404))


@conferences.post("/Conferences/<sid>/Participants/<who>.json")
def change_participant(sid: str, who: str) -> Response:
    """Hold or take back, mute or unmute, say something to one participant alone."""
    found = _seat(sid, who)
    if found is None or found[2].joined is None:
        return refused(no(20404))
    leg, room, _ = found
    struck = hands().strike(Strikes.CHANGE, leg.phone, sid=leg.sid)
    if (early := before(struck)) is not None:
        return early
    why_not = call_forms.seat(request.form)
    if why_not is not None:
        return refused(why_not)
    with hands().lock:
        _change(leg, room)
        answer = jsonify(_shown(leg, room))
    return after(struck, answer)


@conferences.delete("/Conferences/<sid>/Participants/<who>.json")
def put_out(sid: str, who: str) -> Response:
    """Put a participant out of the conference; one who is still being rung is rung no more."""
    found = _seat(sid, who)
    if found is None:
        return refused(no(20404))
    leg, _, seat = found
    struck = hands().strike(Strikes.CHANGE, leg.phone, sid=leg.sid)
    if (early := before(struck)) is not None:
        return early
    with hands().lock:
        if seat.joined is None:
            calling.end(hands(), leg.sid, State.CANCELED, "callassist cancelled it")
        else:
            rooms.leave(hands(), leg, rooms.SENT_ELSEWHERE, State.IN_PROGRESS)
            hands().stage.carry_on(leg.sid)
    return after(struck, Response(status=204))


def _change(leg: Leg, room: Room) -> None:
    form = request.form
    if "Muted" in form:
        rooms.mute(hands(), leg, room, on=form["Muted"].lower() == "true")
    if "Hold" in form:
        rooms.hold(hands(), leg, room, on=form["Hold"].lower() == "true", url=form.get("HoldUrl", ""))
    if "EndConferenceOnExit" in form:
        rooms.let_end(hands(), leg, room, on=form["EndConferenceOnExit"].lower() == "true")
    if form.get("AnnounceUrl"):
        hands().stage.play(leg.sid, form["AnnounceUrl"])


def _seat(sid: str, who: str) -> tuple[Leg, Room, Seat] | None:
    """The participant by the sid of its call or by its label; None once it, or the conference, is over."""
    room = hands().known.calls.rooms.get(sid)
    if room is None or room.status == "completed":
        return None
    seat = next((one for one in room.seats.values() if who in (one.sid, one.wish.label)), None)
    return None if seat is None else (hands().known.calls.legs[seat.sid], room, seat)


def _shown(leg: Leg, room: Room) -> dict[str, object]:
    return shown_calls.participant(hands().terms, leg, room.seats[leg.sid], room)
