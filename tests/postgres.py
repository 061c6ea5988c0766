"""One PostgreSQL server a test session, from the machine's own binaries; a fresh database for each test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.folders import QUICK
from tests.tables import make


def binaries() -> Path | None:
    """Where initdb and pg_ctl are, or None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    local = shutil.which("pg_ctl")
    return Path(local).resolve().parent if local else None


@dataclass
class Server:
    """A server that runs, without durability: tests of the program, not of PostgreSQL."""

    folder: Path
    port: int
    bin: Path
    ready: bool = False

    @classmethod
    def start(cls, *, durable: bool = False) -> Server:
        """Start a server in a temporary folder on a free port."""
        where = binaries()
        assert where is not None, "PostgreSQL is not installed"
        place = None if durable else QUICK
        folder = Path(tempfile.mkdtemp(prefix="callassist-pg-", dir=place))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        port = free_port()
        server = cls(folder, port, where)
        server._run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8")
        quick = "" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200 {quick}"
        server._run(
            "pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start"
        )
        return server

    def url(self) -> str:
        """The URL of a new empty database."""
        return self._create(f"t{uuid4().hex[:12]}")

    def url_with_tables(self) -> str:
        """The URL of a new database with callassist's tables and nothing in them."""
        if not self.ready:
            make(self._create("ready"))
            self.ready = True
        return self._create(f"t{uuid4().hex[:12]}", template="ready")

    def _create(self, name: str, *, template: str = "template1") -> str:
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as c:
            c.execute(f'create database "{name}" template "{template}"')
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def restart_hard(self) -> None:
        """Restart at once, as after a power cut of the server's process."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "restart")

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers meanwhile."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        try:
            yield
        finally:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "restart")

    def stop(self) -> None:
        """Stop and leave nothing behind."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(
            [str(self.bin / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            **user,
        )


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
