"""Programs of callassist as processes of their own, forked from one that has the program loaded already."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO, Any

WAITING = 30.0
COMMANDS = "callassist.cli.main"
NETWORK = "callassist.rehearsal.__main__"


def serve(program: str, folder: str) -> None:
    """Fork the module's `main` for each line that asks for it, and say how those that ended did so.

    In the end whatever still runs is killed, and the folder of what all of them said put away.
    """
    main = import_module(program).main
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    running: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if "words" in asked:
            running.add(found := _fork(asked, main))
        elif (found := _ended(asked["pid"])) is not None:
            running.discard(asked["pid"])
        said.write(json.dumps(found) + "\n")
        said.flush()
    for left in running:
        with suppress(ProcessLookupError):
            os.killpg(left, signal.SIGKILL)
    rmtree(folder, ignore_errors=True)


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
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["callassist", *asked["words"]]
        code = main() or 0
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
            time.sleep(0.01)
        return self.code

    def signal(self, which: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, which)

    def says(self) -> str:
        """What it has said on both outputs."""
        return Path(self.told).read_text() if Path(self.told).exists() else ""

    def first_line(self, seconds: float = WAITING) -> str:
        """The first line that it says, once it has; all that it said if it ended or said no more."""
        deadline = time.monotonic() + seconds
        while "\n" not in (said := self.says()) and self.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        return said.partition("\n")[0]


class Starter:
    """Starts one program again and again: loading it takes as long as all else that it does."""

    def __init__(self, program: str = COMMANDS) -> None:
        self._folder = Path(mkdtemp(prefix="callassist-processes-"))
        self._begun, self._alone = 0, threading.Lock()
        self._one = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"from tests.processes import serve; serve({program!r}, {str(self._folder)!r})",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def asks(self, word: dict[str, Any]) -> Any:
        """Ask the process that forks, and hear its answer."""
        assert self._one.stdin is not None
        assert self._one.stdout is not None
        with self._alone:
            self._one.stdin.write(json.dumps(word) + "\n")
            self._one.stdin.flush()
            return json.loads(self._one.stdout.readline())

    def starts(self, environment: Mapping[str, str], *words: str) -> Process:
        """The program with these words on its command line, until it ends or is ended."""
        with self._alone:
            self._begun += 1
            told = str(self._folder / f"process{self._begun}")
        pid = self.asks({"environment": dict(environment), "words": words, "told": told})
        return Process(self, pid, told)

    @contextmanager
    def process(self, environment: Mapping[str, str], *words: str) -> Iterator[Process]:
        """The same, killed at the end if it still runs."""
        one = self.starts(environment, *words)
        try:
            yield one
        finally:
            if one.poll() is None:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()

    def ends(self) -> None:
        """No more are started."""
        pipes: list[IO[str] | None] = [self._one.stdin, self._one.stdout]
        for pipe in pipes:
            if pipe is not None:
                pipe.close()
        self._one.wait(timeout=10)


_networks: dict[int, Starter] = {}


def networks() -> Starter:
    """What starts rehearsal networks for this process, itself started when first asked for."""
    mine = os.getpid()
    if mine not in _networks:  # a fork may not speak into its parent's pipe
        _networks[mine] = Starter(NETWORK)
        atexit.register(_end, mine)
    return _networks[mine]


def _end(mine: int) -> None:
    if os.getpid() == mine:
        _networks.pop(mine).ends()
