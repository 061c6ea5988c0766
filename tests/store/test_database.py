"""The one writer: groups, failures inside a group, and both databases alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from callassist.errors import Refusal
from callassist.store import clock_row, migrate
from callassist.store.database import Connection, Database
from callassist.store.schema import metadata
from callassist.store.staff import job_run


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    migrate.up(opened)
    yield opened
    opened.close()


def add(name: str) -> object:
    return lambda c: c.execute(insert(job_run), {"name": name, "last_at": datetime(2026, 1, 1, tzinfo=UTC)})


def names(database: Database) -> set[str]:
    with database.read() as c:
        return set(c.execute(select(job_run.c.name)).scalars())


def test_what_is_kept_is_there_for_the_next_reader(database: Database) -> None:
    database.keep(add("one"))
    assert names(database) == {"one"}


def test_it_counts_anew_what_its_indexes_hold(database: Database) -> None:
    database.keep(add("one"))
    database.take_stock()
    if database.dialect != "sqlite":
        return  # PostgreSQL counts by itself: asking it changes nothing
    with database.read() as c:
        counted = c.exec_driver_sql("SELECT stat FROM sqlite_stat1 WHERE tbl = 'job_run'").scalars().all()
    assert counted == ["1 1"]


def test_one_failing_verb_takes_no_other_down(database: Database) -> None:
    gate = threading.Event()
    failures: list[str] = []

    def slow(c: Connection) -> None:
        gate.wait(5)

    def keep(name: str) -> None:
        try:
            database.keep(add(name))
        except Exception as error:
            failures.append(type(error).__name__)

    database.keep(add("taken"))
    threads = [threading.Thread(target=database.keep, args=(slow,))]
    threads += [threading.Thread(target=keep, args=(name,)) for name in ("a", "taken", "b", "c")]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(10)
    assert names(database) == {"taken", "a", "b", "c"}
    assert failures == ["IntegrityError"]


def test_a_naive_time_is_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"):
        database.keep(lambda c: c.execute(insert(job_run), {"name": "x", "last_at": naive}))


def test_times_come_back_as_they_went_in(database: Database) -> None:
    moment = datetime(2026, 10, 25, 0, 30, 15, 123456, tzinfo=UTC)
    database.keep(lambda c: c.execute(insert(job_run), {"name": "x", "last_at": moment}))
    with database.read() as c:
        assert c.execute(select(job_run.c.last_at)).scalar_one() == moment


def test_the_tables_of_the_migrations_are_those_of_the_program(database: Database) -> None:
    with database.engine.connect() as c:
        context = MigrationContext.configure(c, opts={"compare_type": False})
        differences = [
            one for one in compare_metadata(context, metadata) if "alembic_version" not in str(one)
        ]
    assert differences == []


def test_a_newer_database_is_refused_with_its_cure(database: Database) -> None:
    def newer(c: Connection) -> None:
        c.exec_driver_sql("update alembic_version set version_num = '9999'")

    database.keep(newer)
    with pytest.raises(Refusal, match="newer callassist"):
        migrate.up(database)


def test_another_database_is_refused() -> None:
    with pytest.raises(Refusal, match="not a database we know"):
        Database("mysql://nowhere/x")


def test_the_clock_row_is_written_again(database: Database) -> None:
    for days in (1, 400):
        offset = timedelta(days=days, microseconds=7)
        database.keep(lambda c, offset=offset: clock_row.write(c, database.dialect, offset))
        with database.read() as c:
            assert clock_row.read(c) == offset
