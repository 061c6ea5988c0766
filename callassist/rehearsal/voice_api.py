"""The provider's HTTP API for calls, as far as callassist uses it: place, fetch, list, send on, end."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from callassist.rehearsal import call_forms, calling, performing, shown_calls
from callassist.rehearsal.api import after, before, hands, refused
from callassist.rehearsal.faults import Fault, FaultKind, Strikes
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, State
from callassist.rehearsal.numbers import read_strictly
from callassist.rehearsal.refusals import No, no

calls = Blueprint("calls", __name__)


@calls.post("/Calls.json")
def place_call() -> Response:
    """Take a call, or refuse it; the faults laid for calls strike before or after it is taken."""
    struck = strike_call()
    if (early := before(struck)) is not None:
        return early
    wish = call_forms.call(hands(), request.form)
    if isinstance(wish, No):
        return turned_away(wish)
    leg = calling.place(hands(), wish)
    answer = jsonify(shown_calls.call(hands().terms, leg))
    return taken(leg, answer, struck)


@calls.get("/Calls.json")
def list_calls() -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    legs = list(hands().known.calls.legs.values())
    try:
        return jsonify(shown_calls.calls(hands().terms, legs, request.args))
    except ValueError:
        return refused(no(20001))


@calls.get("/Calls/<sid>.json")
def fetch_call(sid: str) -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    leg = hands().known.calls.legs.get(sid)
    return jsonify(shown_calls.call(hands().terms, leg)) if leg else refused(no(20404))


@calls.post("/Calls/<sid>.json")
def change_call(sid: str) -> Response:
    """End a call, or send it to other instructions; what is over or not yet answered cannot be sent."""
    leg = hands().known.calls.legs.get(sid)
    if leg is None:
        return refused(no(20404))
    struck = hands().strike(Strikes.CHANGE, leg.phone, sid=sid)
    if (early := before(struck)) is not None:
        return early
    with hands().lock:
        why_not = call_forms.change(request.form) or _change(leg)
    if why_not is not None:
        return refused(why_not)
    return after(struck, jsonify(shown_calls.call(hands().terms, leg)))


def strike_call() -> list[Fault]:
    """The faults that strike a call which is asked for."""
    to = request.form.get("To", "")
    return hands().strike(Strikes.CALL, read_strictly(to) or to)


def turned_away(why_not: No) -> Response:
    """Refuse a call, and write down that it was asked for."""
    to, sender = request.form.get("To", ""), request.form.get("From", "")
    code, status = why_not.code, why_not.status
    number = read_strictly(to) or to
    hands().note(Kind.REFUSED, number=number, to=to, from_=sender, code=code, status=status, call=True)
    return refused(why_not)


def taken(leg: Leg, answer: Response, struck: list[Fault]) -> Response:
    """Let a call that was taken ring, before or after it is answered, and answer as the faults say."""
    if any(fault.kind is FaultKind.RECEIPTS_FIRST for fault in struck):
        calling.ring(hands(), leg.sid)
        hands().post.wait_idle(2)
    else:
        calling.take(hands(), leg.sid)
    answer.status_code = 201
    return after(struck, answer)


def _change(leg: Leg) -> No | None:
    """Carry out a change; the reason if the call is not in a state for it."""
    match request.form.get("Status"):
        case "completed":
            calling.end(hands(), leg.sid, None, "callassist ended it")
        case "canceled":
            if leg.status in (State.QUEUED, State.INITIATED, State.RINGING):
                calling.end(hands(), leg.sid, State.CANCELED, "callassist cancelled it")
        case _:
            if leg.status is not State.IN_PROGRESS:
                return no(21220)
            url, twiml = request.form.get("Url", ""), request.form.get("Twiml", "")
            performing.redirect(hands(), leg, url=url, twiml=twiml)
    return None
