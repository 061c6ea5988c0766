"""Brings a database up to the version of this program, and refuses one that is newer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from callassist.errors import Refusal
from callassist.store.database import Connection, Database

LOCK = 700_900  # the number of our advisory lock; any will do that nothing else uses


def up(database: Database) -> None:
    """Bring the database to the newest version, one process at a time.

    Raises Refusal when it is newer than this program, or cannot be reached.
    """
    with _alone(database):
        _up(database)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Processes that start together on PostgreSQL go one after the other; SQLite has one that writes."""
    try:
        c = database.engine.connect()
    except OperationalError:
        cure = "Start it, or mend CALLASSIST_DATABASE."
        raise Refusal("database", "it cannot be reached or opened.", cure) from None
    with c:
        if database.dialect == "postgresql":
            c.exec_driver_sql(f"select pg_advisory_lock({LOCK})")
            c.commit()
        try:
            yield
        finally:
            if database.dialect == "postgresql":
                c.exec_driver_sql(f"select pg_advisory_unlock({LOCK})")
                c.commit()


def _up(database: Database) -> None:
    config = _config()
    script = ScriptDirectory.from_config(config)
    with database.engine.connect() as c:
        current = MigrationContext.configure(c).get_current_revision()
        c.rollback()
    if current is not None and current not in {one.revision for one in script.walk_revisions()}:
        raise Refusal(
            "database",
            "it was made by a newer callassist than this one.",
            "Start the newer one, or restore a backup that this one made.",
        )
    if current != script.get_current_head():
        config.attributes["engine"] = database.engine
        command.upgrade(config, "head")


def up_to(database: Database, revision: str) -> None:
    """Give an empty database the tables of one version."""
    config = _config()
    config.attributes["engine"] = database.engine
    command.upgrade(config, revision)


def revision(c: Connection) -> str | None:
    """The version of a database, or None where none was made."""
    return MigrationContext.configure(c).get_current_revision()


def knows(version: str) -> bool:
    """Whether this program knows a version."""
    return version in {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


def head() -> str | None:
    """The newest version that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "callassist.store:migrations")
    return config
