"""The column types and the one catalogue that all tables stand in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    TIMESTAMP,
    Column,
    Date,
    Dialect,
    Insert,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A time in UTC. Refuses a naive one; stored as sortable text on SQLite, as timestamptz on PostgreSQL."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone reached the database")
        utc = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return utc
        return utc.isoformat(timespec="microseconds").replace(
            "+00:00", "Z"
        )  # strftime takes ten times as long

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value.astimezone(UTC) if value else None
        return datetime.fromisoformat(value)


def an_id() -> Column[str]:
    """A UUIDv7 of ours as text."""
    return Column("id", String(36), primary_key=True, nullable=False)


def key(name: str) -> Column[str]:
    """Another table's id, or a word, that is this table's key as well."""
    return Column(name, String(80), primary_key=True, nullable=False)


def of(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    """The id of another thing."""
    return Column(name, String(36), nullable=nullable, index=index)


def word(name: str, *, nullable: bool = False, **more: Any) -> Column[str]:
    """A short word: a code, a state, a tag."""
    return Column(name, String(80), nullable=nullable, **more)


def line(name: str, *, nullable: bool = True) -> Column[str]:
    """Running text that holds no identity."""
    return Column(name, Text, nullable=nullable)


def at(name: str, *, nullable: bool = True, index: bool = False) -> Column[datetime]:
    """A moment."""
    return Column(name, Moment, nullable=nullable, index=index)


def day(name: str, *, nullable: bool = True) -> Column[Any]:
    """A calendar day in the study's zone."""
    return Column(name, Date, nullable=nullable)


def sealed(name: str, *, nullable: bool = True) -> Column[bytes]:
    """Identity: bytes that only the keys can open."""
    return Column(name, LargeBinary, nullable=nullable)


def structured(name: str, *, nullable: bool = True) -> Column[Any]:
    """A small JSON value that holds no identity."""
    return Column(name, JSON, nullable=nullable)


@lru_cache(maxsize=64)
def insert_new(table: Table, dialect: str, unique: tuple[str, ...]) -> Insert:
    """An insert that leaves a row alone which is there already by its unique columns; its rowcount tells."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing(index_elements=list(unique))
    # Without this the PostgreSQL driver's count is thrown away, and every insert looks like none.
    return statement.execution_options(preserve_rowcount=True)


def row_of(row: Row[*tuple[Any, ...]]) -> Mapping[str, Any]:
    """A result row as a mapping."""
    return cast("Mapping[str, Any]", row._mapping)
