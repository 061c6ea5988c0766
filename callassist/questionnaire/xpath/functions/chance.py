"""Functions that draw: what they give depends on the session's seed, so that a session replays the same."""

from __future__ import annotations

import hashlib

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.library import define
from callassist.questionnaire.xpath.values import Environment, Value, number_of, to_number, to_text

_MODULUS = 2_147_483_647
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@define("random", "", "number", "random()")
def _random(node: Node, env: Environment) -> Value:
    return env.host.draw(node)


@define("uuid", "v?", "text", "uuid()")
def _uuid(node: Node, env: Environment, length: Value | None = None) -> Value:
    if length is None:
        digits = "".join(f"{int(env.host.draw(node) * 2**32):08x}" for _ in range(4))
        variant = "89ab"[int(digits[16], 16) % 4]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
    wanted = to_number(length, env.calendar)
    count = int(wanted) if wanted == wanted and 0 <= wanted <= 1_000 else 0
    return "".join(_LETTERS[int(env.host.draw(node) * len(_LETTERS))] for _ in range(count))


@define("randomize", "Nv?", "nodes", "randomize(choices, seed)")
def _randomize(node: Node, env: Environment, nodes: list[Node], seed: Value | None = None) -> Value:
    return shuffled(nodes, int(env.host.draw(node) * _MODULUS) if seed is None else seed_of(seed, env))


def seed_of(value: Value, env: Environment) -> int:
    """A number counts as itself; any other text through the first eight bytes of its SHA-256, as ODK does."""
    number = to_number(value, env.calendar)
    if number == number and abs(number) < 2**63:
        return int(number)
    text = to_text(value)
    if number_of(text) != number_of(text) and text:
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    return 0


def shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """ODK's order: Fisher-Yates driven by the Park-Miller minimal standard generator (multiplier 48271)."""
    state = seed % _MODULUS
    if state <= 0:
        state += _MODULUS - 1
    order = list(nodes)
    for at in range(len(order) - 1, 0, -1):
        state = state * 48_271 % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (at + 1))
        order[at], order[other] = order[other], order[at]
    return order
