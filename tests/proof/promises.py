"""The table of promises: one proof each, in the order in which the README makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.proof import (
    bookings,
    busy,
    calls,
    conformance,
    connection,
    engine,
    faults,
    hand_outs,
    identity,
    keyboard,
    kills,
    licensed,
    lint,
    real,
    scores,
    texts,
    twins,
)
from tests.proof.line import Line

PROMISES: Final[Mapping[str, Callable[..., Line]]] = {
    "texts": texts.prove,
    "another study": texts.prove_another,
    "kills": kills.prove,
    "faults": faults.prove,
    "busy day": busy.prove,
    "twins": twins.prove,
    "identity": identity.prove,
    "keyboard": keyboard.prove,
    "connection": connection.prove,
    "engine": engine.prove,
    "conformance": conformance.prove,
    "real forms": real.prove,
    "scores": scores.prove,
    "licensed words": licensed.prove,
    "calls": calls.prove,
    "hand-outs": hand_outs.prove,
    "bookings": bookings.prove,
    "lint": lint.prove,
}
