"""The proofs of processes that are killed, in small: a file apart, so that they run beside the others."""

from __future__ import annotations

import pytest

from tests.proof.test_in_small import holds_in_small


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kills"])
def test_the_promise_holds_though_processes_are_killed(name: str) -> None:
    holds_in_small(name)
