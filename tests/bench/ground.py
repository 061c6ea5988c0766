"""A house to measure on: a database of its own in a temporary folder, the trial's time on a working day."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

import callassist.store
from callassist import assembly, settings
from callassist.store import migrate
from callassist.store.database import Database
from callassist.store.schema import metadata
from callassist.work.house import House, Running
from callassist.work.studies import load
from tests.postgres import Server, binaries
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.trial import QUESTIONNAIRES, folder

THURSDAY = datetime(2026, 10, 8, 10, 30, tzinfo=UTC)  # 11:30 in London


@dataclass
class Ground:
    """A house with the study together loaded and nobody in it."""

    house: House
    running: Running
    data: Path


class Grounds:
    """Makes grounds, one fresh database each, and clears them away at the end of a run."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._made = 0

    @contextmanager
    def fresh(
        self, *, hooks: str = "http://127.0.0.1:1/hooks", network: str = "http://127.0.0.1:1"
    ) -> Iterator[Ground]:
        """A new house with an empty study, closed when left."""
        self._made += 1
        data = self._folder / f"ground{self._made}"
        data.mkdir()
        house = _house(data, self._url(data), hooks, network)
        running = house.study(load(house, folder(QUESTIONNAIRES / "together"), by="bench").study_id)
        try:
            yield Ground(house, running, data)
        finally:
            house.database.close()
            for one in data.glob("*.sqlite*"):
                one.unlink()

    def _url(self, data: Path) -> str:
        return self._server.url() if self._server else f"sqlite:///{data / 'callassist.sqlite'}"

    @property
    def several(self) -> bool:
        """Whether several processes may write to a ground."""
        return self._server is not None

    @property
    def database(self) -> str:
        """The database's name and version."""
        return "PostgreSQL" if self._server else f"SQLite {sqlite3.sqlite_version}"


@contextmanager
def grounds(*, postgres: bool) -> Iterator[Grounds]:
    """Somewhere to make houses: SQLite, or a PostgreSQL server that is durable as in earnest."""
    if postgres and binaries() is None:
        raise SystemExit("PostgreSQL is not installed here.")
    server = Server.start(durable=True) if postgres else None
    with TemporaryDirectory(prefix="callassist-bench-") as folder:
        try:
            yield Grounds(Path(folder), server)
        finally:
            if server is not None:
                server.stop()


def tables(url: str) -> None:
    """All tables as the program knows them now, marked as of its newest version."""
    for module in pkgutil.iter_modules(callassist.store.__path__):
        importlib.import_module(f"callassist.store.{module.name}")
    database = Database(url)
    metadata.create_all(database.engine)
    with database.engine.begin() as c:
        c.execute(text("create table alembic_version (version_num varchar(32) not null primary key)"))
        c.execute(text("insert into alembic_version values (:head)"), {"head": migrate.head()})
    database.close()


def _house(data: Path, url: str, hooks: str, network: str) -> House:
    configured = settings.read(
        {
            "CALLASSIST_DATA": str(data),
            "CALLASSIST_DATABASE": url,
            "CALLASSIST_PORCH": hooks,
            "CALLASSIST_NETWORK": network,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
        }
    )
    assembly.load_keys(configured)
    tables(url)
    house = assembly.build(configured)
    assert isinstance(house.clock, assembly.MovableClock)
    house.clock.set(THURSDAY)
    return house
