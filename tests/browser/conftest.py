"""One browser for all tests that sit before one; where none is installed, they say so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.desk import Desk
from tests.browser.desk import chromium as started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with started() as browser:
        yield browser


@dataclass(frozen=True)
class Demo:
    """`callassist run --demo` as it stands after half a minute: its pages, its phones, who works there."""

    desk: Desk
    phones: str
    passwords: dict[str, str]

    def signs_in(self, name: str, *, width: int = 1280) -> Page:
        """A window in which somebody of the demonstration has signed in."""
        return self.desk.signs_in(name, self.passwords[name], width=width)


@pytest.fixture(scope="module")
def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration in a process of its own, ended with the tests of the file."""
    data = tmp_path_factory.mktemp("demo")
    callassist = (sys.executable, "-c", "from callassist.cli.main import main; main()")
    order = [*callassist, "run", "--demo", "--json", "--port", "0", "--data", str(data)]
    running = subprocess.Popen(order, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout is not None
        said = json.loads(running.stdout.readline())
        passwords = {one["name"]: one["password"] for one in said["users"]}
        yield Demo(Desk(said["web"], chromium), said["phones"], passwords)
    finally:
        running.terminate()
        running.wait(timeout=30)
