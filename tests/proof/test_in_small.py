"""Every proof in small: what `make proof` shows at length must hold at each change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def holds_in_small(name: str) -> None:
    """Prove one promise quickly, in the process that the command would start for it."""
    done = proof("--quick", "--one", name)
    assert done.returncode == 0, done.stdout + done.stderr


def proof(*words: str) -> subprocess.CompletedProcess[str]:
    """The command of proofs, with these words on its line."""
    command = [sys.executable, "-m", "tests.proof", *words]
    environment = {**os.environ, "PYTHONPATH": "."}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["texts", "another study", "twins", "identity", "bookings", "hand-outs", "calls"]
)
def test_the_promise_holds_in_small(name: str) -> None:
    holds_in_small(name)


@pytest.mark.slow
def test_the_command_says_what_holds() -> None:
    done = proof("--quick", "engine")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("engine         holds")
    assert "1 of 1 promises hold" in done.stdout


def test_a_name_that_is_no_promise_is_refused() -> None:
    done = proof("eternal life")
    assert done.returncode == 1
    assert "there is no promise" in done.stderr
