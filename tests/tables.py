"""The tables of a new database, made once and copied for each story that begins with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from callassist.store import migrate
from callassist.store.database import Database


def make(url: str) -> None:
    """Give an empty database its tables, as every start of the program does."""
    database = Database(url)
    migrate.up(database)
    database.close()


def lay(url: str) -> None:
    """Give SQLite's database at that URL its tables, if its file is not there yet; let any other be."""
    kind, _, file = url.partition(":///")
    if kind == "sqlite" and not Path(file).exists():
        Path(file).write_bytes(_made())


@cache
def _made() -> bytes:
    with TemporaryDirectory(prefix="callassist-tables-") as folder:
        file = Path(folder) / "tables.sqlite"
        make(f"sqlite:///{file}")
        return file.read_bytes()
