"""The addresses that the network calls about calls: notices are kept, questions answered at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request

from callassist.work.call_answers import answer_call, answer_waiting
from callassist.work.call_prompts import recording
from callassist.work.house import House
from callassist.work.receive import keep_raw

XML = "text/xml"
A_DAY = 24 * 60 * 60


def add_calls(porch: Flask, house: House, genuine: Callable[[str], bool]) -> None:
    """Give a porch the addresses of calls. `genuine` says whether a request to a path was signed."""
    _add_notices(porch, house, genuine)
    _add_questions(porch, house, genuine)

    @porch.get("/twilio/recording/<token>")
    def heard(token: str) -> Response:
        found = recording(house, token)
        if found is None:
            return Response(status=404)
        one, content = found
        told = {
            "Content-Language": one.language,
            "Content-Disposition": f"inline; filename={one.name}",
            "Cache-Control": f"private, max-age={A_DAY}",
        }
        return Response(content, mimetype=one.media_type, headers=told)


def _add_notices(porch: Flask, house: House, genuine: Callable[[str], bool]) -> None:
    @porch.post("/twilio/leg/<token>")
    def leg(token: str) -> Response:
        if not genuine(f"/twilio/leg/{token}"):
            return _forged()
        params = _params(token)
        keep_raw(house, "leg", f"leg:{token[:40]}:{_state(params)}", token, params)
        return Response(status=204)

    @porch.post("/twilio/room/<token>")
    def room(token: str) -> Response:
        if not genuine(f"/twilio/room/{token}"):
            return _forged()
        params = _params(token)
        which = f"{params.get('StatusCallbackEvent', '')}:{params.get('SequenceNumber', '')}"
        keep_raw(house, "room", f"room:{token[:32]}:{which}", token, params)
        return Response(status=204)

    @porch.post("/twilio/call/over")
    def over() -> Response:
        if not genuine("/twilio/call/over"):
            return _forged()
        params = _params("")
        sid = params.get("CallSid", "")
        keep_raw(house, "over", f"over:{sid[:40]}:{_state(params)}", sid, params)
        return Response(status=204)


def _add_questions(porch: Flask, house: House, genuine: Callable[[str], bool]) -> None:
    @porch.post("/twilio/call")
    def call() -> Response:
        if not genuine("/twilio/call"):
            return _forged()
        return Response(answer_call(house, _params("")), mimetype=XML)

    @porch.post("/twilio/call/instructions/<token>")
    def instructions(token: str) -> Response:
        if not genuine(f"/twilio/call/instructions/{token}"):
            return _forged()
        why = request.args.get("for", "wait")
        return Response(answer_waiting(house, token, why, _params(token)), mimetype=XML)


def _state(params: dict[str, str]) -> str:
    return f"{params.get('CallStatus', '')}:{params.get('SequenceNumber', '')}"


def _params(token: str) -> dict[str, str]:
    told = dict(request.form.items())
    return told | {"callassist_token": token} if token else told


def _forged() -> Response:
    return Response("not signed by the network", status=403, mimetype="text/plain")
