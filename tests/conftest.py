"""What tests are given: a database of each kind, and a whole trial on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from callassist.work import staff
from tests.folders import QUICK
from tests.postgres import Server, binaries
from tests.trial import Trial

for _told in ("PYTEST_DEBUG_TEMPROOT", "TMPDIR"):  # to pytest, and to every process that a test starts
    os.environ.setdefault(_told, str(QUICK))

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: begun last, one would run alone while the other processors rest."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Argon2 as it is, at a cost that suits hundreds of people who begin work and sign in."""
    staff.hash_with(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole session."""
    if binaries() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed: CI leaves nothing out")
        pytest.skip("PostgreSQL is not installed here: these tests run where it is")
    server = Server.start()
    yield server
    server.stop()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind with nothing in it; the one of PostgreSQL has its tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'callassist.sqlite'}"
    return str(request.getfixturevalue("postgres").url_with_tables())


@pytest.fixture
def a_trial(tmp_path: Path) -> Iterator[Callable[..., Trial]]:
    """Starts trials, and ends them with the test."""
    running: list[Trial] = []

    def start(database: str, *, now: str = "2026-09-01 09:00", **more: str) -> Trial:
        data = tmp_path / f"trial{len(running)}"
        data.mkdir()
        running.append(Trial.start(database, data, now=now, **more))
        return running[-1]

    yield start
    for one in running:
        one.stop()
