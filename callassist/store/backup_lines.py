"""How a row of any table is written as one line of a backup, and read again to exactly the same row."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Insert,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    insert,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy import column as a_column
from sqlalchemy import table as a_table
from sqlalchemy.types import TypeEngine

from callassist.store.schema import Moment

PLAIN: Final = "plain"
TYPES: Final[Mapping[str, TypeEngine[Any] | None]] = {
    "moment": Moment(),
    "day": Date(),
    "bytes": LargeBinary(),
    "json": JSON(none_as_null=True),
    "truth": Boolean(),
    PLAIN: None,
}
WRITE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "moment": lambda value: value.isoformat(),
    "day": lambda value: value.isoformat(),
    "bytes": lambda value: b64encode(value).decode("ascii"),
    "json": lambda value: value,
    "truth": bool,
    PLAIN: lambda value: value,
}
READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": b64decode,
    "json": lambda value: JSON.NULL if value == "null" else json.loads(value),
    "truth": bool,
    PLAIN: lambda value: value,
}


def kind(column: Column[Any]) -> str:
    """What a column holds, in a word of this form."""
    match column.type:
        case Moment():
            return "moment"
        case Date():
            return "day"
        case LargeBinary():
            return "bytes"
        case JSON():
            return "json"
        case Boolean():
            return "truth"
        case _:
            return PLAIN


def columns_of(table: Table) -> list[list[str]]:
    """The columns of a table with what each holds."""
    return [[column.name, kind(column)] for column in table.columns]


def everything(table: Table) -> Select[Any]:
    """All rows of a table in the order of its key; JSON as the text it is kept as."""
    wanted = [sql_cast(c, Text).label(c.name) if kind(c) == "json" else c for c in table.columns]
    return select(*wanted).order_by(*table.primary_key.columns)


def written(table: Table, row: Sequence[Any]) -> list[Any]:
    """One row as JSON can hold it."""
    return [
        None if value is None else WRITE[kind(column)](value)
        for column, value in zip(table.columns, row, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Columns:
    """A table as a backup describes it, which need not be as this program would make it."""

    table: str
    columns: Sequence[Sequence[str]]

    def insert(self) -> Insert:
        """A statement that puts rows in."""
        into = a_table(self.table, *(a_column(name, TYPES[kind]) for name, kind in self.columns))
        return insert(into).values({name: bindparam(name, type_=TYPES[kind]) for name, kind in self.columns})

    def read(self, line: Sequence[Any]) -> dict[str, Any]:
        """One row again, by column."""
        return {
            name: None if value is None else READ[kind](value)
            for (name, kind), value in zip(self.columns, line, strict=True)
        }
