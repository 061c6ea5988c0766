"""A little of what `make fuzz` does at length: odd content is taken, or refused with its place."""

from __future__ import annotations

from random import Random

import pytest

from callassist.errors import Refusal
from tests.fuzz.mutating import odd
from tests.fuzz.targets import TARGETS, Target, refused

TIMES = {"translated": 2, "cells": 5}


@pytest.mark.parametrize("name", TARGETS)
def test_odd_content_is_taken_or_refused_with_its_place(name: str) -> None:
    seeds, chance = TARGETS[name].seeds(), Random(20)
    for _ in range(TIMES.get(name, 10)):
        refused(TARGETS[name], odd(seeds, chance))


def test_a_reader_that_breaks_or_names_no_place_is_noticed() -> None:
    def broken(_content: bytes) -> object:
        raise KeyError("x")

    def placeless(_content: bytes) -> object:
        raise Refusal("", "something is wrong")

    with pytest.raises(KeyError):
        refused(Target(broken, list), b"")
    with pytest.raises(AssertionError, match="without a place"):
        refused(Target(placeless, list), b"")


def test_the_same_chance_makes_the_same_odd_content() -> None:
    first, again = (odd([b"| survey |", b"abc"], Random(3)) for _ in range(2))
    assert first == again
