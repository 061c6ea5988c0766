"""One network and one database for each file of stories that asks for them, until the file ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.trial import Trial


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Trial]]:
    """Starts a trial at a wall time in London; it ends with the file."""
    running: list[Trial] = []

    def start(now: str) -> Trial:
        data = tmp_path_factory.mktemp("study")
        running.append(Trial.start(f"sqlite:///{data / 'study.sqlite'}", data, now=now))
        return running[-1]

    yield start
    for one in running:
        one.stop()
