"""The proofs of what goes wrong, in small; a file of their own, so that they run beside the others."""

from __future__ import annotations

import pytest

from tests.proof.test_in_small import holds_in_small


@pytest.mark.slow
@pytest.mark.parametrize("name", ["faults", "scores", "licensed words"])
def test_the_promise_holds_though_things_go_wrong(name: str) -> None:
    holds_in_small(name)
