"""Choices made up for a walk: the same seed makes the same choices on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws numbers from a seed and a purpose, one after the other."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._source = f"{seed}|{purpose}"
        self._drawn = 0

    def share(self) -> float:
        """A number from 0 to below 1."""
        self._drawn += 1
        digest = hashlib.blake2b(f"{self._source}|{self._drawn}".encode(), digest_size=6).digest()
        return int.from_bytes(digest) / 2**48

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[int(self.share() * len(among))]

    def shuffled(self, among: Sequence[T]) -> list[T]:
        """All of them in some order."""
        left, found = list(among), []
        while left:
            found.append(left.pop(int(self.share() * len(left))))
        return found
