"""The provider's HTTP API for texts, as far as callassist uses it: create, fetch, list, redact, delete."""

from __future__ import annotations

import hmac
import time
import uuid

from flask import Blueprint, Response, current_app, g, jsonify, request

from callassist.rehearsal import carriers, exchange, shown
from callassist.rehearsal.ending import Ending, end_with
from callassist.rehearsal.faults import ACCEPTED, UNACCEPTED, Fault, FaultKind, Strikes
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.known import TERMINAL, Text
from callassist.rehearsal.numbers import read_strictly
from callassist.rehearsal.refusals import No, no

TAKES = frozenset({"To", "From", "Body", "StatusCallback", "ValidityPeriod"})
"""What can be asked of a text here; all else is refused, as nothing here would carry it out."""

api = Blueprint("api", __name__, url_prefix="/2010-04-01/Accounts/<account>")


def hands() -> Hands:
    """The network that this request belongs to."""
    found: Hands = current_app.extensions["hands"]
    return found


@api.url_value_preprocessor
def note_account(_: str | None, values: dict[str, str] | None) -> None:
    """Take the account out of the address, as no part of the API needs it but the check."""
    g.account = (values or {}).pop("account", "")


@api.before_request
def known_account() -> Response | None:
    """Let only the account with its token in, and only to its own path."""
    terms, who = hands().terms, request.authorization
    given = (who.username or "", who.password or "") if who else ("", "")
    both = zip(given, (terms.account_sid, terms.auth_token), strict=True)
    right = all(hmac.compare_digest(one.encode(), other.encode()) for one, other in both)
    return None if right and g.account == terms.account_sid else refused(no(20003))


@api.after_request
def named(answer: Response) -> Response:
    """Give every answer a request id, as the provider does."""
    answer.headers["Twilio-Request-Id"] = f"RQ{uuid.uuid4().hex}"
    return answer


@api.post("/Messages.json")
def create() -> Response:
    """Take a text, or refuse it; the faults laid for sending strike before or after it is taken."""
    if set(request.form) - TAKES:
        return refused(no(20001))
    wish = exchange.Wish(
        request.form.get("To", ""),
        request.form.get("From", ""),
        request.form.get("Body", ""),
        request.form.get("StatusCallback", ""),
        request.form.get("ValidityPeriod", ""),
    )
    struck = hands().strike(Strikes.SEND, read_strictly(wish.to) or wish.to)
    if (early := before(struck)) is not None:
        return early
    if hands().terms.answer_after:
        time.sleep(hands().terms.answer_after)
    taken = exchange.send(hands(), wish)
    if isinstance(taken, No):
        return refused(taken)
    if any(fault.kind is FaultKind.RECEIPTS_FIRST for fault in struck):
        answer = jsonify(shown.text(hands().terms, taken))
        carriers.carry(hands(), taken.sid)
    else:
        answer = jsonify(shown.text(hands().terms, taken))
        carriers.take(hands(), taken.sid)
    answer.status_code = 201
    return after(struck, answer)


@api.get("/Messages.json")
def list_texts() -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    number = read_strictly(request.args.get("To") or request.args.get("From") or "")
    with hands().lock:
        texts = hands().known.texts_with(number)
    try:
        return jsonify(shown.listed(hands().terms, texts, request.args))
    except ValueError:
        return refused(no(20001))


@api.get("/Messages/<sid>.json")
def fetch(sid: str) -> Response:
    if (early := before(hands().strike(Strikes.FETCH, ""))) is not None:
        return early
    found = hands().known.texts.get(sid)
    return jsonify(shown.text(hands().terms, found)) if found else refused(no(20404))


@api.post("/Messages/<sid>.json")
def redact(sid: str) -> Response:
    """Empty a text's body, the only change that we ask for; the journal keeps what the phone received."""
    found = hands().known.texts.get(sid)
    if found is None:
        return refused(no(20404))
    if request.form.get("Body") != "":
        return refused(no(20001))
    hands().note(Kind.REDACTED, sid=sid, number=_phone(found))
    return jsonify(shown.text(hands().terms, found))


@api.delete("/Messages/<sid>.json")
def delete(sid: str) -> Response:
    found = hands().known.texts.get(sid)
    if found is None:
        return refused(no(20404))
    if found.status not in TERMINAL:
        return refused(no(20009))
    hands().note(Kind.DELETED, sid=sid, number=_phone(found))
    return Response(status=204)


@api.route("/<path:anything>", methods=["GET", "POST", "DELETE"])
def unknown(**_: str) -> Response:
    """Say in the provider's way that there is nothing here."""
    return refused(no(20404))


def refused(why_not: No, *, retry_after: float | None = None) -> Response:
    """The provider's answer to what it refuses."""
    answer = jsonify(why_not.body())
    answer.status_code = why_not.status
    if retry_after is not None:
        answer.headers["Retry-After"] = f"{retry_after:g}"
    if why_not.code == 20003:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def _phone(one: Text) -> str:
    return one.sender if one.inbound else one.to


def before(struck: list[Fault]) -> Response | None:
    """Carry out the faults that strike before anything is taken; an answer ends the request there."""
    for fault in struck:
        if fault.kind is FaultKind.SLOW:
            time.sleep(fault.ms / 1000)
    fault_before = next((fault for fault in struck if fault.kind in UNACCEPTED), None)
    if fault_before is None:
        return None
    match fault_before.kind:
        case FaultKind.THROTTLED:
            return refused(no(fault_before.code or 20429, status=429), retry_after=fault_before.retry_after)
        case FaultKind.REFUSED:
            return refused(no(fault_before.code or 21211, status=fault_before.status))
        case FaultKind.BROKEN_BEFORE:
            return refused(no(20500))
        case FaultKind.SILENT_BEFORE:
            return end_with(Ending.SILENCE)
        case _:
            return end_with(Ending.RESET)


def after(struck: list[Fault], answer: Response) -> Response:
    """Spoil the answer to what was taken, if a fault says so."""
    fault_after = next((fault for fault in struck if fault.kind in ACCEPTED), None)
    match fault_after.kind if fault_after else None:
        case FaultKind.BROKEN_AFTER:
            return refused(no(20500))
        case FaultKind.SILENT_AFTER:
            return end_with(Ending.SILENCE)
        case FaultKind.CUT_AFTER:
            return end_with(Ending.HANG_UP)
        case FaultKind.CUT_MIDWAY:
            return end_with(Ending.HALF, answer)
        case _:
            return answer
