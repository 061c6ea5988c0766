"""The fast way, the slow way, the events and the snapshot all lead to the same interview."""

from __future__ import annotations

import pytest

from callassist.questionnaire.script import load
from tests.questionnaire.random_edits import edited
from tests.questionnaire.random_scripts import random_script

EDITS = 40


@pytest.mark.parametrize("seed", range(60))
def test_fast_slow_replayed_and_restored_are_equal(seed: int) -> None:
    assert edited(load(random_script(seed), name=f"random {seed}"), seed, EDITS) > 0
