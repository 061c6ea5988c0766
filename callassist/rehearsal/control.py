"""What is told and asked beside the provider's API: the clock, phones, faults, the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from callassist.errors import Refusal
from callassist.rehearsal import calling, carriers, exchange, numbers, said
from callassist.rehearsal.api import hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.known import Phone
from callassist.rehearsal.legs import State

control = Blueprint("control", __name__, url_prefix="/rehearsal")


@control.errorhandler(Refusal)
def refuse(refusal: Refusal) -> tuple[Response, int]:
    return jsonify(where=refusal.where, what=refusal.what, cure=refusal.cure), 400


@control.get("/clock")
def clock() -> Response:
    """The trial's time, whether it moves, what is due next, how far phones and journal are, what rings.

    `next_held` is when something that waits for the trial's time happens next: a phone rings out, say.
    """
    time = hands().clock
    return jsonify(
        now=time.now().isoformat(),
        said=said.clock(time.now()),
        moving=time.moving,
        next_due=time.next_due,
        heard=hands().known.heard,
        ringing=len(hands().known.calls.ringing()),
        next_held=hands().post.next_held,
        journal=hands().journal.last,
    )


@control.post("/clock")
def tell() -> Response:
    """Take callassist's word: {"now": iso, "moving": bool, "next_due": words or null}."""
    word = asked_for()
    try:
        now = datetime.fromisoformat(str(word.get("now")))
        told = hands().clock.tell(now, moving=bool(word.get("moving")), next_due=word.get("next_due"))
    except ValueError as wrong:
        raise Refusal(
            "now", f"no time with a zone: {word.get('now')!r}.", "Write 2026-10-08T16:15:00+01:00."
        ) from wrong
    hands().note(Kind.CLOCK, at=told.trial, moving=told.moving, next_due=told.next_due)
    hands().post.clock_told()
    return clock()


@control.get("/idle")
def idle() -> Response:
    """Whether everything due is done; `wait` is how many seconds to wait for that at most."""
    seconds = request.args.get("wait", 0.0, type=float)
    done = hands().post.wait_idle(min(seconds, 60))
    return jsonify(idle=done, pending_callbacks=hands().post.pending, held=hands().post.held)


@control.get("/journal")
def journal() -> Response:
    """Every entry after the id `after`, oldest first, one JSON object a line; also by `kind`, `number`."""
    after = request.args.get("after", 0, type=int)
    kinds, number = request.args.getlist("kind"), request.args.get("number", "")
    number = numbers.read(number) or number

    def lines() -> Iterator[str]:
        for entry in hands_now.journal.read(after):
            if (not kinds or entry.kind in kinds) and number in ("", entry.number):
                yield json.dumps(entry.line(), ensure_ascii=False) + "\n"

    hands_now = hands()
    return Response(lines(), mimetype="application/x-ndjson")


@control.get("/phones/<number>")
def phone(number: str) -> Response:
    return jsonify(_shown(_known(number)))


@control.post("/phones")
def make_known() -> Response:
    """Make a phone known: {"number", "note"}; the note is about the phone, never about a person."""
    word = asked_for()
    number = number_of(str(word.get("number", "")))
    note = str(word.get("note") or "")
    if number not in hands().known.phones or hands().known.phones[number].note != note:
        hands().note(Kind.PHONE, number=number, note=note)
    return jsonify(_shown(hands().known.phone(number)))


@control.post("/phones/<number>/text")
def write(number: str) -> Response:
    """Let that phone write {"body"} to our sender; callassist is told soon after (see idle)."""
    return jsonify(sid=exchange.write(hands(), number_of(number), str(asked_for().get("body", ""))))


@control.post("/phones/<number>/switch")
def switch(number: str) -> Response:
    """Switch that phone on or off: {"on": bool}."""
    on = bool(asked_for().get("on"))
    turn(number_of(number), on=on)
    return jsonify(_shown(_known(number)))


def turn(number: str, *, on: bool) -> None:
    """Switch a phone; switched on, it gets what waited for it; switched off, it loses its call."""
    hands().note(Kind.SWITCHED, number=number, on=on)
    if on:
        carriers.switched_on(hands(), number)
        return
    for leg in hands().known.calls.on(number):
        calling.end(hands(), leg.sid, None if leg.answered else State.NO_ANSWER, "the phone was switched off")


@control.get("/faults")
def faults() -> Response:
    return jsonify(faults=[fault.shown() for fault in hands().faults.laid()])


@control.post("/faults")
def lay() -> Response:
    """Lay one fault, or several under "faults"; nothing is laid if one of them cannot be read."""
    word = asked_for()
    wishes = word.get("faults", [word])
    laid = hands().faults.lay_all(wishes)
    return jsonify(faults=[fault.shown() for fault in laid])


@control.delete("/faults")
def clear() -> Response:
    hands().faults.clear()
    return jsonify(faults=[])


def asked_for() -> dict[str, Any]:
    """The request's JSON object. Raises Refusal for anything else."""
    word = request.get_json(silent=True, force=True)
    if not isinstance(word, dict):
        raise Refusal(
            "body", "no JSON object.", 'Send one, for example {"now": "2026-10-08T16:15:00+01:00"}.'
        )
    return word


def number_of(text: str) -> str:
    """A number as typed, in its international form. Raises Refusal for what is none."""
    number = numbers.read(text)
    if number is None:
        raise Refusal("number", f"no telephone number: {text!r}.", "Write 07700 900214 or +447700900214.")
    return number


def _known(text: str) -> Phone:
    number = number_of(text)
    return hands().known.phones.get(number) or Phone(number)


def _shown(one: Phone) -> dict[str, Any]:
    return {
        "number": one.number,
        "note": one.about,
        "on": one.on,
        "line": numbers.line(one.number).value,
        "stopped": sorted(one.stopped),
        "waiting": len(one.waiting),
        "thread": [
            {"at": bubble.at.isoformat(), "mine": bubble.mine, "body": bubble.body, "sid": bubble.sid}
            for bubble in one.thread
        ],
    }
