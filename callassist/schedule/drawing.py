"""Drawing an arm by lot: permuted blocks of changing size, from a key that nobody at the desk can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Key = Callable[[str], bytes]
"""The same 32 bytes for the same words, and for nobody who does not hold the study's keys."""


def arm_at(place: int, arms: Sequence[str], blocks: Sequence[int], key: Key) -> str:
    """The arm of whoever comes as number `place` (from 0) in a stratum; the same whenever it is asked.

    Permuted blocks whose sizes are drawn too, so that nobody who has seen the arms so far knows the next.
    """
    block, first = 0, 0
    while True:
        size = blocks[key(f"size {block}")[0] % len(blocks)]
        if place < first + size:
            return _shuffled(arms, size, block, key)[place - first]
        first += size
        block += 1


def _shuffled(arms: Sequence[str], size: int, block: int, key: Key) -> list[str]:
    places = [arms[n % len(arms)] for n in range(size)]
    order = sorted(range(size), key=lambda n: key(f"block {block} place {n}"))
    return [places[n] for n in order]
