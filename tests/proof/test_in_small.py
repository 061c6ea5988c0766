"""Every proof in small: what `make proof` shows at length must hold at each change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def holds_in_small(name: str) -> None:
    """Prove one promise quickly, in a process of its own."""
    command = [sys.executable, "-m", "tests.proof", "--quick", name]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["texts", "another study", "twins", "identity", "engine", "bookings", "hand-outs", "calls"]
)
def test_the_promise_holds_in_small(name: str) -> None:
    holds_in_small(name)


def test_a_name_that_is_no_promise_is_refused() -> None:
    command = [sys.executable, "-m", "tests.proof", "eternal life"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "there is no promise" in done.stderr
