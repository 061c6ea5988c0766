"""Feeds every reader odd content for a while: python -m tests.fuzz [--seconds N] [--seed N] [TARGET…].

With atheris installed (`make fuzz` does), what is odd is steered by the code that it reaches; without it, by
chance alone. Prints one line a reader; 1 if anything but a Refusal with its place came out.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
import traceback
from pathlib import Path
from random import Random

from tests.fuzz.mutating import odd

KEPT = Path("var") / "fuzz"
SLOW = 10  # seconds that one content may take


def main() -> int:
    """Run the readers asked for, or all, one after the other."""
    asked = _asked()
    if asked.steered:
        _steer(asked.steered, asked.seconds, asked.seed)
    from tests.fuzz.targets import TARGETS

    names = [name for name in TARGETS if name in (asked.names or TARGETS)]
    if not names:
        print(f"there are: {', '.join(TARGETS)}", file=sys.stderr)
        return 1
    steered = importlib.util.find_spec("atheris") is not None
    return max([_one(name, asked.seconds, asked.seed, steered=steered) for name in names])


def _asked() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--seconds", type=int, default=60, help="for each reader")
    options.add_argument("--seed", type=int, default=20_261_122)
    options.add_argument("--steered", default="", help=argparse.SUPPRESS)
    options.add_argument("names", nargs="*", metavar="TARGET")
    return options.parse_args()


def _one(name: str, seconds: int, seed: int, *, steered: bool) -> int:
    """One reader for so long; what broke it is kept in a file."""
    if not steered:
        return _by_chance(name, seconds, seed)
    command = [sys.executable, "-m", "tests.fuzz", "--steered", name]
    done = subprocess.run(
        [*command, "--seconds", str(seconds), "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    last = next(
        (line for line in reversed(done.stderr.splitlines()) if line.startswith(("Done", "stat::"))), ""
    )
    print(
        f"{name:<12} {'holds' if done.returncode == 0 else 'BREAKS'}  steered by coverage; {last}", flush=True
    )
    if done.returncode != 0:
        print(done.stdout[-2_000:] + done.stderr[-2_000:])
    return int(done.returncode != 0)


def _by_chance(name: str, seconds: int, seed: int) -> int:
    from tests.fuzz.targets import TARGETS, refused

    target, chance, tried, no = TARGETS[name], Random(seed), 0, 0
    seeds, until = target.seeds(), time.monotonic() + seconds
    while time.monotonic() < until:
        content = odd(seeds, chance)
        try:
            no += bool(refused(target, content))
        except Exception:
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{name}-broken").write_bytes(content)
            print(f"{name:<12} BREAKS  after {tried}; kept as {KEPT}/{name}-broken\n{traceback.format_exc()}")
            return 1
        tried += 1
    print(f"{name:<12} holds  by chance; {tried} contents, {no} refused; seed {seed}", flush=True)
    return 0


def _steer(name: str, seconds: int, seed: int) -> None:
    """Let atheris find what is odd; it ends the process by itself."""
    import atheris

    with atheris.instrument_imports(include=["callassist"]):
        from tests.fuzz.targets import TARGETS, refused
    target, folder = TARGETS[name], KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(target.seeds()):
        (folder / f"seed{number}").write_bytes(content)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-timeout={SLOW}", "-max_len=20000"]
    command = [sys.argv[0], str(folder), f"-artifact_prefix={folder}-", *options]
    atheris.Setup(command, lambda content: refused(target, content))
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
