"""Whether a column holds one of a list of ids or words, asked by one statement however long the list is.

A list that is written out makes a new statement of each length, which is put together and read by the
database anew every time. Where a page asks so ten times, that is a fifth of its time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Dialect,
    Select,
    String,
    Text,
    TypeDecorator,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine


class _Listed(TypeDecorator[Iterable[str]]):
    """A list of texts in one parameter: an array of PostgreSQL, JSON for SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(String) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else json.dumps(listed)


class _Among(FunctionElement[bool]):
    type = Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Any:
        """As it stands: "… = 1", as a function is asked on SQLite, hides from it that an index serves."""
        return self


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column of text is among the values of a parameter, a list that may be empty.

    A list of one id that an index is to be read in the order of is better written out: only so do the
    databases know that it is one.
    """
    return _Among(column, bindparam(name, type_=_Listed()))


def one_of(column: ColumnElement[Any], words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column holds one of a few words that are the same whenever the statement is asked."""
    return column.in_([literal(word) for word in words])


@compiles(_Among)
def _of_json(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, listed = element.clauses
    values: Select[Any] = select(literal_column("value")).select_from(func.json_each(listed))
    return f"({compiler.process(column.in_(values), **kw)})"


@compiles(_Among, "postgresql")
def _of_array(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, listed = (compiler.process(one, **kw) for one in element.clauses)
    return f"({column} = ANY ({listed}))"
