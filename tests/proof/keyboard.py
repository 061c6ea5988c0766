"""An interview held in Urdu by keyboard alone in a browser, broken off, taken up by a colleague, finished."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.proof.line import Line

ROOT = Path(__file__).parents[2]
STORY = "tests/browser/test_interview.py::test_in_urdu_by_keyboard_alone_broken_off_taken_up_and_finished"


def prove(*, quick: bool) -> Line:
    """Run the browser's own story (quick: once; else three times), whose last step compares what was kept."""
    if shutil.which("chromium") is None:
        return Line("keyboard", "", 0, "", holds=False, left_out="Chromium is not installed")
    times = 1 if quick else 3
    told = [_run() for _ in range(times)]
    failed = [words for good, words in told if not good]
    worst = f"{len(failed)} failed" + (f": {failed[0]}" if failed else "")
    return Line(
        "keyboard",
        "an interview in Urdu in Chromium by keys alone, broken off, taken up by a colleague, finished; "
        "its finished row equal to what was typed",
        times,
        worst,
        holds=not failed,
    )


def _run() -> tuple[bool, str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        STORY,
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=-q",
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "CI": "true"}
    )
    passed = re.search(r"\b1 passed\b", done.stdout) is not None and done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line.startswith(("E ", "FAILED", "SKIPPED"))]
    return passed, (lines or done.stdout.strip().splitlines() or [""])[-1][:200]
