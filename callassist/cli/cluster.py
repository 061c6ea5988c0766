"""Commands for several processes on PostgreSQL: web processes, workers, and the move there from SQLite."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Annotated

import typer

from callassist import assembly, logs
from callassist.cli.running import HOST, served
from callassist.cli.terminal import configured, tell
from callassist.errors import Refusal
from callassist.lock import Lock
from callassist.runner.clustered import ClusteredRunner
from callassist.store import backup as backups
from callassist.work.send import Sender


def web(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = HOST,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes serve.")] = 2,
) -> None:
    """Serve pages and porch from several processes on PostgreSQL; `callassist worker` does the rest."""
    _on_postgres()
    os.environ.setdefault("CALLASSIST_WEB", f"http://{host}:{port}")
    assembly.build(configured(), away=_waits).database.close()
    served("clustered", host, port, processes)


def worker(
    at_once: Annotated[int, typer.Option(min=1, max=16, help="How many jobs at a time.")] = 4,
) -> None:
    """Work what is due on PostgreSQL, beside any number of other workers, until told to end."""
    own = configured()
    _on_postgres()
    logs.begin()
    house = assembly.build(own, away=_waits)
    if house.network is None:
        tell("No account is set: texts wait.", wrong=True)
    sender = Sender(house)
    try:
        ClusteredRunner(sender, own.database, at_once=at_once).run()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sender.close()
        house.database.close()


def move(
    to: Annotated[str, typer.Option("--to", help="postgresql+psycopg://… of an empty database.")],
) -> None:
    """Move everything from SQLite to an empty PostgreSQL database, and compare both row by row."""
    own = configured()
    if not own.database.startswith("sqlite"):
        raise Refusal("CALLASSIST_DATABASE", "it is not on SQLite.", "A move goes from SQLite to PostgreSQL.")
    if not to.startswith("postgresql+psycopg://"):
        raise Refusal("--to", f"“{to.partition(':')[0]}” is no such address.", "Use postgresql+psycopg://…")
    lock = Lock(own.data)
    file = own.data / "move.backup"
    try:
        taken = backups.backup(own.database, file)
        tell(f"Took {taken.rows} rows out of {taken.tables} tables.")
        backups.restore(to, file)
        if (table := backups.differing(to, file)) is not None:
            raise Refusal("--to", f"{table} differs from what was taken.", "Do not use it; move again.")
    finally:
        file.unlink(missing_ok=True)
        lock.release()
    tell(f"Moved {taken.rows} rows in {taken.tables} tables; each table's digest is equal in both.")
    tell(f"Set CALLASSIST_DATABASE to the new one. The old one is untouched: keep {_name(own.database)}.")


def _waits(why: str) -> None:
    """The database is away at the start: it is waited for, as it is when it goes away later."""
    tell(f"The database is away: {why} Waiting for it; Ctrl-C ends.", wrong=True)


def _name(url: str) -> str:
    return Path(url.removeprefix("sqlite:///")).name


def _on_postgres() -> None:
    own = configured()
    if not own.database.startswith("postgresql"):
        raise Refusal(
            "CALLASSIST_DATABASE",
            "on SQLite one process does everything.",
            "Start it with callassist run, or set postgresql+psycopg://… (callassist move takes it there).",
        )
