"""How a request to the network ends: with an answer, or, where a fault says so, with the line going dead."""

from __future__ import annotations

from enum import StrEnum

from flask import Response, request

KEY = "rehearsal.ending"


class Ending(StrEnum):
    """An answer; connection reset; closed without a word; closed amid the answer; no word at all."""

    ANSWER = "answer"
    RESET = "reset"
    HANG_UP = "hang up"
    HALF = "half"
    SILENCE = "silence"


def end_with(ending: Ending, answer: Response | None = None) -> Response:
    """Have the server end this request so; `answer` is what half is said of."""
    request.environ[KEY] = ending
    return answer or Response(status=500)
