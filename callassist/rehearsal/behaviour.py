"""What a phone does when it is rung: waits for a hand on the page, or answers, or does not, by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from callassist.errors import Refusal


class Answers(StrEnum):
    """Who takes a call on a phone: whoever sits at the page, a person, a machine, or nobody."""

    BY_HAND = "by hand"
    PERSON = "person"
    MACHINE = "machine"
    NOBODY = "nobody"
    BUSY = "busy"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`after`: seconds of ringing. `drops_after`: seconds after the answer until its line drops, or None.

    `greeting`: how many seconds a machine speaks before its beep. `presses`: keys, each so many seconds
    after the answer.
    """

    answers: Answers = Answers.BY_HAND
    after: float = 4
    drops_after: float | None = None
    greeting: float = 5
    presses: tuple[tuple[str, float], ...] = ()

    def facts(self) -> dict[str, Any]:
        """The behaviour as JSON."""
        return asdict(self)


def read(wish: dict[str, Any]) -> Behaviour:
    """A behaviour from JSON. Raises Refusal for a key or value that is none."""
    known = set(Behaviour.__dataclass_fields__)
    if unknown := sorted(set(wish) - known):
        raise Refusal(unknown[0], "no such key of a behaviour.", f"Keys are {', '.join(sorted(known))}.")
    try:
        return Behaviour(
            Answers(wish.get("answers", Answers.BY_HAND)),
            _seconds(wish.get("after", 4)),
            None if wish.get("drops_after") is None else _seconds(wish["drops_after"]),
            _seconds(wish.get("greeting", 5)),
            tuple((_keys(keys), _seconds(at)) for keys, at in wish.get("presses", ())),
        )
    except (TypeError, ValueError) as wrong:
        cure = f"answers is one of {', '.join(Answers)}; seconds stand as numbers from 0."
        raise Refusal("behaviour", f"a value cannot be read ({wrong}).", cure) from wrong


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 <= seconds <= 86_400:
        raise ValueError(f"{value!r} is no number of seconds within a day")
    return seconds


def _keys(value: Any) -> str:
    keys = str(value)
    if not keys or set(keys) - set("0123456789*#"):
        raise ValueError(f"{keys!r} are no keys of a phone")
    return keys
