"""What tests do with phones that ring, and ask of calls, beside the provider's API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from callassist.errors import Refusal
from callassist.rehearsal import behaviour, handsets
from callassist.rehearsal.api import hands
from callassist.rehearsal.control import asked_for, number_of
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg

control_calls = Blueprint("control_calls", __name__)


@control_calls.post("/phones/<number>/behaviour")
def behave(number: str) -> Response:
    """Say what a phone does when it rings: {"answers": "person", "after": 4 …}; see Behaviour."""
    wanted = behaviour.read(asked_for())
    hands().note(Kind.BEHAVIOUR, number=number_of(number), **wanted.facts())
    return jsonify(wanted.facts())


@control_calls.post("/phones/<number>/call/<act>")
def act(number: str, act: str) -> Response:
    """Do it: answer, reject, voicemail, drop, hang-up, ring; press {"keys"}; speak {"words"}."""
    phone = number_of(number)
    match act:
        case "answer":
            leg = handsets.answer(hands(), phone)
        case "reject":
            leg = handsets.reject(hands(), phone)
        case "voicemail":
            leg = handsets.answer(hands(), phone, by_machine=True)
        case "drop":
            leg = handsets.drop(hands(), phone)
        case "hang-up":
            leg = handsets.hang_up(hands(), phone)
        case "ring":
            leg = handsets.ring_us(hands(), phone)
        case "press":
            leg = handsets.press(hands(), phone, str(asked_for().get("keys", "")))
        case "speak":
            leg = handsets.speak(hands(), phone, str(asked_for().get("words", "")))
        case _:
            raise Refusal("act", f"{act!r} is nothing that a hand does.", "See the page of phones.")
    return jsonify(shown(leg))


@control_calls.get("/calls")
def calls() -> Response:
    """Every call, oldest first; with `number` those of one phone."""
    number = request.args.get("number", "")
    with hands().lock:
        legs = hands().known.calls.of(number_of(number)) if number else hands().known.calls.legs.values()
        return jsonify(calls=[shown(leg) for leg in legs])


@control_calls.get("/talks")
def talks() -> Response:
    """Who could hear whom, from when to when; with `number` of one phone."""
    number = request.args.get("number", "")
    return jsonify(talks=handsets.talks(hands(), number_of(number) if number else ""))


def shown(leg: Leg) -> dict[str, Any]:
    """One call as JSON: its states so far, and what was heard and done on the phone."""
    return {
        "sid": leg.sid,
        "number": leg.phone,
        "line": leg.line,
        "direction": leg.direction,
        "status": leg.status.value,
        "why": leg.why,
        "by_machine": leg.by_machine,
        "seconds": leg.seconds,
        "conference": leg.room,
        "sounds": [{"how": one.how, "body": one.body, "mine": one.mine} for one in leg.sounds],
    }
