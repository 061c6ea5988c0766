"""The addresses that the telephone network calls: 403 unless signed, then kept once and answered at once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, request

from callassist.errors import Refusal
from callassist.work.house import House
from callassist.work.receive import keep_raw
from callassist.work.rehearse import Rehearsal
from webhooks.calls import add_calls

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
LARGEST = 64 * 1024
log = logging.getLogger("callassist.porch")


def create_porch(house: House, rehearsal: Rehearsal | None = None) -> Flask:
    """The porch of a house as a WSGI application whose root is the public address."""
    porch = Flask("webhooks")
    porch.config["MAX_CONTENT_LENGTH"] = LARGEST

    def genuine(path: str) -> bool:
        gate = house.gate
        if gate is None:
            return False
        url = f"{house.public_url}{path}"
        if request.query_string:
            url += "?" + request.query_string.decode("latin-1")
        signature = request.headers.get("X-Twilio-Signature", "")
        settings = request.headers.get("X-Twilio-Webhooks-Signature-Settings")
        right = gate.genuine(url, request.form, signature, settings)
        if not right:
            log.warning("forged callback refused")
        return right

    @porch.post("/twilio/text")
    def text() -> Response:
        if not genuine("/twilio/text"):
            return _forged()
        params = _params()
        once = f"text:{params.get('MessageSid', '')}"
        keep_raw(house, "text", once, params.get("From", ""), params)
        return Response(NOTHING, mimetype="text/xml")

    @porch.post("/twilio/receipt/<token>")
    def receipt(token: str) -> Response:
        if not genuine(f"/twilio/receipt/{token}"):
            return _forged()
        params = _params() | {"callassist_token": token}
        once = f"receipt:{token[:40]}:{params.get('MessageStatus', '')}"
        keep_raw(house, "receipt", once, token, params)
        return Response(status=204)

    add_calls(porch, house, genuine)

    _add_clock(porch, rehearsal, genuine)

    @porch.get("/healthz")
    def healthz() -> Response:
        return Response("ok", mimetype="text/plain")

    @porch.get("/readyz")
    def readyz() -> Response:
        if not house.database.answers():
            return Response("the database is away", status=503, mimetype="text/plain")
        return Response("ok", mimetype="text/plain")

    return porch


def _add_clock(porch: Flask, rehearsal: Rehearsal | None, genuine: Callable[[str], bool]) -> None:
    @porch.post("/rehearsal/clock")
    def clock() -> Response:
        if rehearsal is None:
            return Response(status=404)
        if not genuine("/rehearsal/clock"):
            return _forged()
        try:
            rehearsal.press(request.form.get("Step", ""))
        except Refusal as refusal:
            return Response(str(refusal), status=409, mimetype="text/plain")
        return Response(status=202)


def _params() -> dict[str, str]:
    return dict(request.form.items())


def _forged() -> Response:
    return Response("not signed by the network", status=403, mimetype="text/plain")
