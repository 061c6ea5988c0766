"""Brings a database up to the version of this program, and refuses one that is newer."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from callassist.errors import Refusal
from callassist.store.database import Connection, Database


def up(database: Database) -> None:
    """Bring the database to the newest version. Raises Refusal when it is newer than this program."""
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
