"""Drawing by lot: fair within every block, the same when asked again, and not to be guessed."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable

from callassist.schedule.drawing import arm_at

ARMS, BLOCKS = ("usual", "named"), (2, 4)


def key(secret: bytes) -> Callable[[str], bytes]:
    return lambda words: hmac.digest(secret, words.encode(), "sha256")


def drawn(secret: bytes, many: int = 60) -> list[str]:
    return [arm_at(place, ARMS, BLOCKS, key(secret)) for place in range(many)]


def test_the_arms_never_differ_by_more_than_half_a_block() -> None:
    counted: Counter[str] = Counter()
    for arm in drawn(b"one"):
        counted[arm] += 1
        assert abs(counted["usual"] - counted["named"]) <= max(BLOCKS) // 2
    assert set(counted) == set(ARMS)


def test_the_same_key_draws_the_same_and_another_draws_otherwise() -> None:
    assert drawn(b"one") == drawn(b"one")
    assert drawn(b"one") != drawn(b"two")


def test_nobody_who_knows_the_first_knows_the_next() -> None:
    """After any first half of a block of two the other half would be certain; sizes are drawn as well."""
    after = Counter(tuple(drawn(str(n).encode(), 2)) for n in range(200))
    assert min(after[(a, b)] for a in ARMS for b in ARMS) > 0


def test_three_arms_come_out_even() -> None:
    arms = ("a", "b", "c")
    counted = Counter(arm_at(place, arms, (3, 6), key(b"three")) for place in range(90))
    assert max(counted.values()) - min(counted.values()) <= 2
