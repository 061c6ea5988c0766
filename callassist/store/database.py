"""One URL chooses the world: SQLite with one writing thread, or PostgreSQL with many writers."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol, TypeVar

from pydantic_core import from_json
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from callassist.errors import Fault, Refusal

__all__ = ["Connection", "Database", "Keep"]

T = TypeVar("T")
Keep = Callable[[Connection], T]
GROUP = 64
READERS = 64
STATEMENTS = 512  # read by SQLite once for a connection; the usual 128 are fewer than our pages ask
AWAY = 0.2  # seconds before a server that is away is looked for again
AGAIN = 1.0  # the same where nobody waits for an answer
ENDING = ("57P01", "57P02", "57P03")  # a server that shuts down, crashed, or starts up

log = logging.getLogger("callassist.store")


class Writer(Protocol):
    """Runs what a verb keeps in a transaction, durably, before it returns."""

    def keep(self, work: Keep[T]) -> T: ...

    def close(self) -> None: ...


class Database:
    """A database that is read by anybody and written through `keep`.

    `url` is sqlite:///path or postgresql+psycopg://…; any other is refused with the cure.
    """

    def __init__(self, url: str) -> None:
        kind = _kind(url)
        self.url = url
        self.dialect = kind
        self.engine = _sqlite(url) if kind == "sqlite" else _postgres(url)
        self._reading: dict[str, Any] = {} if kind == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        if kind == "sqlite":
            self.must_answer()  # a writer of a file that does not open would keep everybody waiting for good
        self._writer: Writer = GroupWriter(self.engine) if kind == "sqlite" else PlainWriter(self.engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection with one consistent view, for reading only."""
        with self.engine.connect() as connection:  # closing it rolls back
            if self._reading:
                connection.execution_options(**self._reading)
            yield connection

    def keep(self, work: Keep[T]) -> T:
        """Run `work` in one transaction and return what it returns once that is durable.

        `work` may be run twice (a group that fails is run again one by one), so it touches nothing else.
        """
        return self._writer.keep(work)

    def answers(self) -> bool:
        """Whether it can be reached just now."""
        try:
            with self.read():
                return True
        except DBAPIError:
            return False

    def must_answer(self) -> None:
        """Raise Refusal unless it can be reached just now."""
        if not self.answers():
            self.engine.dispose()
            cure = "Look whether it runs, and whether its address and password are right."
            raise Refusal("database", "it cannot be reached, or is none.", cure)

    def wait(self, told: Callable[[str], None]) -> None:
        """Wait until it can be reached, however long; `told` hears why it cannot, once a reason."""
        said = ""
        while True:
            try:
                with self.read():
                    return
            except DBAPIError as wrong:
                if not _is_away(wrong):
                    raise
                why = str(wrong.orig).strip().partition("\n")[0]
            if why != said:
                told(why)
                said = why
            time.sleep(AGAIN)

    def patiently(self, do: Callable[[], T], *, seconds: float) -> T:
        """Do what may safely be done twice; while the database is away, wait for it, at most so long."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return do()
            except DBAPIError as wrong:
                if not _is_away(wrong) or time.monotonic() > deadline:
                    raise
            time.sleep(AWAY)

    def take_stock(self) -> None:
        """Have SQLite count anew what its indexes hold, by a sample of each; PostgreSQL does so by itself.

        Without such counts it guesses which index is the narrow one, and guesses worse as a trial grows.
        Source: sqlite.org/lang_analyze.html, “Approximate ANALYZE For Large Databases”.
        """
        if self.dialect == "sqlite":
            for statement in ("PRAGMA analysis_limit=400", "ANALYZE"):
                self.keep(partial(_said, statement))

    def close(self) -> None:
        """Stop writing and let all connections go."""
        self._writer.close()
        self.engine.dispose()


def _kind(url: str) -> str:
    try:
        kind = make_url(url).get_backend_name()
    except ArgumentError:
        kind = "that"
    if kind not in ("sqlite", "postgresql"):
        raise Refusal(
            "database", f"{kind} is not a database we know.", "Use sqlite:/// or postgresql+psycopg://."
        )
    return kind


def _said(statement: str, c: Connection) -> None:
    c.exec_driver_sql(statement)


def _is_away(wrong: DBAPIError) -> bool:
    """Whether a server could not be reached, or let us go as it ended; SQLite's file is never away."""
    told = getattr(wrong.orig, "sqlstate", "a file")
    return wrong.connection_invalidated or told is None or told in ENDING


class PlainWriter:
    """Each verb in a transaction of its own: PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, work: Keep[T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def close(self) -> None:
        """Nothing waits here."""


class GroupWriter:
    """One thread that commits what is queued as a group: SQLite without the busy handler's tail."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Keep[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def keep(self, work: Keep[T]) -> T:
        if self._closed:
            raise Fault("the writer is closed")
        if threading.current_thread() is self._thread:
            raise Fault("a verb waits for the writer inside the writer")
        future: Future[T] = Future()
        self._queue.put((work, future))
        return future.result()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        with self._engine.connect().execution_options(callassist_writes=True) as connection:
            going = True
            while going:
                group, going = self._group()
                if group:
                    self._commit(connection, group)

    def _group(self) -> tuple[list[tuple[Keep[Any], Future[Any]]], bool]:
        first = self._queue.get()
        if first is None:
            return [], False
        group = [first]
        while len(group) < GROUP:
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                return group, True
            if more is None:
                return group, False
            group.append(more)
        return group, True

    def _commit(self, connection: Connection, group: list[tuple[Keep[Any], Future[Any]]]) -> None:
        try:
            with connection.begin():
                kept = [work(connection) for work, _ in group]
        except BaseException as error:
            if len(group) == 1:
                group[0][1].set_exception(error)
                return
            for one in group:
                self._commit(connection, [one])
            return
        for (_, future), result in zip(group, kept, strict=True):
            future.set_result(result)


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        json_deserializer=from_json,
        poolclass=QueuePool,
        pool_size=READERS,  # none is opened for one reading: that costs ten times what the reading does
        max_overflow=16,
        pool_use_lifo=True,  # the last one used knows its statements and pages
        connect_args={"check_same_thread": False, "timeout": 30, "cached_statements": STATEMENTS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("PRAGMA cache_size=-4000")
        raw.execute("PRAGMA mmap_size=268435456")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("callassist_writes", False)
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: str) -> Engine:
    return create_engine(
        url,
        json_deserializer=from_json,
        pool_size=12,
        max_overflow=52,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"application_name": "callassist", "options": "-c timezone=UTC"},
    )
