"""Commands of callassist as processes of their own, forked from one that has the program loaded already."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

WAITING = 30.0


def serve() -> None:
    """Fork a command for each line that asks for one, and say how those that ended did so."""
    from callassist.cli.main import main

    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        found = _fork(asked, main) if "words" in asked else _ended(asked["pid"])
        said.write(json.dumps(found) + "\n")
        said.flush()


def _fork(asked: dict[str, Any], main: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    code: object = 2
    try:
        os.setsid()
        os.environ.update(asked["environment"])
        told = os.open(asked["told"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(told, 1)
        os.dup2(told, 2)
        sys.argv = ["callassist", *asked["words"]]
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _ended(pid: int) -> int | None:
    done, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


@dataclass
class Process:
    """One command that runs or has ended."""

    starter: Starter
    pid: int
    told: str
    code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, minus the signal if one ended it; None while it runs."""
        if self.code is None:
            self.code = self.starter.asks({"pid": self.pid})
        return self.code

    def wait(self, seconds: float = WAITING) -> int | None:
        """Its exit code once it has ended; None if it did not in good time."""
        deadline = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.code

    def signal(self, which: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, which)

    def says(self) -> str:
        """What it has said on both outputs."""
        return Path(self.told).read_text()


class Starter:
    """Starts commands: loading the program once takes as long as all else that they do."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._begun = folder, 0
        self._one = subprocess.Popen(
            [sys.executable, "-c", "from tests.processes import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def asks(self, word: dict[str, Any]) -> Any:
        """Ask the process that forks, and hear its answer."""
        assert self._one.stdin is not None
        assert self._one.stdout is not None
        self._one.stdin.write(json.dumps(word) + "\n")
        self._one.stdin.flush()
        return json.loads(self._one.stdout.readline())

    @contextmanager
    def process(self, environment: Mapping[str, str], *words: str) -> Iterator[Process]:
        """A command of callassist, killed at the end if it still runs."""
        self._begun += 1
        told = str(self._folder / f"process{self._begun}")
        pid = self.asks({"environment": dict(environment), "words": words, "told": told})
        one = Process(self, pid, told)
        try:
            yield one
        finally:
            if one.poll() is None:
                os.killpg(pid, signal.SIGKILL)
                one.wait()

    def ends(self) -> None:
        """No more are started."""
        pipes: list[IO[str] | None] = [self._one.stdin, self._one.stdout]
        for pipe in pipes:
            if pipe is not None:
                pipe.close()
        self._one.wait(timeout=10)
