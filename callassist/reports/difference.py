"""How far two shares differ, with the interval that the number of families leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Difference:
    """The second share less the first, from -1 to 1, with its 95 % confidence interval."""

    by: float
    low: float
    high: float


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Difference | None:
    """Newcombe's hybrid score interval for a difference of two independent shares; None where one is of none.

    Each is (how many, of how many). Method 10 of Newcombe RG, Statistics in Medicine 1998;17:873-890, built
    from two Wilson score intervals: it stays within -1 and 1 and holds for small and extreme counts.
    """
    if not first[1] or not second[1]:
        return None
    one, other = first[0] / first[1], second[0] / second[1]
    (low_one, high_one), (low_other, high_other) = wilson(*first), wilson(*second)
    by = other - one
    return Difference(
        by,
        by - sqrt((other - low_other) ** 2 + (high_one - one) ** 2),
        by + sqrt((high_other - other) ** 2 + (one - low_one) ** 2),
    )


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927). `of` is at least 1."""
    share, z2 = count / of, Z95**2
    middle = 2 * count + z2
    spread = Z95 * sqrt(z2 + 4 * count * (1 - share))
    return (middle - spread) / (2 * (of + z2)), (middle + spread) / (2 * (of + z2))
