"""Says how many megabytes a form and a session take: two numbers, measured in a process of its own."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from callassist.questionnaire.script import Script, load
from callassist.questionnaire.session import Session
from tests.bench.engine import walk
from tests.bench.long_script import long_script

PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """What this process holds in memory now, in MB; pages of files that are mapped into it are counted."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def own() -> float:
    """The same without pages of files: the system lends those of the database and takes them back."""
    gc.collect()
    held, of_files = Path("/proc/self/statm").read_text().split()[1:3]
    return (int(held) - int(of_files)) * PAGE / 1e6


def main(forms: int, sessions: int) -> tuple[float, float]:
    """MB a form and a session."""
    first = load(long_script(), name="first.md")
    walk(first, 0, [], [])
    before = resident()
    kept: list[Script] = [load(long_script(variant=n + 1), name=f"long{n}.md") for n in range(forms)]
    between = resident()
    held: list[Session] = [walk(kept[n % forms], n, [], []) for n in range(sessions)]
    after = resident()
    return (between - before) / len(kept), (after - between) / len(held)


if __name__ == "__main__":
    print(*main(int(sys.argv[1]), int(sys.argv[2])))
