"""Prints one line a promise, each proved in a process of its own: python -m tests.proof [--quick] [NAME…]."""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from tests.proof.line import Line

AT_ONCE = 2
LONGEST = 60 * 60
LONGEST_OF_ALL = "kills"


def main() -> int:
    """Prove what is asked for; 1 if a line is missing or does not hold."""
    asked = _asked()
    if asked.one:
        return _prove_here(asked.one, quick=asked.quick)
    from tests.proof.promises import PROMISES

    unknown = [name for name in asked.names if name not in PROMISES]
    if unknown:
        print(f"there is no promise “{unknown[0]}”: there are {', '.join(PROMISES)}", file=sys.stderr)
        return 1
    names, began = asked.names or list(PROMISES), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        longest_first = sorted(names, key=lambda name: name != LONGEST_OF_ALL)
        begun = {name: pool.submit(_apart, name, quick=asked.quick) for name in longest_first}
        lines = []
        for name in names:
            lines.append(begun[name].result())
            print(lines[-1].words(), flush=True)
    good = sum(line.passes for line in lines)
    print(f"{good} of {len(lines)} promises hold, in {time.monotonic() - began:.0f} s.")
    return 0 if good == len(lines) else 1


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    options.add_argument("--quick", action="store_true", help="each proof in small, in about a minute")
    options.add_argument("--one", default="", help="prove one promise in this process, and say so in JSON")
    options.add_argument("names", nargs="*", metavar="NAME")
    return options.parse_args()


def _apart(name: str, *, quick: bool) -> Line:
    command = [sys.executable, "-m", "tests.proof", "--one", name, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        said = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return _missing(name, f"it took longer than {LONGEST // 60} minutes")
    except (IndexError, ValueError):
        return _missing(name, f"it said nothing: {done.stderr.strip().splitlines()[-1:]}")
    said["broken"] = tuple((how, caught) for how, caught in said["broken"])
    return Line(**said)


def _prove_here(name: str, *, quick: bool) -> int:
    from tests.proof.promises import PROMISES

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        line = PROMISES[name](quick=quick)
    except Exception as wrong:
        traceback.print_exc()
        line = _missing(name, f"the proof itself broke: {type(wrong).__name__}: {wrong}"[:300])
    print(json.dumps(asdict(line)))
    return 0 if line.passes else 1


def _missing(name: str, why: str) -> Line:
    return Line(name, "", 0, "", holds=False, left_out=why)


if __name__ == "__main__":
    sys.exit(main())
