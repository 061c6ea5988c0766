"""callassist is told to end, early or late: it and the network that it started are gone within seconds."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SECONDS = 20  # on a loaded machine; a worker that hears nothing is killed after eight
COMMAND = [
    sys.executable,
    "-c",
    "from callassist.cli.main import main; main()",
    "run",
    "--json",
    "--port",
    "0",
]


def started(data: Path, *more: str) -> subprocess.Popen[bytes]:
    """`callassist run` with its own rehearsal network, as a person starts it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CALLASSIST", "TWILIO"))}
    return subprocess.Popen(
        [*COMMAND, "--data", str(data), *more],
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def left_over(data: Path) -> list[str]:
    """The processes that still name this folder of data."""
    found = []
    for one in Path("/proc").iterdir():
        try:
            words = (one / "cmdline").read_bytes().replace(b"\0", b" ").decode() if one.name.isdigit() else ""
        except OSError:
            continue
        if str(data) in words and int(one.name) != os.getpid():
            found.append(words)
    return found


def ended(process: subprocess.Popen[bytes], data: Path) -> list[str]:
    """Tell it to end; what is left of it after a while."""
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + SECONDS
    while (left := left_over(data)) and time.monotonic() < deadline:
        process.poll()
        time.sleep(0.1)
    if left:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
    return left


def test_when_it_is_ready_and_a_browser_keeps_its_line_open(tmp_path: Path) -> None:
    process = started(tmp_path)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    web = urlsplit(ready["web"])
    with socket.create_connection((web.hostname, web.port)) as line:
        line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: " + web.netloc.encode() + b"\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        assert len(left_over(tmp_path)) >= 2, "the server, its worker and the network name the folder"
        assert ended(process, tmp_path) == []


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_while_its_parts_are_still_starting(tmp_path: Path, processes: int) -> None:
    process = started(tmp_path, "--demo")
    deadline = time.monotonic() + 60
    while len(left_over(tmp_path)) < processes and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(left_over(tmp_path)) >= processes
    assert ended(process, tmp_path) == []


def test_while_the_demonstration_is_being_made(tmp_path: Path) -> None:
    process = started(tmp_path, "--demo")
    deadline = time.monotonic() + 60
    while len(left_over(tmp_path)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(4)
    assert ended(process, tmp_path) == []
